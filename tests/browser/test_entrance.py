"""First start, signing in and out, guests."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP, PHONE, open_context, sign_in
from tests.browser.studio_page import StudioPage
from tools.served import OWNER_PASSWORD, Served


def test_a_stranger_becomes_the_owner(chromium: Browser, tmp_path: Path) -> None:
    nobody = {"VIDSTUDIO_OWNER_EMAIL": "", "VIDSTUDIO_OWNER_PASSWORD": ""}
    context = open_context(chromium, DESKTOP)
    with Served(tmp_path, None, **nobody) as served:
        page = context.new_page()
        page.goto(f"{served.url}/c/anything")
        expect(page).to_have_url(f"{served.url}/start")
        page.get_by_role("textbox", name="Name").fill("Mira Sand")
        page.get_by_role("textbox", name="Email").fill("mira@nordlicht.coffee")
        page.get_by_role("textbox", name="Password").fill("short")
        page.get_by_role("button", name="Create account").click()
        expect(page.get_by_text("Use 12 characters or more.")).to_be_visible()
        page.get_by_role("textbox", name="Password").fill(OWNER_PASSWORD)
        page.get_by_role("button", name="Create account").click()
        page.wait_for_url("**/c/**")
        expect(page.get_by_role("article", name="Take 01")).to_be_visible()
        expect(page.get_by_text("Autumn launch").first).to_be_visible()
        page.goto(f"{served.url}/start")  # not out of the browser's cache
        page.wait_for_url("**/c/**")
        context.close()


def test_a_wrong_password_keeps_what_was_typed(chromium: Browser, served: Served) -> None:
    context = open_context(chromium, DESKTOP)
    page = context.new_page()
    page.goto(f"{served.url}/")
    expect(page).to_have_url(f"{served.url}/signin")
    page.get_by_role("textbox", name="Email").fill("nobody@nordlicht.coffee")
    page.get_by_role("textbox", name="Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Email or password is wrong.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Email")).to_have_value("nobody@nordlicht.coffee")
    context.close()


def test_signing_out_ends_the_session(chromium: Browser, served: Served) -> None:
    context = open_context(chromium, DESKTOP)
    page = context.new_page()
    sign_in(page, served.url)
    cookies = context.cookies()
    answer = page.request.post(f"{served.url}/api/auth/logout", max_redirects=0)
    assert answer.status == 303
    context.add_cookies(cookies)  # pyright: ignore[reportArgumentType] as they came
    page.goto(f"{served.url}/")
    expect(page).to_have_url(f"{served.url}/signin")
    context.close()


def test_a_guest_has_a_studio_of_their_own(chromium: Browser, served: Served) -> None:
    context = open_context(chromium, PHONE)
    page = context.new_page()
    page.goto(f"{served.url}/")
    page.get_by_role("button", name="Look around as guest").click()
    page.wait_for_url("**/c/**")
    studio = StudioPage(page)
    studio.make("A guest's cup")
    studio.done(2)
    context.close()
