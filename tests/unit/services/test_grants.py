"""Grants to several, by choice or by a list: a note goes along, and it is all or nothing."""

import asyncio

import pytest
from sqlmodel import Session, select

from tests.studio_fixtures import Home, settle_in
from tests.unit.services.test_people import join
from vidstudio.base.errors import Conflict, InvalidRequest, NotAllowed, NotFound
from vidstudio.db.tables import AuditEntry, CreditLot, Member
from vidstudio.services import credits, grant_lists, people, statement
from vidstudio.services.credits import GrantRequest
from vidstudio.studio import Studio, Who

NOTE = "for the spring campaign"


def asked(home: Home, amount: int = 12, **more: object) -> GrantRequest:
    wanted = {"workspace_id": home.who.workspace_id, "amount_credits": amount, "reason": "Spring"}
    return GrantRequest.model_validate({**wanted, "key": "form-1", **more})


async def available(studio: Studio, home: Home) -> int:
    return (await credits.balance(studio, home.who)).available_credits


async def test_a_note_stands_in_the_statement_of_whoever_gets_it(
    studio: Studio, home: Home
) -> None:
    lea = await settle_in(studio, "Lea")
    await credits.grant(studio, home.who, asked(lea, note=NOTE))
    month = f"{studio.clock.now():%Y-%m}"
    page = await statement.page(studio, lea.who, statement.StatementQuery(month=month))
    row = page.rows[0]
    assert row.title == "12 credits from Ada: for the spring campaign"
    assert row.line == "“Spring.” 12 credits, without an end."
    told = (await statement.explanation(studio, lea.who, row.key)).sentence
    assert told.startswith("12 credits from Ada: for the spring campaign. “Spring.” 12 credits")


async def test_without_a_note_it_says_who_granted_it(studio: Studio, home: Home) -> None:
    await credits.grant(studio, home.who, asked(home))
    month = f"{studio.clock.now():%Y-%m}"
    page = await statement.page(studio, home.who, statement.StatementQuery(month=month))
    assert page.rows[0].title == "Granted by Ada"


async def test_the_audit_log_keeps_the_note(studio: Studio, home: Home) -> None:
    await credits.grant(studio, home.who, asked(home, note=NOTE))
    query = select(AuditEntry.after).where(AuditEntry.action == "credits.grant")
    (after,) = await studio.db.read(lambda session: session.exec(query).all())
    assert after == {"amount_credits": 12, "note": NOTE}


async def test_several_get_theirs_and_the_same_form_again_gives_nothing(
    studio: Studio, home: Home
) -> None:
    lea = await settle_in(studio, "Lea")
    before = await available(studio, home), await available(studio, lea)
    wanted = (asked(home, 12), asked(lea, 40))
    await asyncio.gather(*(credits.grant_all(studio, home.who, wanted) for _ in range(3)))
    after = await available(studio, home), await available(studio, lea)
    assert after == (before[0] + 12, before[1] + 40)


async def test_when_one_of_them_cannot_get_it_nobody_does(studio: Studio, home: Home) -> None:
    before = await available(studio, home)
    gone = asked(home).model_copy(update={"workspace_id": "zzz"})
    with pytest.raises(NotFound):
        await credits.grant_all(studio, home.who, (asked(home), gone))
    with pytest.raises(Conflict):
        await credits.grant_all(studio, home.who, (asked(home), asked(home, 5)))
    assert await available(studio, home) == before
    query = select(CreditLot.id).where(CreditLot.reason == "Spring")
    assert await studio.db.read(lambda session: session.exec(query).all()) == []


async def test_a_list_names_people_and_says_what_is_wrong_line_by_line(
    studio: Studio, home: Home
) -> None:
    lea = await settle_in(studio, "Lea")
    await join(studio, lea, "Jon")
    people_of = await people.page(studio, home.who, people.PeopleQuery())
    email = {row.name: row.email for row in people_of.rows}
    words = [
        "email,credits",
        f"{email['Ada'].upper()},250",
        f"{email['Jon']}",
        f"{email['Lea']},40",
        "nobody@example.com,5",
        "Lea,5",
        f"{email['Ada']},9",
    ]
    found = await grant_lists.read(studio, home.who, "\n".join(words))
    assert [(one.person.name, one.credits) for one in found.listed] == [("Ada", 250), ("Jon", 0)]
    assert [(one.line, one.words) for one in found.wrong] == [
        (4, "The balance of Lea is shared with somebody in line 3."),
        (5, "Nobody here has the address nobody@example.com."),
        (6, "“lea” is no e-mail address."),
        (7, "Ada stands in line 2 already."),
    ]


async def test_who_works_in_several_workspaces_gets_it_in_their_own(
    studio: Studio, home: Home
) -> None:
    lea, jon = await settle_in(studio, "Lea"), await settle_in(studio, "Jon")

    def add(session: Session, there: Home, role: str) -> None:
        space = there.who.workspace_id
        session.add(Member(workspace_id=space, user_id=lea.who.user_id, role=role))

    await studio.db.write(lambda session: add(session, home, "maker"))
    rows = (await people.page(studio, home.who, people.PeopleQuery(search="Lea"))).rows
    found = await grant_lists.read(studio, home.who, rows[0].email)
    assert [one.person.workspace_id for one in found.listed] == [lea.who.workspace_id]
    await studio.db.write(lambda session: add(session, jon, "owner"))
    found = await grant_lists.read(studio, home.who, rows[0].email)
    assert [one.words.startswith(f"{rows[0].email} works in several") for one in found.wrong] == [
        True
    ]


async def test_only_admins_grant_and_read_lists(studio: Studio, home: Home) -> None:
    other = Who(home.who.user_id, home.who.workspace_id, role="owner", via="browser")
    with pytest.raises(NotAllowed):
        await credits.grant_all(studio, other, (asked(home),))
    with pytest.raises(NotAllowed):
        await grant_lists.read(studio, other, "ada@example.com")
    with pytest.raises(InvalidRequest):
        await grant_lists.read(studio, home.who, "")
