"""The player: from a draft to its final, stars that stay, and what a take gives the next one."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewPage
from tests.browser.studio_page import DONE_MS, StudioPage

BROUGHT_MS = 20_000
PROMPT = "A cup at dawn. Steam rises."


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def player(page: Page) -> Locator:
    return page.get_by_role("region", name="Player")


def opened(studio: StudioPage, number: int = 1) -> Locator:
    """The player with this take, once it is done."""
    studio.done(number).locator("[data-open-take]").first.click()
    expect(player(studio.page)).to_be_visible()
    return player(studio.page)


@pytest.mark.timeout(300)
def test_a_draft_becomes_a_final_of_the_chosen_model(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    page = studio.page
    studio.new_campaign("Draft and final")
    studio.choose_model("Kling 3")
    expect(page.get_by_role("button", name="Model Kling 3")).to_be_visible()
    studio.prompt.fill(PROMPT)
    studio.set_length(3)
    price = page.get_by_role("region", name="Make").get_by_text(re.compile(r"^\d+ credits"))
    credits = str(price.first.text_content()).split()[0]
    button(page, "More ways to make").click()
    page.get_by_role("button", name=re.compile("^Draft first")).click()
    draft = page.get_by_role("article").first
    expect(draft.get_by_role("link", name="Download")).to_be_attached(timeout=DONE_MS)
    draft.locator("[data-open-take]").first.click()

    final = player(page).get_by_role("region", name="Final")
    expect(final).to_contain_text("Kling 3")
    expect(final).to_contain_text(f"+{credits} credits")
    expect(final).to_contain_text(re.compile("You will have .* left"))
    button(page, "Render final").click()

    made = page.get_by_role("article").filter(has_text="Kling 3")
    expect(made.get_by_role("link", name="Download")).to_be_attached(timeout=DONE_MS)
    made.locator("[data-open-take]").first.dispatch_event("click")
    expect(player(page)).to_contain_text(PROMPT)
    expect(player(page)).to_contain_text(f"{credits} credits")
    expect(final).to_have_count(0)


@pytest.mark.timeout(300)
def test_a_take_is_judged_and_gives_to_the_next(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    page = studio.page
    studio.new_campaign("Judged")
    studio.make(PROMPT)
    shown = opened(studio)

    page.keyboard.press("4")
    stars = shown.get_by_role("group", name="Rating").get_by_role("button", pressed=True)
    expect(stars).to_have_count(4)
    page.keyboard.press(".")
    expect(button(shown.page, "No favourite any more").last).to_be_visible()
    page.reload()
    expect(stars).to_have_count(4)
    page.keyboard.press("x")
    expect(stars).to_have_count(0)
    expect(shown.get_by_role("button", name="Reject")).to_have_attribute("aria-pressed", "true")

    studio.prompt.fill("Something else.")
    page.get_by_role("heading", name="Take 01").first.click()
    page.keyboard.press("r")
    expect(studio.prompt).to_have_value(PROMPT, timeout=BROUGHT_MS)
    button(shown.page, "Use last frame").click()
    expect(page.locator("#make-slots .slot-box.is-ready img").first).to_be_visible(
        timeout=BROUGHT_MS
    )
    expect(studio.prompt).to_have_value(PROMPT)


@pytest.mark.timeout(300)
def test_a_deleted_take_comes_back_by_undo(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    page = studio.page
    studio.new_campaign("Thrown away")
    studio.make(PROMPT)
    shown = opened(studio)
    button(page, "Speed 1×").click()
    expect(button(page, "Speed 1.5×")).to_have_text("1.5×")
    page.keyboard.press("v")
    expect(studio.take(2)).to_be_attached()
    shown.get_by_role("button", name="Delete").click()
    expect(shown).to_have_count(0)
    expect(studio.take(1)).to_have_count(0)
    button(page, "Undo").click()
    expect(studio.take(1)).to_be_visible()
    studio.done(2)
