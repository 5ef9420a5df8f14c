"""A take that came short is charged for what came; the statement says why, and an admin's refund
stands in the statement and in the ledger. Nobody is kept out of either."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.studio_page import StudioPage
from tests.browser.test_access import findings, go

pytestmark = pytest.mark.browser
LINE = re.compile(r"Delivered 3 s of 5 s\. Held (\d+), charged (\d+), (\d+) came back\.")


def come_short(page: Page, name: str) -> None:
    """A take of 5 s of which 3 arrive, in a campaign of its own."""
    studio = StudioPage(page)
    studio.new_campaign(name)
    studio.choose_model("Wan 2.7")
    studio.make("A cup [short]", seconds=5)
    studio.ends(1, "Charged for 3 s")


def statement_row(page: Page, words: str) -> tuple[int, int, int]:
    row = page.locator("li.statement-row", has_text=words).first
    found = LINE.search(row.inner_text())
    assert found is not None
    held, charged, back = (int(amount) for amount in found.groups())
    row.get_by_role("button").click()
    return held, charged, back


@pytest.mark.timeout(300)
def test_a_charge_explains_itself_and_can_be_given_back(new_page: NewPage) -> None:
    page = new_page()
    come_short(page, "Short for the statement")
    page.get_by_role("button", name="Where the credits come from").click()
    page.get_by_role("link", name="History").click()
    page.wait_for_url("**/credits")
    held, charged, back = statement_row(page, "take 01")
    assert held == charged + back
    why = page.get_by_role("dialog", name=f"Why {charged}")
    expect(why).to_contain_text(f"Held {held} for 5 s at")
    expect(why).to_contain_text(f"The provider delivered 3 s. Charged {charged} from lot")
    expect(why).to_contain_text(f"and gave {back} back.")
    expect(why.get_by_role("button", name="Refund…")).to_have_count(0)
    refund(page, charged)
    go(page, "/credits")
    shown = page.locator("li.statement-row", has_text="Refund by").first
    expect(shown).to_contain_text("“Steam missing.”")
    expect(shown).to_contain_text(f"+{charged}")


def refund(page: Page, charged: int) -> None:
    """As an admin: the newest charge, found in the ledger."""
    go(page, "/admin/credits/ledger?kind=capture")
    rows = page.locator(".ledger-row")
    rows.first.get_by_role("button", name="Explain").click()
    expect(page.locator(".ledger-why")).to_contain_text(f"Charged {charged} from lot")
    page.get_by_role("button", name="All of it").click()
    drawer = page.get_by_role("dialog", name=f"Why {charged}")
    drawer.get_by_role("button", name="Refund…").click()
    dialog = page.get_by_role("dialog", name="Refund a charge")
    press = dialog.get_by_role("button", name=f"Refund {charged}")
    press.click()
    expect(dialog.get_by_role("alert")).to_have_text("Say why. It is written into the ledger.")
    dialog.get_by_role("textbox", name="Reason").fill("Steam missing")
    press.click()
    expect(dialog).to_be_hidden()
    expect(drawer).to_contain_text(f"Refunded {charged} later.")
    expect(drawer.get_by_role("button", name="Refund…")).to_have_count(0)
    drawer.get_by_role("button", name="Close").click()
    page.get_by_role("link", name="Clear Kind").click()
    expect(rows.first).to_contain_text("refund")
    expect(rows.first).to_contain_text(f"+{charged}")


def test_the_ledger_is_searched_and_paged_by_its_address(new_page: NewPage) -> None:
    page = new_page()
    go(page, "/admin/credits/ledger")
    page.get_by_role("searchbox", name="Search the ledger").fill("nobody at all")
    expect(page.get_by_text("No rows")).to_be_visible()
    page.wait_for_url("**/ledger?q=nobody+at+all")
    page.get_by_role("link", name="Clear filters").click()
    expect(page.locator(".ledger-row").first).to_be_visible()
    page.get_by_role("button", name="Kind").click()
    page.get_by_role("link", name="grant", exact=True).click()
    page.wait_for_url("**/ledger?kind=grant")
    expect(page.get_by_role("link", name="Export")).to_have_attribute(
        "href", "/api/admin/ledger.csv?kind=grant"
    )
    go(page, "/admin/credits/ledger?kind=nonsense")
    page.wait_for_url("**/admin/credits/ledger")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nobody_is_kept_out(new_page: NewPage, size: tuple[int, int]) -> None:
    page = new_page(size, reduced_motion="reduce")
    found = list[str]()
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        go(page, "/credits")
        page.locator("li.statement-row").first.wait_for()
        found += findings(page)
        page.locator(".statement-name").first.click()
        page.locator("dialog.why[open]").wait_for()
        found += findings(page)
        go(page, "/credits?month=2020-01")
        page.get_by_text("Nothing moved in January 2020.").wait_for()
        found += findings(page)
        go(page, "/admin/credits/ledger")
        page.locator(".ledger-row").first.get_by_role("button").click()
        page.locator(".ledger-why").wait_for()
        found += findings(page)
    assert found == []
