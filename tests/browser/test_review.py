"""From picked creatives to a published one: decide, pack, note where it went."""

import hashlib
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.studio_page import StudioPage

BOTH = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
TITLES = ("First cup", "Second cup", "Third cup")


@pytest.fixture
def campaign(new_page: Callable[..., Page], size: tuple[int, int]) -> StudioPage:
    """Three picked takes of one shot, each a creative with a title of its own."""
    studio = StudioPage(new_page(size=size))
    studio.new_campaign("For review")
    for number in (1, 2, 3):
        studio.make(f"A cup by a window, number {number}")
        studio.tab("Chat")
        card = studio.done(number)
        card.hover()
        card.get_by_role("button", name="Add to creatives").first.click()
        expect(card).to_contain_text("In creatives")
    path = re.sub(r"[?#].*", "", studio.page.url)
    for place, title in enumerate(TITLES):
        studio.page.goto(f"{path}/publish")
        studio.page.locator(".tile-name").nth(place).click()
        field = studio.page.get_by_role("textbox", name="Title")
        field.fill(title)
        field.press("Enter")
        expect(studio.page.get_by_role("heading", name=title)).to_be_attached()
    studio.page.goto(f"{path}/review")
    return studio


def row(page: Page, title: str) -> Locator:
    return page.get_by_role("article", name=title)


def is_open(page: Page, title: str) -> None:
    """The row stands open, with its own film."""
    expect(row(page, title).get_by_role("button").first).to_have_attribute("aria-expanded", "true")
    expect(row(page, title).get_by_role("button", name="Approve")).to_be_visible()


@BOTH
def test_three_creatives_are_decided_packed_and_published(
    campaign: StudioPage, size: tuple[int, int], tmp_path: Path
) -> None:
    page = campaign.page
    is_open(page, TITLES[0])
    page.get_by_role("button", name="Approve").click()
    is_open(page, TITLES[1])

    # Changes need words; nothing is sent without.
    page.get_by_role("button", name="Ask for changes").click()
    expect(page.get_by_role("alert").filter(has_text="Say what to change.")).to_be_visible()
    page.get_by_role("textbox", name="Comment").fill("Warmer <b>light</b>, please.")
    page.get_by_role("button", name="Ask for changes").click()
    expect(row(page, TITLES[1])).to_contain_text("Changes asked")

    # The keyboard goes on where the last decision led.
    is_open(page, TITLES[2])
    expect(row(page, TITLES[2]).get_by_role("button").first).to_be_focused()
    page.keyboard.press("a")
    expect(row(page, TITLES[2])).to_contain_text("Approved")
    page.get_by_role("link", name=re.compile("^Changes")).click()
    page.wait_for_url("**/review?show=changes")
    expect(page.locator(".review-item")).to_have_count(1)
    row(page, TITLES[1]).get_by_role("button").first.click()
    expect(page.locator(".comment-words")).to_have_text("Warmer <b>light</b>, please.")

    page.goto(re.sub(r"/review.*", "/publish", page.url))
    expect(page.get_by_role("checkbox", name=f"Choose {TITLES[0]}")).to_be_checked()
    expect(page.get_by_role("checkbox", name=f"Choose {TITLES[1]}")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download pack").click()
    pack = tmp_path / "pack.zip"
    download.value.save_as(pack)
    assert download.value.suggested_filename == "for-review.zip"
    _is_a_whole_pack(pack)

    page.get_by_role("button", name="Mark as published").first.click()
    page.get_by_role("textbox", name="Address of the post").fill("javascript:alert(1)")
    page.get_by_role("button", name="Mark as published").first.click()
    expect(page.get_by_role("alert").filter(has_text="Paste a web address")).to_be_visible()
    page.get_by_role("textbox", name="Address of the post").fill("https://a.example/p/1")
    page.get_by_role("button", name="Mark as published").first.click()
    link = page.get_by_role("link", name="a.example/p/1")
    expect(link).to_have_attribute("rel", "noopener nofollow")
    expect(page.get_by_text("1 of 2 published")).to_be_visible()


def _is_a_whole_pack(pack: Path) -> None:
    with zipfile.ZipFile(pack) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        films = [name for name in names if name.endswith(".mp4")]
        assert [Path(name).name.partition("_")[0] for name in films] == ["first-cup", "third-cup"]
        assert names[-1] == "for-review/pack.json"
        for film in films:
            digest = hashlib.sha256(archive.read(film)).hexdigest()
            assert digest in archive.read(film.replace(".mp4", ".json")).decode()


@pytest.mark.parametrize("size", [DESKTOP], ids=["desktop"])
def test_a_new_version_asks_again_and_a_tab_next_door_hears_of_it(
    campaign: StudioPage, size: tuple[int, int]
) -> None:
    page = campaign.page
    is_open(page, TITLES[0])
    page.get_by_role("button", name="Approve").click()
    expect(row(page, TITLES[0])).to_contain_text("Approved")
    review = page.url
    path = re.sub(r"/review.*", "", review)
    page.goto(path)
    campaign.make("A fourth cup")
    campaign.done(4)

    beside = page.context.new_page()
    beside.goto(f"{review}?show=approved")
    expect(beside.locator(".review-item")).to_have_count(1)
    page.goto(f"{path}/publish")
    page.locator(".tile-name").first.click()
    page.get_by_role("button", name="Change master").click()
    page.get_by_role("dialog", name="New version").get_by_role(
        "button", name=re.compile("^Use Take 04")
    ).click()
    expect(page.get_by_text("Waiting for approval")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Version 1"))).to_be_visible()
    # The other tab's list of approved ones has lost it without a reload.
    expect(beside.locator(".review-item")).to_have_count(0)
    page.goto(f"{review}?show=waiting")
    row(page, TITLES[0]).get_by_role("button").first.click()
    expect(page.get_by_text("This is a new file, so it asks again.")).to_be_visible()
