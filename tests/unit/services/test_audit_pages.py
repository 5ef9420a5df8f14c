"""The audit log as admins read it: names, filters, pages, and nothing for anybody else."""

import pytest

from tests.studio_fixtures import Home, Timepiece, settle_in
from tests.unit.services.entering import hash_quickly, joined, plain
from vidstudio.base.clock import Clock
from vidstudio.base.errors import NotAllowed
from vidstudio.services import audit_pages, credits, invites, members, providers
from vidstudio.services.audit_pages import AuditQuery
from vidstudio.services.credits import GrantRequest
from vidstudio.services.invites import InviteRequest
from vidstudio.services.members import AdminRequest
from vidstudio.studio import Studio
from vidstudio.ui.admin_audit_words import audit_line
from vidstudio.ui.library_clock import Clock as Reader
from vidstudio.views.audit import AuditRow


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


async def log(studio: Studio, home: Home, **asked: object) -> tuple[AuditRow, ...]:
    query = AuditQuery.model_validate(asked)
    return (await audit_pages.page(studio, home.who, query)).rows


async def some_deeds(studio: Studio, home: Home) -> Home:
    eve = await settle_in(studio, "Eve")
    less = AdminRequest(user_id=eve.who.user_id, is_admin=False, reason="Only for a week")
    await members.change_admin(studio, home.who, less)
    await providers.halt(studio, home.who, "Bills look odd")
    gift = GrantRequest(
        workspace_id=eve.who.workspace_id, amount_credits=50, reason="Autumn", key="k"
    )
    await credits.grant(studio, home.who, gift)
    return eve


async def test_rows_say_who_what_to_whom_and_what_changed(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    await some_deeds(studio, home)
    rows = await log(studio, home)
    reader = Reader(now=timepiece.time, zone_minutes=0)
    lines = [audit_line(row, reader) for row in rows]
    assert [(one.who, one.what, one.about, one.changes, one.reason) for one in lines] == [
        ("Ada", "Granted credits", "Eve’s studio", ("Credits: 50",), "Autumn"),
        ("Ada", "Stopped new submissions", "all providers", (), "Bills look odd"),
        ("Ada", "Changed who is admin", "Eve", ("Admin: yes → no",), "Only for a week"),
    ]


async def test_it_is_filtered_by_person_action_and_thing(studio: Studio, home: Home) -> None:
    eve = await some_deeds(studio, home)
    assert [row.action for row in await log(studio, home, action="submits.halt")] == [
        "submits.halt"
    ]
    assert [row.about for row in await log(studio, home, about=eve.who.user_id)] == ["Eve"]
    assert await log(studio, home, who=eve.who.user_id) == ()
    offered = await audit_pages.choices(studio, home.who)
    assert offered.people == ((home.who.user_id, "Ada"),)
    assert offered.actions == ("credits.grant", "submits.halt", "user.role")


async def test_pages_follow_each_other_without_a_gap(studio: Studio, home: Home) -> None:
    for _ in range(audit_pages.PAGE_ROWS + 3):
        await invites.create(studio, home.who, InviteRequest())
    first = await audit_pages.page(studio, home.who, AuditQuery())
    last = await audit_pages.page(studio, home.who, AuditQuery(before=first.next))
    ids = [row.id for row in (*first.rows, *last.rows)]
    assert (len(first.rows), len(last.rows), last.next) == (audit_pages.PAGE_ROWS, 3, None)
    assert ids == sorted(set(ids), reverse=True)


async def test_an_invitation_is_called_by_who_came(studio: Studio, home: Home) -> None:
    await joined(studio, home)
    assert [row.about for row in await log(studio, home)] == ["Lea Brandt"]


async def test_only_admins_read_it(studio: Studio, home: Home) -> None:
    with pytest.raises(NotAllowed):
        await audit_pages.page(studio, plain(home), AuditQuery())
    with pytest.raises(NotAllowed):
        await audit_pages.choices(studio, plain(home))
