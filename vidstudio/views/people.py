"""Who sits at the screen, and what the sign-in page offers."""

from datetime import date, datetime

from vidstudio.views.base import View


class AccountView(View):
    """Who sits at the screen."""

    user_id: str
    workspace_id: str
    name: str
    email: str
    initials: str
    role: str
    is_admin: bool
    guest: bool


class SetupView(View):
    """What the sign-in page offers."""

    studio_name: str
    needs_owner: bool
    needs_start_code: bool
    guest_allowed: bool
    demo: bool


class PersonRow(View):
    """A member of a workspace as admins see them. What is available is the workspace's: those who
    share one see the same."""

    workspace_id: str
    user_id: str
    name: str
    email: str
    role: str
    workspace_name: str
    members: int
    is_admin: bool
    joined_at: datetime
    available_credits: int
    held_credits: int  # for this person's takes
    cap_credits: int | None
    month_credits: int  # charged this month less refunds, and what is on hold: what the cap bounds
    spent_credits: int  # ever
    next_expiry_on: date | None
    next_expiry_credits: int
    seen_at: datetime | None


class ListedPerson(View):
    """Somebody whom a list of grants names; 0 credits where it says nothing of how many."""

    person: PersonRow
    credits: int


class WrongLine(View):
    line: int
    words: str


class GrantListView(View):
    listed: tuple[ListedPerson, ...]
    wrong: tuple[WrongLine, ...]


class PeoplePageView(View):
    rows: tuple[PersonRow, ...]
    total: int
    page: int
    pages: int


class LotLine(View):
    """A lot with something left. `used_first` marks the one that the next hold begins with."""

    id: int
    source: str
    reason: str
    amount_credits: int
    left_credits: int  # available, and on hold
    held_credits: int
    created_at: datetime
    effective_at: datetime | None
    expires_at: datetime | None
    used_first: bool


class MoneyLine(View):
    """A row of the ledger that changed what a workspace owns."""

    seq: int
    kind: str
    credits: int  # with its sign
    at: datetime
    reason: str
    take: str  # the title of its shot; empty without a take


class PersonView(View):
    person: PersonRow
    debt_credits: int
    sharers: tuple[str, ...]  # the names of the others in the workspace
    lots: tuple[LotLine, ...]  # in the order they are used
    history: tuple[MoneyLine, ...]  # the newest first
