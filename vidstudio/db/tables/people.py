"""Who there is: users, workspaces, membership, browser sessions."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field

from vidstudio.db.columns import Table, moment, moment_or_none, one_of

ROLES = ("owner", "maker", "reviewer", "viewer")
WORKSPACE_KINDS = ("personal", "guest")


class Workspace(Table, table=True):
    """`ledger_seq` numbers the ledger without gaps; `version` counts visible changes.

    `ledger_available` is what all its lots together have available; `debt` is what was taken
    back beyond that: while it stands nothing new is made.
    """

    __table_args__ = (
        one_of("kind", WORKSPACE_KINDS, "workspace"),
        CheckConstraint("debt >= 0", name="ck_workspace_debt"),
    )

    id: str = Field(primary_key=True, max_length=36)
    name: str = Field(max_length=80)
    kind: str = Field(default="personal", max_length=16)
    ledger_seq: int = 0
    ledger_available: int = Field(default=0, sa_type=BigInteger)
    debt: int = Field(default=0, sa_type=BigInteger)
    version: int = 0
    created_at: datetime = moment()
    ends_at: datetime | None = moment_or_none()


class User(Table, table=True):
    id: str = Field(primary_key=True, max_length=36)
    email: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=80)
    password_hash: str = Field(max_length=255)
    is_admin: bool = False
    created_at: datetime = moment()
    disabled_at: datetime | None = moment_or_none()


class Member(Table, table=True):
    __table_args__ = (one_of("role", ROLES, "member"),)

    workspace_id: str = Field(primary_key=True, foreign_key="workspace.id", max_length=36)
    user_id: str = Field(primary_key=True, foreign_key="user.id", max_length=36, index=True)
    role: str = Field(max_length=16)
    # While it is set, this person's waiting takes are not started.
    queue_paused_at: datetime | None = moment_or_none()
    # What this person may spend in a calendar month (UTC), what is on hold counted; None: no cap.
    month_cap_credits: int | None = None
    disabled_at: datetime | None = moment_or_none()


class FavouriteModel(Table, table=True):
    user_id: str = Field(primary_key=True, foreign_key="user.id", max_length=36)
    model: str = Field(primary_key=True, max_length=60)


class LoginSession(Table, table=True):
    """A signed-in browser or a REST token: the token's SHA-256, never the token."""

    id_hash: str = Field(primary_key=True, max_length=64)
    user_id: str = Field(foreign_key="user.id", max_length=36, index=True)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    created_at: datetime = moment()
    seen_at: datetime = moment()
    ends_at: datetime = moment()
    revoked_at: datetime | None = moment_or_none()
