"""An admin lets somebody in, sends them out again, and sets a price that everybody then sees."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage, open_context
from tests.browser.studio_page import StudioPage
from tests.browser.test_access import findings, go

pytestmark = pytest.mark.browser
PASSWORD = "seven green kettles"


def invited(page: Page, email: str, credits: str = "") -> str:
    """The link for a workspace of their own."""
    go(page, "/admin/users")
    page.get_by_role("button", name="Invite", exact=True).click()
    dialog = page.get_by_role("dialog", name="Invite somebody")
    dialog.get_by_label("Email").fill(email)
    dialog.get_by_label("Credits to begin with").fill(credits)
    dialog.get_by_role("button", name="Make link").click()
    shown = page.get_by_role("dialog", name="This link is shown once")
    link = shown.get_by_label("The link").input_value()
    shown.get_by_role("button", name="Copy").click()
    expect(shown.get_by_text(re.compile("Copied|Press"))).to_be_visible()
    shown.get_by_role("button", name="Done").click()
    return link


def join(page: Page, link: str, name: str) -> None:
    page.goto(link)
    expect(page.get_by_text("invites you")).to_be_visible()
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("textbox", name="Password").fill("short")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("Use 12 characters or more.")).to_be_visible()
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/c/**")


@pytest.mark.timeout(300)
def test_somebody_is_let_in_and_sent_out(new_page: NewPage, chromium: Browser) -> None:
    admin = new_page()
    link = invited(admin, "lea@nordlicht.coffee", "77")
    context = open_context(chromium, DESKTOP)
    lea = context.new_page()
    join(lea, link, "Lea Brandt")
    balance = lea.get_by_role("status", name="Credits")
    expect(balance).to_have_text(re.compile("77"))
    stranger = open_context(chromium, PHONE)
    late = stranger.new_page()
    late.goto(link)
    expect(late.get_by_role("heading", name="This link does not work")).to_be_visible()
    stranger.close()
    go(admin, "/admin/users")
    admin.locator(".people-row", has_text="Lea Brandt").get_by_role("link").click()
    drawer = admin.locator(".person-drawer")
    drawer.locator("summary", has_text="Account").click()
    drawer.locator("details[open]").get_by_role("textbox", name="Reason").fill("Has left")
    drawer.get_by_role("button", name="Disable").click()
    expect(drawer.locator("summary", has_text="Account")).to_contain_text("Disabled")
    lea.wait_for_url("**/signin")  # nobody has pressed anything there
    drawer.get_by_role("link", name="Audit log").click()
    row = admin.locator(".audit-row").first
    expect(row).to_contain_text("Disabled an account")
    expect(row).to_contain_text("Has left")
    context.close()


@pytest.mark.timeout(300)
def test_a_password_link_lets_its_person_in(new_page: NewPage, chromium: Browser) -> None:
    admin = new_page()
    link = invited(admin, "jon@nordlicht.coffee")
    context = open_context(chromium, PHONE)
    jon = context.new_page()
    join(jon, link, "Jon Aasen")
    go(admin, "/admin/users")
    admin.locator(".people-row", has_text="Jon Aasen").get_by_role("link").click()
    drawer = admin.locator(".person-drawer")
    drawer.locator("summary", has_text="Password").click()
    drawer.locator("details[open]").get_by_role("textbox", name="Reason").fill("Forgot it")
    drawer.get_by_role("button", name="Make a reset link").click()
    shown = admin.get_by_role("dialog", name="This link is shown once")
    address = shown.get_by_label("The link").input_value()
    jon.goto(address)
    jon.get_by_role("textbox", name="Password").fill("four blue teapots")
    jon.get_by_role("button", name="Set password").click()
    jon.wait_for_url("**/c/**")
    jon.goto(address)
    expect(jon.get_by_role("heading", name="This link does not work")).to_be_visible()
    context.close()


@pytest.mark.timeout(300)
def test_a_price_is_seen_by_who_makes(new_page: NewPage) -> None:
    maker, admin = new_page(), new_page()
    studio = StudioPage(maker)
    studio.choose_model("Kling 3")
    studio.set_length(6)  # whatever the campaign opened last was made with
    price = maker.locator("#make-price")
    go(admin, "/admin/prices?model=kling-3")
    admin.get_by_label("720p", exact=True).fill("21")
    admin.get_by_label("1080p", exact=True).fill("31")
    admin.get_by_role("textbox", name="Reason").first.fill("List price")
    admin.get_by_role("button", name="Save price").click()
    expect(admin.locator(".price-history li")).to_have_count(1)
    try:
        expect(price).to_contain_text(re.compile("^126"))
    finally:
        admin.locator("summary", has_text="Without admins").click()
        back = admin.locator("details[open]")
        back.get_by_role("textbox", name="Reason").fill("Only a test")
        back.get_by_role("button", name="Go back to it").click()
    expect(admin.locator(".price-history li")).to_have_count(2)
    expect(price).to_contain_text(re.compile("^42"))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nobody_is_kept_out(new_page: NewPage, chromium: Browser, size: tuple[int, int]) -> None:
    page = new_page(size, reduced_motion="reduce")
    link = invited(page, "")
    visitor = open_context(chromium, size, reduced_motion="reduce").new_page()
    found = list[str]()
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        visitor.emulate_media(color_scheme=scheme)
        visitor.goto(link)
        visitor.get_by_role("textbox", name="Name").wait_for()
        found += findings(visitor)
        go(page, "/admin/users")
        page.locator(".people-row").first.wait_for()
        found += findings(page)
        page.locator(".people-row").first.get_by_role("link").click()
        page.locator(".person-drawer summary").first.click()
        found += findings(page)
        for path, part in (
            ("prices?model=kling-3", ".price-form"),
            ("providers", ".provider-card"),
            ("audit", ".audit-row"),
        ):
            go(page, f"/admin/{path}")
            page.locator(part).first.wait_for()
            found += findings(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size[0], path
    visitor.context.close()
    assert found == []
