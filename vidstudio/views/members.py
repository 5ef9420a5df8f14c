"""Accounts and invitations as admins see them, and what a link tells whoever holds it."""

from datetime import datetime

from vidstudio.views.base import View


class MemberRow(View):
    """A person in a workspace. `seen_at` is the last sign of any session."""

    user_id: str
    workspace_id: str
    name: str
    email: str
    role: str
    workspace_name: str
    is_admin: bool
    joined_at: datetime
    seen_at: datetime | None
    disabled_at: datetime | None


class MembersPageView(View):
    rows: tuple[MemberRow, ...]
    total: int
    page: int
    pages: int


class LinkView(View):
    """A link that was just made: `path` holds its token, which nobody can read again."""

    path: str
    ends_at: datetime


class InviteView(View):
    """An invitation that nobody has used yet. `workspace_name` is empty for one of their own."""

    id: str
    role: str
    email: str
    workspace_name: str
    welcome_credits: int | None
    by: str
    created_at: datetime
    ends_at: datetime


class SpaceView(View):
    """A workspace that somebody can be invited to."""

    id: str
    name: str


class JoinView(View):
    """What an invitation says to whoever opens its link."""

    by: str
    workspace_name: str
    role: str
    email: str


class ResetView(View):
    """Whose password a link sets."""

    name: str
    email: str
