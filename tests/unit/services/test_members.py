"""Accounts as admins keep them: roles, admins, and who may come in at all."""

import asyncio
from typing import Any

import pytest
from sqlmodel import Session, col, select

from tests.studio_fixtures import Home, settle_in
from tests.unit.services.entering import audited, hash_quickly, joined, no_admin, plain
from vidstudio.base.errors import Conflict, NotAllowed, NotFound, NotSignedIn
from vidstudio.db.tables import LoginSession, Task, User, Workspace
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import members, sessions, tasks
from vidstudio.services.members import AdminRequest, MembersQuery, RoleRequest, StateRequest
from vidstudio.studio import Studio, Who
from vidstudio.views.members import MemberRow


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"demo": "true"}


async def listed(studio: Studio, who: Who, search: str = "") -> list[MemberRow]:
    return list((await members.page(studio, who, MembersQuery(search=search))).rows)


def role(of: Who, wanted: Any) -> RoleRequest:
    return RoleRequest(
        workspace_id=of.workspace_id, user_id=of.user_id, role=wanted, reason="New desk"
    )


def off(of: Who, *, disabled: bool = True) -> StateRequest:
    return StateRequest(user_id=of.user_id, disabled=disabled, reason="Left")


async def test_people_stand_by_name_the_disabled_too(studio: Studio, home: Home) -> None:
    lea, _ = await joined(studio, home)
    await members.change_state(studio, home.who, off(lea))
    ada, row = await listed(studio, home.who)
    assert (ada.name, ada.is_admin, ada.disabled_at) == ("Ada", True, None)
    assert row.disabled_at is not None
    assert row.seen_at is not None
    assert [one.name for one in await listed(studio, home.who, "BRANDT lea@")] == ["Lea Brandt"]
    assert await listed(studio, home.who, "lea_") == []


async def test_a_long_list_comes_in_pages(studio: Studio, home: Home) -> None:
    def many(session: Session) -> None:
        for number in range(52):
            user = User(
                id=studio.clock.new_id(),
                email=f"{number}@example.com",
                name=f"Person {number:02}",
                password_hash="-",
                created_at=studio.clock.now(),
            )
            session.add(user)
            session.flush()
            space = home.who.workspace_id
            session.add(members.Member(workspace_id=space, user_id=user.id, role="viewer"))

    await studio.db.write(many)
    last = await members.page(studio, home.who, MembersQuery(page=9))
    assert (last.total, last.pages, last.page) == (53, 2, 2)
    assert [row.name for row in last.rows] == ["Person 49", "Person 50", "Person 51"]


@pytest.mark.fault("F-57")
async def test_who_is_disabled_is_out_at_once_and_their_takes_end_normally(
    studio: Studio, home: Home
) -> None:
    lea, opened = await joined(studio, home, workspace_id=home.who.workspace_id, role="maker")
    token = await studio.db.write(lambda session: _token(session, studio, lea))
    asked = TaskRequest(prompt="A cup", model="wan-2-7", campaign_id=home.campaign_id)
    (take,) = await tasks.create(studio, lea, asked)
    await members.change_state(studio, home.who, off(lea))
    with pytest.raises(NotSignedIn):
        await sessions.who(studio, opened.token)
    with pytest.raises(NotSignedIn):
        await sessions.who_by_token(studio, token)
    row = await studio.db.read(lambda session: session.get_one(Task, take.id))
    assert row.state == "queued"  # untouched: the engine ends it, and gives the credits back
    await members.change_state(studio, home.who, off(lea, disabled=False))
    with pytest.raises(NotSignedIn):  # enabled again, but not signed in again
        await sessions.who(studio, opened.token)
    left = select(LoginSession).where(LoginSession.user_id == lea.user_id)
    open_ones = left.where(col(LoginSession.revoked_at).is_(None))
    assert await studio.db.read(lambda session: session.exec(open_ones).all()) == []


def _token(session: Session, studio: Studio, who: Who) -> str:
    user = session.get_one(User, who.user_id)
    return sessions.issue_token(session, studio, user, session.get_one(Workspace, who.workspace_id))


async def test_a_role_counts_from_the_next_step_on(studio: Studio, home: Home) -> None:
    lea, opened = await joined(studio, home, workspace_id=home.who.workspace_id, role="maker")
    await members.change_role(studio, home.who, role(lea, "viewer"))
    seen = await sessions.who(studio, opened.token)
    assert seen.role == "viewer"
    with pytest.raises(NotAllowed):
        await tasks.create(studio, seen, TaskRequest(prompt="A cup", model="wan-2-7"))


