"""An admin looks at what waits anywhere and why, and stops a take; its maker reads who and why."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.studio_page import StudioPage
from tests.browser.test_access import findings, go

pytestmark = pytest.mark.browser


def turn(admin: Page, button: str, reason: str) -> None:
    """The emergency stop, on or off."""
    go(admin, "/admin/providers")
    card = admin.locator(".stop-card")
    card.locator("summary").click()
    card.get_by_role("textbox", name="Reason").fill(reason)
    card.get_by_role("button", name=button).click()


@contextmanager
def stopped(admin: Page, reason: str) -> Iterator[None]:
    turn(admin, "Stop new submissions", reason)
    expect(admin.locator(".stop-card")).to_contain_text(reason)
    try:
        yield
    finally:
        turn(admin, "Let it go on", "Only a test")
        expect(admin.locator(".stop-card")).to_contain_text("Takes are sent to the providers")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_take_that_waits_says_why_and_is_stopped_by_an_admin(
    new_page: NewPage, size: tuple[int, int]
) -> None:
    maker, admin = new_page(), new_page(size, reduced_motion="reduce")
    studio, why = StudioPage(maker), f"Bills look odd, {size[0]} px"
    studio.new_campaign(f"Stopped at {size[0]} px")
    with stopped(admin, why):
        studio.make("Slow steam over a cup")
        take = studio.take(1)
        expect(take).to_contain_text("Nothing new is sent for the moment.")
        go(admin, "/admin/queue?show=waiting")
        expect(admin.get_by_role("status").filter(has_text=why)).to_be_visible()
        row = admin.locator(".whole-row", has_text="Slow steam over a cup").first
        expect(row).to_contain_text("Nothing new is sent to any provider.")
        for scheme in ("dark", "light"):
            admin.emulate_media(color_scheme=scheme)
            assert findings(admin) == []
        row.get_by_role("button", name="Stop").click()
        dialog = admin.get_by_role("dialog", name="Stop this take?")
        dialog.get_by_role("button", name="Stop the take").click()
        expect(dialog.get_by_role("alert")).to_contain_text("Reason")
        assert findings(admin) == []
        dialog.get_by_role("textbox", name="Reason").fill("Made twice")
        dialog.get_by_role("button", name="Stop the take").click()
        expect(dialog).to_be_hidden()
        expect(admin.locator("#toasts")).to_contain_text("Stopped. Nothing charged.")
        expect(take).to_contain_text("An admin stopped it: Made twice.")
        expect(take).to_contain_text("Nothing charged")
        go(admin, "/admin/audit?action=take.stop")
        expect(admin.locator(".audit-row").first).to_contain_text("Made twice")
    go(admin, "/admin/queue?show=checking")
    expect(admin.get_by_text("Every take that was sent is known")).to_be_visible()
