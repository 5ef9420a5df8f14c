"""The words of the make panel follow the shot."""

import re
from collections.abc import Callable
from functools import partial

from playwright.sync_api import WebSocketRoute, expect

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


def test_words_written_while_a_campaign_is_being_opened_are_its_own(new_page: NewPage) -> None:
    """Enter pressed before the page shows the new campaign waits for it."""
    page = new_page()
    studio = StudioPage(page)
    late = list[Callable[[], None]]()
    slow = [False]

    def line(browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()

        def told(words: str | bytes) -> None:
            if slow[0]:
                late.append(partial(browser.send, words))
            else:
                browser.send(words)

        server.on_message(told)

    page.route_web_socket(re.compile("/_event"), line)
    page.reload()
    names = ("The one before", "The one after")
    for name in names:
        studio.new_campaign(name)
        expect(page.get_by_role("button", name=name)).to_be_visible()
    conversation = page.get_by_role("region", name="Conversation")
    expect(conversation.get_by_role("heading", name="What are you promoting?")).to_be_visible()

    slow[0] = True
    page.go_back()
    box = page.get_by_role("textbox", name="Message")
    box.fill(PLAIN)
    box.press("Enter")
    expect(box).to_have_value(PLAIN)
    slow[0] = False
    for tell in late:
        tell()
    expect(conversation.get_by_role("log")).to_contain_text(PLAIN)
    expect(box).to_have_value("")
    expect(page.get_by_role("button", name=names[0])).to_be_visible()
