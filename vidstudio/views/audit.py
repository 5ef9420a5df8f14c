"""The audit log as admins read it."""

from datetime import datetime
from typing import Any

from vidstudio.views.base import View


class AuditRow(View):
    """`who` and `about` are names; `about` is empty where the thing has none any more."""

    id: int
    at: datetime
    who: str
    action: str
    object_kind: str
    object_id: str
    about: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


class AuditPageView(View):
    """The newest first; `next` is where the page after this one begins, None at the end."""

    rows: tuple[AuditRow, ...]
    next: int | None


class AuditChoicesView(View):
    """What there is to filter by: people who have done something, by id and name; actions."""

    people: tuple[tuple[str, str], ...]
    actions: tuple[str, ...]
