"""Names that the admin's pages share: tabs, addresses, ids."""

from typing import Literal

import reflex as rx
from reflex.event import EventSpec

Tab = Literal["overview", "people", "ledger"]
CREDITS_ROUTES: dict[Tab, str] = {
    "overview": "/admin/credits",
    "people": "/admin/credits/people",
    "ledger": "/admin/credits/ledger",
}
EXPORT_HREF = "/api/admin/ledger.csv"
GRANT_DIALOG = "grant"
TAKE_BACK_DIALOG = "take-back"
REFRESH_INPUT = "admin-refresh"
LIST_INPUT = "grant-list"


def refreshed() -> EventSpec:
    """The open page reads anew what it shows: the changed workspace may not be its own."""
    return rx.call_script(f"window.vidstudio.send('{REFRESH_INPUT}', String(Date.now()))")
