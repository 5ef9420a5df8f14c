"""The main story: from two photos and a sentence to a creative, reload in the middle."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.studio_page import StudioPage
from tools.served import Served


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_two_photos_become_a_creative(
    new_page: NewPage, size: tuple[int, int], photos: list[Path], tmp_path: Path
) -> None:
    studio = StudioPage(new_page(size, accept_downloads=True))
    page = studio.page
    studio.new_campaign(f"Story {size[0]}")
    studio.tab("Make")
    studio.add_files(photos)
    expect(page.get_by_role("region", name="Make").locator("img")).to_have_count(2, timeout=20_000)
    studio.make("A cup at dawn. Steam rises.", seconds=4)
    expect(studio.take(1)).to_be_visible()

    page.reload()
    card = studio.done(1)

    card.click()
    video = page.locator("video").last
    page.wait_for_function(
        "() => [...document.querySelectorAll('video')].some(v => v.currentTime > 0.5)"
    )
    assert video.evaluate("v => v.videoWidth") > 0
    page.keyboard.press("Escape")

    with page.expect_download() as download:
        card.get_by_role("link", name="Download").click()
    target = tmp_path / "take.mp4"
    download.value.save_as(target)
    assert target.read_bytes()[4:8] == b"ftyp"
    assert download.value.suggested_filename.endswith(".mp4")

    card.get_by_role("button", name="Add to creatives").click()
    expect(card).to_contain_text("In creatives")

    page.reload()
    expect(studio.take(1)).to_contain_text("In creatives")
    studio.tab("Make")
    expect(studio.prompt).to_have_value("A cup at dawn. Steam rises.")
    expect(page.locator("#make-slots img")).to_have_count(2)


def test_every_named_part_is_there(new_page: NewPage) -> None:
    page = new_page()
    for region in ("Takes", "Make", "Conversation"):
        expect(page.get_by_role("region", name=region)).to_be_visible()
    for name in ("Model", "Generate", "Add reference"):
        expect(page.get_by_role("button", name=name).first).to_be_visible()
    expect(page.get_by_role("slider", name="Length")).to_be_visible()
    expect(page.get_by_role("radiogroup", name="Ratio")).to_be_visible()
    expect(page.get_by_role("radiogroup", name="Quality")).to_be_visible()
    expect(page.get_by_role("status", name="Credits")).to_contain_text(re.compile(r"\d"))


def test_a_second_tab_sees_it_live(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    studio.new_campaign("Two tabs")
    other = studio.page.context.new_page()
    other.goto(studio.page.url)
    StudioPage(other).prompt.wait_for()

    studio.make("Seen twice")

    expect(StudioPage(other).take(1)).to_be_visible()
    StudioPage(other).done(1)
    studio.done(1)


def test_no_other_host_is_called(new_page: NewPage, served: Served) -> None:
    page = new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    page.reload()
    StudioPage(page).prompt.wait_for()
    page.wait_for_load_state("networkidle")
    assert asked == {f"127.0.0.1:{served.port}"}


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_is_wider_than_the_screen(
    new_page: NewPage, size: tuple[int, int], scheme: str
) -> None:
    page = new_page(size, color_scheme=scheme)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    assert scheme in (page.locator("html").get_attribute("class") or "")


def test_the_player_makes_way_for_a_new_take(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    studio.new_campaign("Player")
    studio.make("First")
    studio.done(1).click()
    expect(studio.page.locator("[data-player]")).to_be_visible()
    studio.make("Second")
    expect(studio.page.locator("[data-player]")).to_have_count(0)
    studio.done(2)


def test_a_note_is_kept(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    studio.new_campaign("Notes")
    text = "Warmer light, <b>please</b>"
    studio.page.get_by_role("textbox", name="Message").fill(text)
    studio.page.get_by_role("button", name="Send").click()
    conversation = studio.page.get_by_role("region", name="Conversation")
    expect(conversation).to_contain_text(text)
    studio.page.reload()
    expect(conversation).to_contain_text(text)


def test_the_draft_survives_a_reload(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    studio.new_campaign("Draft")
    studio.choose_model("Kling 3")
    studio.prompt.fill("Half a thought")
    studio.set_length(5)
    studio.page.get_by_role("radio", name="9:16").check(force=True)
    expect(studio.page.get_by_role("region", name="Make")).to_contain_text("35 credits")
    studio.page.wait_for_timeout(1500)  # the autosave is debounced: nothing on the page tells
    studio.page.reload()
    expect(studio.prompt).to_have_value("Half a thought")
    expect(studio.page.get_by_role("slider", name="Length")).to_have_value("5")
    expect(studio.page.get_by_role("radio", name="9:16")).to_be_checked()
    expect(studio.page.get_by_role("region", name="Make")).to_contain_text("35 credits")


def test_the_panel_fills_however_late_a_page_script_comes(new_page: NewPage) -> None:
    """React's own scripts do not wait for ours: whichever is last, the price is shown."""
    studio = StudioPage(new_page())
    studio.new_campaign("Late script")
    studio.choose_model("Kling 3")
    studio.set_length(5)
    expect(studio.page.get_by_role("region", name="Make")).to_contain_text("35 credits")

    def late(route: Route) -> None:
        studio.page.wait_for_timeout(1500)
        route.continue_()

    studio.page.route("**/js/draft.js", late)
    studio.page.reload()
    expect(studio.page.get_by_role("region", name="Make")).to_contain_text("35 credits")
