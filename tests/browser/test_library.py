"""The library as a person uses it: search, zip, ratings, the bin and back."""

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage


def library(new_page: NewPage, size: tuple[int, int] = DESKTOP) -> Page:
    page = new_page(size, accept_downloads=True)
    page.goto("/".join([*page.url.split("/")[:3], "library?campaign=all"]))
    tiles(page).first.wait_for()
    return page


def tiles(page: Page) -> Locator:
    return page.get_by_role("region", name="Takes").get_by_role("article")


def titled(page: Page, title: str) -> Locator:
    return tiles(page).filter(has_text=title).first


def test_a_search_stands_in_the_address(new_page: NewPage) -> None:
    page = library(new_page)
    page.keyboard.press("/")
    search = page.get_by_role("searchbox", name="Search")
    expect(search).to_be_focused()
    search.fill("Into the woods")
    expect(page).to_have_url(re.compile(r"q=Into\+the\+woods"))
    expect(tiles(page)).to_have_count(1)
    page.reload()
    expect(search).to_have_value("Into the woods")
    expect(tiles(page)).to_have_count(1)
    search.fill("no such thing at all")
    expect(page.get_by_text("Nothing fits these filters.")).to_be_visible()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(titled(page, "Northern sky")).to_be_visible()
    expect(search).to_have_value("")


def test_two_selected_takes_come_as_a_zip(new_page: NewPage, tmp_path: Path) -> None:
    page = library(new_page)
    for title in ("Into the woods", "Northern sky"):
        titled(page, title).hover()
        titled(page, title).get_by_role("checkbox").click()
    bar = page.get_by_role("toolbar", name="Selected takes")
    expect(bar).to_contain_text("2 selected")
    with page.expect_download() as download:
        bar.get_by_role("button", name="Download").click()
    download.value.save_as(tmp_path / "takes.zip")
    with zipfile.ZipFile(tmp_path / "takes.zip") as archive:
        assert archive.testzip() is None
        assert sorted(name.partition("_")[0] for name in archive.namelist()) == [
            "into-the-woods",
            "northern-sky",
        ]
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()


def test_keys_rate_the_take_in_focus(new_page: NewPage) -> None:
    page = library(new_page)
    tile = titled(page, "Northern sky")
    tile.get_by_role("link").focus()
    page.keyboard.press("4")
    expect(tile).to_contain_text("Rated 4 of 5")
    page.keyboard.press(".")
    expect(tile.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowLeft")
    expect(tile.get_by_role("link")).not_to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tile.get_by_role("link")).to_be_focused()
    page.keyboard.press("0")
    expect(tile).not_to_contain_text("Rated")


def test_a_take_goes_to_the_bin_and_comes_back(new_page: NewPage) -> None:
    page = library(new_page)
    tile = titled(page, "Into the woods")
    tile.get_by_role("link").focus()
    page.keyboard.press("Delete")
    expect(tile).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(tile).to_be_visible()
    tile.get_by_role("link").focus()
    page.keyboard.press("Delete")
    expect(tile).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Bin")).click()
    tile.hover()
    tile.get_by_role("checkbox").click()
    page.get_by_role("toolbar").get_by_role("button", name="Restore").click()
    expect(tile).to_have_count(0)
    page.go_back()
    expect(titled(page, "Into the woods")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_creative_says_that_it_stays(new_page: NewPage, size: tuple[int, int]) -> None:
    page = library(new_page, size)
    tile = titled(page, "First light")
    tile.get_by_role("button", name=re.compile("^More about")).click()
    menu = page.get_by_role("group", name="Take", exact=True)
    menu.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("1 take is a creative and stays.")).to_be_visible()
    expect(tile).to_be_visible()


def test_the_menu_says_the_price_and_takes_settings_into_the_panel(new_page: NewPage) -> None:
    page = library(new_page)
    page.evaluate("window.sameDocument = true")
    page.get_by_role("button", name="List").click()
    expect(page).to_have_url(re.compile("view=list"))
    tile = titled(page, "Into the woods")
    tile.hover()
    tile.get_by_role("button", name=re.compile("^More about")).click()
    menu = page.get_by_role("group", name="Take", exact=True)
    expect(menu.get_by_role("button", name=re.compile("^Vary"))).to_contain_text("Free")
    menu.get_by_role("link", name="Reuse settings").click()
    expect(page).to_have_url(re.compile(r"/c/[^/]+\?shot=[^&]+$"))
    expect(page.get_by_text("The settings of Take 01 are here.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Prompt")).not_to_have_value("")
    assert page.evaluate("window.sameDocument")


def test_a_kept_picture_becomes_a_reference(new_page: NewPage, photos: list[Path]) -> None:
    page = library(new_page)
    page.get_by_role("button", name=re.compile("^Uploads")).click()
    page.get_by_label("Add pictures").set_input_files(photos[0])
    picture = page.get_by_role("article", name="one").first
    picture.get_by_role("link", name="Use as reference").click()
    expect(page.get_by_text("The picture is here.")).to_be_visible()
    expect(page.locator(".make .slot img")).to_have_count(1)
    assert "reference=" not in page.url
