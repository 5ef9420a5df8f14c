"""Accounts for tests of invitations, members and password links."""

from typing import Any

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session, col, select

from tests.studio_fixtures import Home
from vidstudio.db.tables import AuditEntry, User
from vidstudio.services import invites, passwords, sessions
from vidstudio.services.callers import Caller
from vidstudio.services.invites import InviteRequest, NewMember
from vidstudio.services.sessions import Opened
from vidstudio.studio import Studio, Who

HERE = Caller("127.0.0.1", loopback=True)
PASSWORD = "seven green kettles"


def hash_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with little memory: what is proven here does not hang on its price."""
    hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    monkeypatch.setattr(passwords, "_hasher", hasher)


def plain(home: Home) -> Who:
    """The owner of a workspace who is no admin."""
    return Who(home.who.user_id, home.who.workspace_id, role="owner", via="browser")


def newcomer(path: str, email: str = "lea@example.com", **changed: Any) -> NewMember:
    asked = {"token": path.rpartition("/")[2], "name": "Lea Brandt", "email": email}
    return NewMember.model_validate({**asked, "password": PASSWORD, **changed})


async def joined(studio: Studio, home: Home, **asked: Any) -> tuple[Who, Opened]:
    """Somebody who was invited and has come."""
    email = asked.pop("email", "lea@example.com")
    link = await invites.create(studio, home.who, InviteRequest.model_validate(asked))
    opened = await invites.accept(studio, newcomer(link.path, email), HERE)
    return await sessions.who(studio, opened.token), opened


async def no_admin(studio: Studio, home: Home) -> None:
    def work(session: Session) -> None:
        user = session.get_one(User, home.who.user_id)
        user.is_admin = False
        session.add(user)

    await studio.db.write(work)


async def audited(studio: Studio) -> list[AuditEntry]:
    query = select(AuditEntry).order_by(col(AuditEntry.id))
    return list(await studio.db.read(lambda session: session.exec(query).all()))
