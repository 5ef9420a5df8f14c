"""From picked creatives to a published one, on the sample campaign: decide, pack, note."""

import hashlib
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, open_context, sign_in
from tools.served import Served

BAG, LIGHT, ABOVE = "The bag at dawn", "First light", "From above"


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param


@pytest.fixture
def page(chromium: Browser, tmp_path: Path, size: tuple[int, int]) -> Iterator[Page]:
    """The review page of the sample, on a server of its own: decisions stay."""
    with Served(tmp_path / "data", VIDSTUDIO_DEMO="true") as server:
        context = open_context(chromium, size)
        context.set_default_timeout(30_000)
        page = context.new_page()
        sign_in(page, server.url)
        page.goto(f"{re.sub('[?].*', '', page.url)}/review")
        page.get_by_role("button", name="Approve").wait_for()
        yield page
        context.close()


def row(page: Page, title: str) -> Locator:
    return page.get_by_role("article", name=title)


def head(page: Page, title: str) -> Locator:
    return row(page, title).get_by_role("button").first


def is_open(page: Page, title: str) -> None:
    """The row stands open, with its own film and decision."""
    expect(head(page, title)).to_have_attribute("aria-expanded", "true")
    expect(row(page, title).get_by_role("button", name="Approve")).to_be_visible()


def replace_master(page: Page, title: str) -> None:
    """The take of “Last cup” becomes the creative's version 2."""
    page.goto(re.sub("/review.*", "/publish", page.url))
    page.get_by_role("link", name=title, exact=True).click()
    page.get_by_role("button", name="Change master").click()
    chooser = page.get_by_role("dialog", name="New version")
    chooser.get_by_role("button", name="Use Take 01 of Last cup").click()
    expect(page.get_by_text("Waiting for approval")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Version 1"))).to_be_visible()


def test_creatives_are_decided_packed_and_published(page: Page, tmp_path: Path) -> None:
    review = page.url
    replace_master(page, BAG)
    page.goto(review)
    is_open(page, BAG)
    expect(
        page.get_by_text("approved version 1. This is a new file, so it asks again.")
    ).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    expect(row(page, BAG)).to_contain_text("Approved")

    # On to the next that waits, and the keyboard goes along.
    is_open(page, ABOVE)
    expect(head(page, ABOVE)).to_be_focused()
    page.keyboard.press("a")
    expect(row(page, ABOVE)).to_contain_text("Approved")

    # Changes need words; nothing is sent without.
    head(page, LIGHT).click()
    is_open(page, LIGHT)
    page.get_by_role("button", name="Ask for changes").click()
    expect(page.get_by_text("Say what to change.")).to_be_visible()
    expect(row(page, LIGHT).locator(".badge")).to_have_text("Approved")
    page.get_by_role("textbox", name="Comment").fill("Warmer <b>light</b>, please.")
    page.get_by_role("button", name="Ask for changes").click()
    expect(row(page, LIGHT).locator(".badge")).to_have_text("Changes asked")
    page.get_by_role("link", name=re.compile("^Changes")).click()
    page.wait_for_url("**/review?show=changes")
    expect(page.locator(".review-item")).to_have_count(2)
    head(page, LIGHT).click()
    expect(page.locator(".comment-words").last).to_have_text("Warmer <b>light</b>, please.")

    page.goto(re.sub("/review.*", "/publish", page.url))
    _download(page, tmp_path / "pack.zip")
    _note_a_post(page)


def _download(page: Page, target: Path) -> None:
    expect(page.get_by_role("checkbox", name=f"Choose {BAG}")).to_be_checked()
    expect(page.get_by_role("checkbox", name=f"Choose {LIGHT}")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download pack").click()
    download.value.save_as(target)
    assert download.value.suggested_filename == "autumn-launch.zip"
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        films = [name for name in archive.namelist() if name.endswith(".mp4")]
        assert films == [
            "autumn-launch/the-bag-at-dawn_reels_4x5_v2.mp4",
            "autumn-launch/from-above_square_1x1_v1.mp4",
        ]
        for film in films:
            digest = hashlib.sha256(archive.read(film)).hexdigest()
            assert digest in archive.read(film.replace(".mp4", ".json")).decode()


def _note_a_post(page: Page) -> None:
    place = page.get_by_role("region", name="Where they went")
    expect(place).to_contain_text("1 of 3 published")
    went = place.get_by_role("article", name=BAG)
    went.get_by_role("button", name="Mark as published").click()
    address = went.get_by_role("textbox", name="Address of the post")
    address.fill("javascript:alert(1)")
    went.get_by_role("button", name="Mark as published").click()
    expect(went.get_by_text("Paste a web address")).to_be_visible()
    expect(address).to_have_value("javascript:alert(1)")
    address.fill("https://a.example/p/1")
    went.get_by_role("button", name="Mark as published").click()
    link = went.get_by_role("link", name="a.example/p/1")
    expect(link).to_have_attribute("rel", "noopener nofollow")
    expect(place).to_contain_text("2 of 3 published")


@pytest.mark.parametrize("size", [DESKTOP], ids=["desktop"])
def test_a_tab_next_door_hears_of_a_new_version(page: Page, size: tuple[int, int]) -> None:
    beside = page.context.new_page()
    beside.goto(f"{page.url}?show=approved")
    expect(beside.locator(".review-item")).to_have_count(2)
    replace_master(page, BAG)
    expect(beside.locator(".review-item")).to_have_count(1)
    expect(row(beside, LIGHT)).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP], ids=["desktop"])
def test_a_creative_is_renamed_and_captioned_by_keyboard(page: Page, size: tuple[int, int]) -> None:
    page.get_by_role("link", name="Open creative").click()
    title = page.get_by_role("textbox", name="Title")
    expect(title).to_have_value(ABOVE)
    title.fill("Straight down")
    title.press("Enter")
    expect(page.get_by_role("heading", name="Straight down")).to_be_attached()
    captions = page.get_by_role("textbox", name="Captions")
    captions.fill("One cup, from above.")
    captions.press("Tab")
    expect(page.get_by_text("Captions kept.")).to_be_visible()
    page.reload()
    expect(captions).to_have_value("One cup, from above.")
    # Arrow keys go to the neighbours, but not while one writes.
    here = page.url
    captions.press("ArrowRight")
    assert page.url == here
    page.get_by_role("heading", name="Versions").click()
    page.keyboard.press("ArrowRight")
    expect(title).to_have_value(LIGHT)
