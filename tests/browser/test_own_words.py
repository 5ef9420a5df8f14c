"""The words of the make panel follow the shot."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import NewPage
from tests.browser.studio_page import StudioPage

PLAIN = "A cup of coffee on a table."


def test_each_shot_has_its_own_words(new_page: NewPage) -> None:
    """What was typed for the shot one leaves is there again, after a reload too."""
    studio = StudioPage(new_page())
    studio.new_campaign("Own words")
    page = studio.page
    expect(studio.prompt).to_be_enabled()
    rows = page.locator("[data-shots] .shot")
    studio.prompt.fill(PLAIN)
    page.get_by_role("button", name="Add a shot").first.click()
    expect(page.locator("#make-shot-title")).to_have_text("Shot 2")
    expect(studio.prompt).to_have_value("")
    studio.prompt.fill("The second one.")
    rows.first.click()
    expect(studio.prompt).to_have_value(PLAIN)
    first = page.locator("[data-shots] [data-shot]").first.get_attribute("data-shot")
    expect(page).to_have_url(re.compile(f"shot={first}"))
    page.reload()
    expect(page.locator("#make-shot-title")).to_have_text("Shot 1")
    expect(studio.prompt).to_have_value(PLAIN)
    rows.nth(1).click()
    expect(studio.prompt).to_have_value("The second one.")
