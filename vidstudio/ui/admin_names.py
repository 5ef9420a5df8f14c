"""Names that the admin's pages share: tabs, addresses, ids."""

from typing import Literal

Tab = Literal["overview", "people", "ledger"]
CREDITS_ROUTES: dict[Tab, str] = {
    "overview": "/admin/credits",
    "people": "/admin/credits/people",
    "ledger": "/admin/credits/ledger",
}
EXPORT_HREF = "/api/admin/ledger.csv"
GRANT_DIALOG = "grant"
