"""The audit log: what an admin did, why, and what was before and after."""

from typing import Any

from sqlmodel import Session

from vidstudio.db.tables import AuditEntry
from vidstudio.studio import Studio, Who


def record(  # noqa: PLR0913, PLR0917  one call for one row of nine facts
    session: Session,
    studio: Studio,
    who: Who,
    action: str,
    object_kind: str,
    object_id: str,
    *,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    key: str | None = None,
) -> None:
    """Write a row in the transaction of the deed. `key` is unique among all rows, if given."""
    session.add(
        AuditEntry(
            at=studio.clock.now(),
            actor_id=who.user_id,
            action=action,
            object_kind=object_kind,
            object_id=object_id,
            reason=reason,
            before=before,
            after=after,
            idem_key=key,
        )
    )
