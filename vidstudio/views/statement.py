"""What a statement and the ledger show: rows in words, and the whole story behind one."""

from datetime import datetime
from typing import Literal

from vidstudio.views.base import View
from vidstudio.views.credits import BalanceView

Look = Literal["take", "grant", "refund", "expire", "revoke"]


class StatementRowView(View):
    """A take with all its rows in one, or a row that belongs to none.

    `key` opens its explanation: a number of the ledger, or the id of a take that was free.
    `credits` is what it did to the balance; `after_credits` what was there afterwards.
    """

    key: str
    look: Look
    at: datetime
    title: str
    line: str
    credits: int
    after_credits: int | None
    open: bool = False  # its credits are still on hold
    free: bool = False  # nothing was ever held for it
    poster_url: str = ""


class DayView(View):
    """The sums of a whole day, whatever part of it is on the page. `key` is “2026-11-20”."""

    key: str
    used_credits: int = 0
    held_credits: int = 0
    granted_credits: int = 0
    refunded_credits: int = 0
    expired_credits: int = 0
    revoked_credits: int = 0


class StatementView(View):
    """`months` are “2026-11”, newest first; `campaigns` their ids and names."""

    rows: tuple[StatementRowView, ...] = ()
    days: tuple[DayView, ...] = ()
    months: tuple[str, ...] = ()
    campaigns: tuple[tuple[str, str], ...] = ()
    next_cursor: str = ""


class MonthView(View):
    """What the caller spent this month (UTC), what is on hold counted, and their cap."""

    month: int
    spent_credits: int
    held_credits: int
    cap_credits: int | None


class PurseView(View):
    balance: BalanceView
    held_takes: int
    debt_credits: int
    month: MonthView


class MovementView(View):
    """One ledger row. `credits` has the sign of the balance; a charge has none, as its credits
    left the balance when they were held."""

    seq: int
    at: datetime
    kind: str
    credits: int
    lot: str
    after_credits: int


class RefundView(View):
    who: str
    reason: str
    credits: int
    at: datetime


class SettledView(View):
    """How the charge of a take was worked out. Without a price rule the quote is the catalogue's.

    `cost_microdollars` is the provider's bill, for admins only.
    """

    task_id: str
    campaign_id: str
    shot_id: str
    state: str
    unit: str
    asked_seconds: int
    per_unit_credits: int
    priced: str
    held_credits: int
    charged_credits: int
    returned_credits: int
    expired_credits: int
    delivered_seconds: float | None = None
    width: int | None = None
    height: int | None = None
    checked_at: datetime | None = None
    price_rule: str
    model_name: str
    provider: str
    attempt: int = 0
    attempts: int = 0
    provider_job_id: str = ""
    cost_microdollars: int | None = None
    refund: RefundView | None = None


class OfferView(View):
    """What a refund would do, for admins, while a charge has had none. `until` is None for
    credits without an end; `late` when the lot that paid is past its date."""

    credits: int
    available_credits: int
    until: datetime | None
    late: bool


class ExplainView(View):
    """Why a row is there. `take` is set where it belongs to one; `who` wrote it, empty for the
    studio itself. `subject` is “Northern sky, take 02”. What is `elsewhere`, in a workspace that
    is not the reader's, has no picture and cannot be opened."""

    workspace_id: str
    key: str
    kind: str
    credits: int
    subject: str
    person: str
    poster_url: str
    sentence: str
    rows: tuple[MovementView, ...]
    who: str
    take: SettledView | None = None
    refund: OfferView | None = None
    elsewhere: bool = False


class LedgerRowView(View):
    """One row of anybody's ledger. `person` is who the take is of, or whose workspace it is."""

    workspace_id: str
    seq: int
    at: datetime
    person: str
    kind: str
    credits: int
    lot: str
    after_credits: int
    what: str
    who: str


class LedgerPageView(View):
    """`searched_to` is set when the page is not full but older rows were not looked at yet."""

    rows: tuple[LedgerRowView, ...] = ()
    next_cursor: str = ""
    searched_to: datetime | None = None


class LedgerChoicesView(View):
    """What the filters offer: words of the address and names."""

    people: tuple[tuple[str, str], ...] = ()
    campaigns: tuple[tuple[str, str], ...] = ()
    models: tuple[tuple[str, str], ...] = ()
    months: tuple[str, ...] = ()
