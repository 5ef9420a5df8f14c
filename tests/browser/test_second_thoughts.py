"""Who changes their mind after the press gets nothing they have not pressed for."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, NewPage, open_context, sign_in
from tests.browser.studio_page import StudioPage
from tools.served import Served


def test_a_picture_taken_back_while_generate_waits_for_it_starts_nothing(
    new_page: NewPage, photos: list[Path]
) -> None:
    page = new_page()
    studio = StudioPage(page)
    studio.new_campaign("Second thoughts")
    page.route("**/api/uploads", lambda _route: None)  # on its way for ever
    studio.prompt.fill("A cup")
    studio.set_length(2)
    studio.add_files(photos[:1])
    studio.generate.click()
    waits = page.get_by_text("Starts by itself after that")
    expect(waits).to_be_visible()
    page.get_by_role("button", name="Remove Reference 1").dispatch_event("click")
    expect(waits).to_have_count(0)
    studio.make("Another cup")
    studio.done(1)
    expect(studio.take(2)).to_have_count(0)


def tab_name(page: Page) -> str | None:
    return page.evaluate("sessionStorage.getItem('token')")


def test_nobody_gets_the_tab_of_the_person_before(chromium: Browser, served: Served) -> None:
    """What a tab last showed is kept on the server under its name."""
    context = open_context(chromium, DESKTOP)
    page = context.new_page()
    sign_in(page, served.url)
    StudioPage(page).prompt.wait_for()
    mine = tab_name(page)
    page.get_by_role("button", name="Account").first.click()
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/signin")
    page.get_by_role("button", name="Look around as guest").click()
    page.wait_for_url("**/c/**")
    StudioPage(page).prompt.wait_for()
    assert mine
    assert tab_name(page) not in {mine, None}
    context.close()
