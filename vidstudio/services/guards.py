"""Who may do what, and finding things by workspace: a foreign id answers like a random one."""

from typing import TypeVar

from sqlmodel import Session, SQLModel

from vidstudio.base.errors import NotAllowed, NotFound
from vidstudio.studio import Who

Row = TypeVar("Row", bound=SQLModel)
_MAKERS = {"owner", "maker"}


def require_maker(who: Who) -> None:
    """Raises NotAllowed for those who may only look."""
    if who.role not in _MAKERS:
        raise NotAllowed


def require_admin(who: Who) -> None:
    if not who.is_admin:
        raise NotAllowed


def find(session: Session, table: type[Row], row_id: str, who: Who) -> Row:
    """The row of the caller's workspace. Raises NotFound, the same for foreign and unknown ids."""
    row = session.get(table, row_id)
    if row is None or getattr(row, "workspace_id", None) != who.workspace_id:
        raise NotFound
    return row
