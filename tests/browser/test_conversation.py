"""From a sentence to three takes, in the conversation and without a language model."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.studio_page import DONE_MS, StudioPage

SENTENCE = "Three roasts in one box, ships from 1 December. Mostly Reels."


def talk(page: Page) -> Locator:
    return page.get_by_role("region", name="Conversation")


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message")


def press(page: Page, name: str) -> None:
    """A button of the newest block, once the answer before it is over."""
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    talk(page).get_by_role("button", name=name, exact=True).last.click()


def say(page: Page, words: str) -> None:
    box(page).fill(words)
    box(page).press("Enter")
    expect(talk(page).get_by_role("log")).to_contain_text(words)
    expect(box(page)).to_have_value("")


@pytest.mark.timeout(400)
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_sentence_becomes_three_takes(new_page: NewPage, size: tuple[int, int]) -> None:
    studio = StudioPage(new_page(size))
    page = studio.page
    studio.new_campaign(f"Gift box {size[0]}")
    studio.tab("Chat")
    expect(page.get_by_role("heading", name="What are you promoting?")).to_be_visible()

    say(page, SENTENCE)
    expect(page.get_by_role("button", name=re.compile("Launch a product"))).to_have_count(0)
    press(page, "Looks right")
    press(page, "Plan these shots")
    press(page, "Accept all")
    gate = talk(page).get_by_role("button", name="Make 3 takes")
    expect(gate).to_be_visible()

    button = page.get_by_role("button", name="Generate videos").filter(visible=True)
    expect(button).to_have_count(1)
    button.click()
    dialog = page.get_by_role("dialog", name="Confirm cost")
    expect(dialog.get_by_role("checkbox")).to_have_count(3)
    dialog.get_by_role("checkbox").first.uncheck()
    expect(dialog.get_by_role("button", name="Make 2 takes")).to_be_visible()
    dialog.get_by_role("checkbox").first.check()
    dialog.get_by_role("button", name="Make 3 takes").click()
    expect(dialog).to_be_hidden()
    expect(gate).to_have_count(0)

    expect(talk(page)).to_contain_text("3 takes are done.", timeout=3 * DONE_MS)
    expect(button).to_have_count(0)
    pick = talk(page).get_by_role("button", name=re.compile("^Add .* to creatives$"))
    pick.first.click()
    expect(talk(page).get_by_text("In creatives").first).to_be_visible()


def test_what_is_typed_survives_a_reload_and_reaches_another_device(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    page = studio.page
    studio.new_campaign("Half a sentence")
    page.locator("body").press("/")
    expect(box(page)).to_be_focused()
    box(page).fill("A gift that")
    page.reload()
    expect(box(page)).to_have_value("A gift that")

    def here() -> str:
        other = page.context.new_page()
        other.goto(page.url)
        expect(box(other)).to_be_visible()
        other.locator("#kept-words[data-for]:not([data-for=''])").wait_for(state="attached")
        value = box(other).input_value()
        other.close()
        return value

    deadline = 10
    while deadline and here() != "A gift that":
        deadline -= 1
    assert deadline


def test_markup_is_shown_as_text(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    page = studio.page
    studio.new_campaign("Markup")
    words = "<img src=x onerror=alert(1)> **bold**\n- one\n- two"
    box(page).fill(words)
    page.get_by_role("button", name="Send").click()
    mine = talk(page).get_by_text("**bold**").first
    expect(mine).to_contain_text("<img src=x onerror=alert(1)>")
    expect(mine.locator("img")).to_have_count(0)


def test_an_answer_is_stopped_and_asked_for_again(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    page = studio.page
    studio.new_campaign("Halfway")
    say(page, SENTENCE)
    stop = page.get_by_role("button", name="Stop", exact=True)
    expect(stop.or_(talk(page).get_by_role("button", name="Looks right"))).to_be_visible()
    if stop.is_visible():
        stop.click()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    again = talk(page).get_by_role("button", name="Try again")
    if again.is_visible():
        again.click()
    expect(talk(page).get_by_role("button", name="Looks right")).to_be_visible()


def test_three_angles_are_the_most(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    page = studio.page
    studio.new_campaign("Angles")
    say(page, SENTENCE)
    press(page, "Looks right")
    group = talk(page).get_by_role("group", name="Strategy")
    ticks = group.get_by_role("checkbox")
    expect(ticks).to_have_count(3)
    expect(ticks.first).to_be_checked()
    ticks.nth(1).check()
    expect(talk(page)).to_contain_text("2 of 3 picked")
    press(page, "Plan these shots")
    expect(talk(page).get_by_role("heading", name="Shot plan")).to_be_visible()
    # the button that was pressed is gone: the folded block has the focus
    assert page.evaluate("document.activeElement !== document.body")