async def test_a_workspace_keeps_an_owner(studio: Studio, home: Home) -> None:
    with pytest.raises(Conflict, match="needs an owner"):
        await members.change_role(studio, home.who, role(home.who, "viewer"))
    lea, _ = await joined(studio, home, workspace_id=home.who.workspace_id, role="owner")
    await members.change_role(studio, home.who, role(home.who, "viewer"))
    with pytest.raises(Conflict, match="needs an owner"):
        await members.change_role(studio, home.who, role(lea, "maker"))


async def test_the_last_admin_stays_one_and_stays(studio: Studio, home: Home) -> None:
    less = AdminRequest(user_id=home.who.user_id, is_admin=False, reason="Enough")
    for deed in (
        members.change_admin(studio, home.who, less),
        members.change_state(studio, home.who, off(home.who)),
    ):
        with pytest.raises(Conflict, match="last admin"):
            await deed
    assert await audited(studio) == []
    lea, opened = await joined(studio, home)
    more = AdminRequest(user_id=lea.user_id, is_admin=True, reason="Second pair of eyes")
    await members.change_admin(studio, home.who, more)
    assert (await sessions.who(studio, opened.token)).is_admin
    await members.change_admin(studio, home.who, less)
    lea = await sessions.who(studio, opened.token)
    assert [row.is_admin for row in await listed(studio, lea)] == [False, True]


async def test_two_admins_who_demote_each_other_leave_one(studio: Studio, home: Home) -> None:
    other = await settle_in(studio, "Eve")
    demote = [
        members.change_admin(
            studio, by.who, AdminRequest(user_id=of.who.user_id, is_admin=False, reason="Both")
        )
        for by, of in ((home, other), (other, home))
    ]
    done = await asyncio.gather(*demote, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "NoneType"]
    assert len(await audited(studio)) == 1


async def test_a_disabled_admin_does_not_count_and_is_not_made_one(
    studio: Studio, home: Home
) -> None:
    other = await settle_in(studio, "Eve")
    await members.change_state(studio, home.who, off(other.who))
    with pytest.raises(Conflict, match="last admin"):
        await members.change_state(studio, home.who, off(home.who))
    with pytest.raises(Conflict, match="disabled"):
        await members.change_admin(
            studio, home.who, AdminRequest(user_id=other.who.user_id, is_admin=False, reason="x")
        )


async def test_each_deed_is_in_the_audit_log_once_with_its_reason(
    studio: Studio, home: Home
) -> None:
    lea, _ = await joined(studio, home, workspace_id=home.who.workspace_id, role="maker")
    for _ in range(2):  # a second time changes nothing
        await members.change_role(studio, home.who, role(lea, "viewer"))
        await members.change_state(studio, home.who, off(lea))
    _, moved, gone = await audited(studio)
    assert (moved.action, moved.reason, moved.before) == (
        "user.role",
        "New desk",
        {"role": "maker"},
    )
    assert (moved.after or {})["role"] == "viewer"
    assert (gone.action, gone.actor_id, gone.object_id) == (
        "user.disable",
        home.who.user_id,
        lea.user_id,
    )
    assert (gone.before, gone.after) == ({"disabled": False}, {"disabled": True})


async def test_a_deed_that_cannot_be_written_down_is_not_done(
    studio: Studio, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    lea, opened = await joined(studio, home)

    def torn(*_: object, **__: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(members.audit, "record", torn)
    with pytest.raises(OSError, match="no room"):
        await members.change_state(studio, home.who, off(lea))
    assert (await sessions.who(studio, opened.token)).user_id == lea.user_id


async def test_only_admins_keep_accounts(studio: Studio, home: Home) -> None:
    ada, eve = plain(home), await settle_in(studio, "Eve")
    await no_admin(studio, eve)
    admin = AdminRequest(user_id=ada.user_id, is_admin=True, reason="Me")
    for deed in (
        members.page(studio, ada, MembersQuery()),
        members.one(studio, ada, ada.workspace_id, ada.user_id),
        members.change_role(studio, ada, role(eve.who, "viewer")),
        members.change_admin(studio, ada, admin),
        members.change_state(studio, ada, off(eve.who)),
    ):
        with pytest.raises(NotAllowed):
            await deed


async def test_unknown_people_and_guests_have_no_account(studio: Studio, home: Home) -> None:
    def guest(session: Session) -> None:
        space = session.get_one(Workspace, other.who.workspace_id)
        space.kind = "guest"
        session.add(space)

    other = await settle_in(studio, "Guest", credits=0)
    await studio.db.write(guest)
    nobody = Who("nobody", "nowhere", role="owner", via="browser")
    for deed in (
        members.change_state(studio, home.who, off(other.who)),
        members.change_state(studio, home.who, off(nobody)),
        members.change_role(studio, home.who, role(nobody, "maker")),
        members.one(studio, home.who, home.who.workspace_id, other.who.user_id),
    ):
        with pytest.raises(NotFound):
            await deed
