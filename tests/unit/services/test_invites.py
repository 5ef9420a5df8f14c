"""Invitations: a link makes one account, once, within seven days."""

import asyncio
from typing import Any

import pytest
from sqlmodel import Session, func, select

from tests.studio_fixtures import Home, Timepiece
from tests.unit.services.entering import (
    HERE,
    audited,
    hash_quickly,
    joined,
    newcomer,
    plain,
)
from vidstudio.base.clock import Clock
from vidstudio.base.errors import Conflict, InvalidRequest, NotAllowed, NotFound
from vidstudio.db.tables import Invite, User
from vidstudio.services import credits, invites, sessions
from vidstudio.services.invites import InviteRequest
from vidstudio.studio import Studio


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


async def people(studio: Studio) -> int:
    query = select(func.count()).select_from(User)
    return await studio.db.read(lambda session: session.exec(query).one())


async def test_a_link_makes_an_account_with_a_workspace_and_credits(
    studio: Studio, home: Home
) -> None:
    lea, _ = await joined(studio, home, role="viewer", welcome_credits=77)
    assert (lea.role, lea.is_admin) == ("owner", False)
    assert lea.workspace_id != home.who.workspace_id
    assert (await credits.balance(studio, lea)).available_credits == 77
    assert await invites.not_used(studio, home.who) == ()


async def test_without_an_amount_the_settings_say_how_many(studio: Studio, home: Home) -> None:
    lea, _ = await joined(studio, home)
    there = (await credits.balance(studio, lea)).available_credits
    assert there == studio.settings.welcome_credits > 0


async def test_a_link_to_a_workspace_leads_there_with_its_role(studio: Studio, home: Home) -> None:
    lea, _ = await joined(studio, home, role="reviewer", workspace_id=home.who.workspace_id)
    assert (lea.workspace_id, lea.role) == (home.who.workspace_id, "reviewer")
    assert (await credits.balance(studio, lea)).available_credits == 500


async def test_only_the_digest_of_the_token_is_kept(studio: Studio, home: Home) -> None:
    link = await invites.create(studio, home.who, InviteRequest())
    token = link.path.removeprefix("/join/")
    row = await studio.db.read(lambda session: session.exec(select(Invite)).one())
    assert len(token) >= 32
    assert token not in str(row.model_dump())
    assert token not in str([entry.model_dump() for entry in await audited(studio)])


async def test_used_old_and_foreign_links_answer_alike(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    used, old, back = [await invites.create(studio, home.who, InviteRequest()) for _ in range(3)]
    await invites.accept(studio, newcomer(used.path), HERE)
    for one in await invites.not_used(studio, home.who):
        assert one.by == "Ada"
    await _take_back_newest(studio, home, back.path)
    timepiece.advance(days=7)
    before, answers = await people(studio), set[str]()
    for path in (used.path, old.path, back.path, "/join/made-up"):
        with pytest.raises(NotFound) as refusal:
            await invites.accept(studio, newcomer(path, "ida@example.com"), HERE)
        with pytest.raises(NotFound) as unseen:
            await invites.look(studio, path.rpartition("/")[2])
        answers |= {str(refusal.value), str(unseen.value)}
    assert answers == {invites.GONE}
    assert await people(studio) == before


async def _take_back_newest(studio: Studio, home: Home, path: str) -> None:
    open_ones = await invites.not_used(studio, home.who)
    token = path.rpartition("/")[2]
    for one in open_ones:
        await invites.revoke(studio, home.who, one.id)
        await invites.revoke(studio, home.who, one.id)  # twice is once
    with pytest.raises(NotFound):
        await invites.look(studio, token)


async def test_a_used_link_is_not_taken_back(studio: Studio, home: Home) -> None:
    await joined(studio, home)
    (row,) = await studio.db.read(lambda session: session.exec(select(Invite)).all())
    with pytest.raises(Conflict):
        await invites.revoke(studio, home.who, row.id)
    with pytest.raises(NotFound):
        await invites.revoke(studio, home.who, "unknown")


async def test_two_who_come_at_once_make_one_account(studio: Studio, home: Home) -> None:
    shared = InviteRequest(workspace_id=home.who.workspace_id)
    link, before = await invites.create(studio, home.who, shared), await people(studio)
    came = await asyncio.gather(
        *(invites.accept(studio, newcomer(link.path, f"{n}@example.com"), HERE) for n in range(4)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in came) == ["NotFound"] * 3 + ["Opened"]
    assert await people(studio) == before + 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"email": "ida@example.com"}, "email"),
        ({"password": "short"}, "password"),
        ({"name": "   "}, "name"),
    ],
)
async def test_a_wrong_field_is_named_and_the_link_still_works(
    studio: Studio, home: Home, changed: dict[str, Any], field: str
) -> None:
    link = await invites.create(studio, home.who, InviteRequest(email="Lea@example.com"))
    with pytest.raises(InvalidRequest) as refusal:
        await invites.accept(studio, newcomer(link.path, **changed), HERE)
    assert refusal.value.field == field
    assert (await invites.look(studio, link.path.rpartition("/")[2])).email == "lea@example.com"
    await invites.accept(studio, newcomer(link.path), HERE)


async def test_a_known_email_makes_no_second_account(studio: Studio, home: Home) -> None:
    await joined(studio, home)
    link = await invites.create(studio, home.who, InviteRequest())
    with pytest.raises(Conflict):
        await invites.accept(studio, newcomer(link.path, "LEA@example.com"), HERE)
    assert (await invites.look(studio, link.path.rpartition("/")[2])).by == "Ada"


async def test_credits_go_to_a_new_workspace_only(studio: Studio, home: Home) -> None:
    both = InviteRequest(workspace_id=home.who.workspace_id, welcome_credits=5)
    with pytest.raises(InvalidRequest) as refusal:
        await invites.create(studio, home.who, both)
    assert refusal.value.field == "welcome_credits"
    with pytest.raises(NotFound):
        await invites.create(studio, home.who, InviteRequest(workspace_id="unknown"))
    assert await audited(studio) == []


async def test_every_step_stands_in_the_audit_log(studio: Studio, home: Home) -> None:
    asked = InviteRequest(role="maker", email="ida@example.com")
    await invites.create(studio, home.who, asked)
    (view,) = await invites.not_used(studio, home.who)
    await invites.revoke(studio, home.who, view.id)
    made, back = await audited(studio)
    assert (made.action, made.object_kind, made.object_id) == ("user.invite", "invite", view.id)
    assert (made.after or {})["email"] == "ida@example.com"
    assert back.after == {"taken_back": True}


async def test_only_admins_invite(studio: Studio, home: Home) -> None:
    ada = plain(home)
    for deed in (
        invites.create(studio, ada, InviteRequest()),
        invites.not_used(studio, ada),
        invites.spaces(studio, ada),
        invites.revoke(studio, ada, "any"),
    ):
        with pytest.raises(NotAllowed):
            await deed
    with pytest.raises(NotAllowed):
        await invites.create(studio, (await joined(studio, home))[0], InviteRequest())


async def test_who_has_come_is_signed_in(studio: Studio, home: Home) -> None:
    lea, opened = await joined(studio, home)
    assert (await sessions.who(studio, opened.token)).user_id == lea.user_id

    def look(session: Session) -> tuple[Any, ...]:
        row = session.exec(select(Invite)).one()
        return row.used_by, row.used_at is not None

    assert await studio.db.read(look) == (lea.user_id, True)
