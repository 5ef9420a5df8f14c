"""An admin at work in Credits: what is there, a grant that is used first, grants to several."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.test_access import LOOKS, findings
from tools.served import OWNER_EMAIL

pytestmark = pytest.mark.browser


def available(page: Page) -> int:
    words = page.get_by_role("status", name="Credits").inner_text()
    return int(re.sub(r"\D", "", words))


def expect_available(page: Page, amount: int) -> None:
    shown = re.compile(f"^{amount:,}$".replace(",", r"\s"))
    expect(page.get_by_role("status", name="Credits")).to_have_text(shown)


def open_credits(page: Page) -> None:
    if page.viewport_size == {"width": PHONE[0], "height": PHONE[1]}:
        page.get_by_role("button", name="More", exact=True).click()
        page.get_by_role("dialog", name="More").get_by_role("link", name="Credits").click()
    else:
        page.get_by_role("link", name="Admin").click()
    page.get_by_role("heading", name="Did we charge fairly?").wait_for()


def open_owner(page: Page) -> Locator:
    page.get_by_role("link", name="People", exact=True).click()
    page.locator(".people-row", has_text="owner").get_by_role("link").first.click()
    drawer = page.locator(".person-drawer")
    drawer.wait_for()
    return drawer


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_grant_that_expires_first_is_used_first(new_page: NewPage, size: tuple[int, int]) -> None:
    page = new_page(size)
    open_credits(page)
    expect(page.locator("[data-figure=available] .figure")).not_to_have_text("0")
    expect(page.locator(".fair-rows [data-mark]")).not_to_have_count(0)
    drawer, before = open_owner(page), available(page)
    day = (datetime.now(UTC) + timedelta(days=1)).date()
    drawer.get_by_label("Amount").fill("250")
    expect(drawer.get_by_text("≈ $2.50")).to_be_visible()
    drawer.get_by_label("Expires").fill(day.isoformat())
    drawer.get_by_role("textbox", name="Reason").first.fill(f"Extra takes, {size[0]} px")
    drawer.get_by_role("button", name="Grant 250").click()
    lot = drawer.locator("[data-lot]").first
    expect(lot).to_have_text(re.compile(rf"250, used first, expires {day.day} {day:%b}"))
    expect(drawer.get_by_text(f"Granted, Extra takes, {size[0]} px")).to_be_visible()
    expect(drawer.get_by_label("Amount")).to_have_value("")
    expect_available(page, before + 250)
    take_back(page, drawer)
    expect(drawer.get_by_text(f"Granted, Extra takes, {size[0]} px")).to_be_visible()
    expect_available(page, before)


def take_back(page: Page, drawer: Locator) -> None:
    """The whole lot again, for the next test."""
    drawer.get_by_role("button", name="Take back credits").click()
    dialog = page.get_by_role("dialog", name="Take back credits")
    dialog.get_by_role("radio").first.check()
    dialog.get_by_label("Credits").fill("250")
    dialog.get_by_label("Type the amount again").fill("25")
    dialog.get_by_role("textbox", name="Reason").fill("Only a test")
    dialog.get_by_role("button", name="Take back").click()
    expect(dialog.get_by_role("alert")).to_have_text("The two amounts differ.")
    expect(dialog.get_by_label("Credits")).to_have_value("250")
    dialog.get_by_label("Type the amount again").fill("250")
    dialog.get_by_role("button", name="Take back").click()
    expect(dialog).to_be_hidden()
    expect(drawer.get_by_text("Taken back, Only a test").first).to_be_visible()


def test_the_drawer_by_keyboard(new_page: NewPage) -> None:
    page = new_page()
    open_credits(page)
    drawer = open_owner(page)
    expect(drawer.get_by_role("heading", level=2)).to_be_focused()
    page.keyboard.press("Tab")
    expect(drawer.get_by_role("link", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(page.locator(".people-row", has_text="owner").get_by_role("link")).to_be_focused()


def test_a_grant_to_chosen_people_is_seen_before(new_page: NewPage) -> None:
    page = new_page()
    open_credits(page)
    page.get_by_role("link", name="People", exact=True).click()
    row = page.locator(".people-row", has_text="owner")
    row.get_by_role("checkbox").click()
    expect(row.get_by_role("checkbox")).to_be_checked()
    page.get_by_role("button", name="Grant credits", exact=True).click()
    dialog = page.get_by_role("dialog", name="Grant credits")
    dialog.get_by_label("Credits each").fill("40")
    preview = dialog.locator("[data-now]")
    now = int(preview.get_attribute("data-now") or 0)
    expect(preview.locator("[data-plus]")).to_have_text("+40")
    after = re.sub(r"\D", "", preview.locator("[data-after]").inner_text())
    assert int(after) == now + 40
    dialog.get_by_role("button", name="Grant 40").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Reason")
    dialog.get_by_role("textbox", name="Reason").fill("Seen before")
    dialog.get_by_role("button", name="Grant 40").click()
    expect(dialog).to_be_hidden()
    expect(row.get_by_role("checkbox")).not_to_be_checked()
    expect(row).to_contain_text(re.compile(rf"{now + 40:,}".replace(",", r"\s")))


def test_a_list_with_a_wrong_line_grants_nothing_until_it_is_left_out(new_page: NewPage) -> None:
    page = new_page()
    open_credits(page)
    page.get_by_role("link", name="People", exact=True).click()
    row = page.locator(".people-row", has_text="owner")
    row.wait_for()
    page.get_by_role("button", name="Grant credits", exact=True).click()
    dialog = page.get_by_role("dialog", name="Grant credits")
    words = f"email,credits\n{OWNER_EMAIL},30\nnobody@example.com,5\n"
    file: FilePayload = {"name": "team.csv", "mimeType": "text/csv", "buffer": words.encode()}
    dialog.locator("input[type=file]").set_input_files(file)
    expect(dialog.get_by_text("Line 3")).to_be_visible()
    expect(dialog.get_by_text("Nobody here has the address nobody@example.com.")).to_be_visible()
    expect(dialog.locator("[data-plus]")).to_have_text("+30")
    assert findings(page) == []
    dialog.get_by_role("textbox", name="Reason").fill("From a list")
    dialog.get_by_label("Note to them").fill("for the spring campaign")
    dialog.get_by_role("button", name="Grant 30").click()
    expect(dialog.get_by_text("Leave out the lines that are not granted")).to_be_visible()
    dialog.get_by_role("button", name="Leave out", exact=True).click()
    expect(dialog.get_by_text("Line 3")).to_be_hidden()
    before = int(dialog.locator("[data-now]").get_attribute("data-now") or 0)
    dialog.get_by_role("button", name="Grant 30").click()
    expect(dialog).to_be_hidden()
    expect(row).to_contain_text(re.compile(rf"{before + 30:,}".replace(",", r"\s")))
    page.goto("/".join(page.url.split("/")[:3]) + "/credits")
    expect(page.locator("li.statement-row").first).to_contain_text(
        re.compile(r"30 credits from \w+: for the spring campaign")
    )


def test_people_are_sorted_by_what_the_heads_say(new_page: NewPage) -> None:
    page = new_page()
    open_credits(page)
    page.get_by_role("link", name="People", exact=True).click()
    head = page.get_by_role("columnheader", name="Available")
    expect(head).to_have_attribute("aria-sort", "none")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    choice = page.get_by_label("Sort by")
    expect(choice).to_have_value("available")
    choice.select_option("person")
    expect(choice).to_have_value("person")


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_everybody_can_work_in_credits(
    new_page: NewPage, scheme: str, size: tuple[int, int]
) -> None:
    page = new_page(size, color_scheme=scheme, reduced_motion="reduce")
    found = dict[str, list[str]]()
    open_credits(page)
    page.get_by_role("radio", name="Person").click()
    expect(page.get_by_role("radio", name="Person")).to_be_checked()
    found["overview"] = findings(page)
    drawer = open_owner(page)
    found["person"] = findings(page)
    drawer.get_by_role("button", name="Take back credits").click()
    found["take back"] = findings(page)
    page.keyboard.press("Escape")
    drawer.get_by_role("link", name="Close").click()
    expect(drawer).to_be_hidden()
    found["people"] = findings(page)
    page.get_by_role("button", name="Grant credits", exact=True).click()
    page.get_by_label("Add a person").or_(page.locator("#grant-to")).first.fill("a")
    page.locator(".grant-found button").first.click()
    found["grant"] = findings(page)
    assert {name: grave for name, grave in found.items() if grave} == {}


def test_charts_weigh_on_admins_only(new_page: NewPage) -> None:
    """recharts comes with the Overview; the campaign's page never asks for it."""
    page = new_page()
    loaded = "performance.getEntriesByType('resource').map(one => one.name)"
    assert [name for name in page.evaluate(loaded) if "admin" in name and "assets" in name] == []
    open_credits(page)
    assert [name for name in page.evaluate(loaded) if "admin" in name and "assets" in name] != []
