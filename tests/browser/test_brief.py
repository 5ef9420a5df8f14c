"""The brief with two people at it, a campaign out of one sentence, shots in order."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import PHONE, NewPage, open_context
from tests.browser.studio_page import StudioPage
from tools.served import Served

SAVED = re.compile("Saved just now")


def open_brief(page: Page) -> Locator:
    page.get_by_role("button", name="Edit the brief").click()
    drawer = page.get_by_role("dialog", name="Brief", exact=True)
    expect(drawer).to_be_visible()
    return drawer


def settle(page: Page, name: str) -> None:
    """A campaign of one's own, once the page shows it."""
    StudioPage(page).new_campaign(name)
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def begin(page: Page, words: str, button: str) -> None:
    page.get_by_role("banner").get_by_title("Campaigns").click()
    page.get_by_role("button", name="New campaign").first.click()
    dialog = page.get_by_role("dialog", name="New campaign")
    dialog.get_by_role("textbox", name="What are you promoting?").fill(words)
    before = page.url
    dialog.get_by_role("button", name=button).click()
    page.wait_for_function("before => location.href !== before", arg=before)
    expect(dialog).to_be_hidden()


@pytest.fixture
def beside(chromium: Browser, served: Served, owner_state: Any) -> Any:
    """A second tab of the same campaign, in a browser of its own."""
    contexts = list[Any]()

    def make(page: Page) -> Page:
        context = open_context(chromium, (1440, 900), storage_state=owner_state)
        contexts.append(context)
        other = context.new_page()
        other.goto(page.url)
        other.get_by_role("textbox", name="Prompt").wait_for()
        return other

    yield make
    for context in contexts:
        context.close()


def test_two_pages_edit_one_brief(new_page: NewPage, beside: Any) -> None:
    one = new_page()
    settle(one, "Two tabs")
    other = beside(one)
    mine, theirs = open_brief(one), open_brief(other)
    # A field that nobody edits here follows the other page.
    theirs.get_by_role("textbox", name="Audience").fill("Home brewers")
    expect(theirs.get_by_text(SAVED)).to_be_visible()
    expect(mine.get_by_role("textbox", name="Audience")).to_have_value("Home brewers")
    expect(mine.get_by_text("Changed in another tab")).to_be_visible()
    # Both write the same field: the second one is told, and keeps every word.
    goal = mine.get_by_role("textbox", name="Goal")
    goal.focus()
    theirs.get_by_role("textbox", name="Goal").fill("Their goal")
    expect(one.get_by_role("region", name="Brief").first).to_contain_text("Their goal")
    goal.fill("My own goal")
    expect(mine.get_by_role("button", name="Keep mine")).to_be_visible()
    expect(goal).to_have_value("My own goal")
    mine.get_by_role("button", name="Show theirs").click()
    expect(goal).to_have_value("Their goal")
    mine.get_by_role("button", name="Show yours").click()
    expect(goal).to_have_value("My own goal")
    mine.get_by_role("button", name="Keep mine").click()
    expect(theirs.get_by_role("textbox", name="Goal")).to_have_value("Their goal")
    theirs.get_by_role("textbox", name="Tone").focus()
    expect(theirs.get_by_role("textbox", name="Goal")).to_have_value("My own goal")


def test_too_much_is_refused_and_stays_in_the_field(new_page: NewPage) -> None:
    page = new_page()
    settle(page, "Too much")
    drawer = open_brief(page)
    field = drawer.get_by_role("textbox", name="Offer")
    field.fill("x" * 100_000)
    expect(drawer.get_by_text("Offer has 100000 characters. 500 is the most.")).to_be_visible()
    assert len(field.input_value()) == 100_000
    cap = drawer.get_by_role("textbox", name="Budget cap")
    cap.fill("lots")
    expect(drawer.get_by_text(re.compile("Budget cap: between 0 and"))).to_be_visible()
    expect(cap).to_have_value("lots")
    cap.fill("800")
    expect(drawer.get_by_text("≈ $8.00")).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(page.get_by_role("button", name="Edit the brief")).to_be_focused()
    expect(page.get_by_role("region", name="Brief").first).to_contain_text("of 800")
    page.reload()
    expect(open_brief(page).get_by_role("textbox", name="Offer")).to_have_value("x" * 100_000)


def test_a_sentence_begins_a_campaign(new_page: NewPage) -> None:
    page = new_page()
    begin(page, "A gift box with three roasts for December.", "Start with the assistant")
    expect(page.get_by_role("heading", name="Gift box with three roasts")).to_be_visible()
    log = page.get_by_role("log", name="Messages")
    expect(log).to_contain_text("A gift box with three roasts for December.")
    expect(log.get_by_role("button", name="Looks right")).to_be_visible(timeout=30_000)


def test_an_address_that_cannot_be_read_stops_nobody(new_page: NewPage) -> None:
    page = new_page()
    page.get_by_role("banner").get_by_title("Campaigns").click()
    page.get_by_role("button", name="New campaign").first.click()
    dialog = page.get_by_role("dialog", name="New campaign")
    words = dialog.get_by_role("textbox", name="What are you promoting?")
    words.fill("Beans of http://localhost/beans")
    words.blur()
    expect(dialog.get_by_text("not on the public internet")).to_be_visible()
    dialog.get_by_role("textbox", name="Budget cap").fill("99999999")
    dialog.get_by_role("button", name="Empty campaign").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Budget cap: between 0 and")
    expect(words).to_have_value("Beans of http://localhost/beans")
    # What was typed outlives closing and loading.
    page.keyboard.press("Escape")
    page.reload()
    page.get_by_role("banner").get_by_title("Campaigns").click()
    page.get_by_role("button", name="New campaign").first.click()
    expect(words).to_have_value("Beans of http://localhost/beans")
    dialog.get_by_role("textbox", name="Budget cap").fill("600")
    dialog.get_by_role("button", name="Empty campaign").click()
    expect(page.get_by_role("heading", name="Beans", exact=True)).to_be_visible()


def titles(page: Page) -> Locator:
    return page.locator("[data-shot-title]")


def test_shots_by_keyboard(new_page: NewPage) -> None:
    page = new_page()
    settle(page, "In order")
    for count in (2, 3):
        page.get_by_role("button", name="Add a shot").first.click()
        expect(titles(page)).to_have_count(count)
        expect(page.locator(".shot").nth(count - 1)).to_have_attribute("aria-current", "true")
    page.locator(".shot").nth(2).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(titles(page)).to_have_text(["Shot 1", "Shot 3", "Shot 2"])
    expect(page.locator(".shot").nth(1)).to_be_focused()
    page.keyboard.press("F2")
    dialog = page.get_by_role("dialog", name="Edit shot")
    dialog.get_by_role("textbox", name="Title").fill("<b>Dawn</b>")
    dialog.get_by_role("textbox", name="Length").fill("9999")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("between 1 and 600 s")
    dialog.get_by_role("textbox", name="Length").fill("8")
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text(["Shot 1", "<b>Dawn</b>", "Shot 2"])
    expect(dialog).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Remove").press("Enter")
    expect(titles(page)).to_have_text(["Shot 1", "Shot 2"])
    page.get_by_role("button", name="Undo").press("Enter")
    expect(titles(page)).to_have_text(["Shot 1", "<b>Dawn</b>", "Shot 2"])


def test_shots_by_dragging(new_page: NewPage) -> None:
    page = new_page()
    settle(page, "By hand")
    page.get_by_role("button", name="Add a shot").first.click()
    expect(titles(page)).to_have_text(["Shot 1", "Shot 2"])
    rows = page.locator(".shot-row")
    rows.nth(1).drag_to(rows.nth(0), target_position={"x": 60, "y": 6})
    expect(titles(page)).to_have_text(["Shot 2", "Shot 1"])


def test_stages_lead_somewhere(new_page: NewPage) -> None:
    page = new_page()
    settle(page, "Stages")
    stages = page.get_by_role("navigation", name="Stages").get_by_role("list")
    expect(stages.get_by_role("link")).to_have_count(5)
    stages.get_by_role("link", name="Strategy").click()
    expect(page.get_by_role("textbox", name="Message")).to_have_value("Suggest three angles")
    stages.get_by_role("link", name="Review").click()
    page.wait_for_url("**/review")
    current = stages.get_by_role("link", name="Review")
    expect(current).to_have_attribute("aria-current", "step")
    stages.get_by_role("link", name="Brief").click()
    expect(page.get_by_role("dialog", name="Brief", exact=True)).to_be_visible()
    assert "brief=1" not in page.url


def test_the_brief_on_a_phone(new_page: NewPage) -> None:
    page = new_page(size=PHONE)
    settle(page, "Phone")
    page.get_by_role("banner").get_by_title("Stages").click()
    page.get_by_role("navigation", name="Stages").get_by_role("link", name="Brief").click()
    drawer = page.get_by_role("dialog", name="Brief", exact=True)
    drawer.get_by_role("textbox", name="Goal").fill("One goal")
    expect(drawer.get_by_text(SAVED)).to_be_visible()
    drawer.get_by_role("button", name="Ask the assistant").click()
    expect(page.get_by_role("textbox", name="Message")).to_be_focused()
