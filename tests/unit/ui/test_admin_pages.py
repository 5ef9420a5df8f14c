"""Who may say anything to the admin's pages, and what then happens."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import reflex as rx
from sqlmodel import Session

from tests.studio_fixtures import Home, Timepiece, settle_in
from tests.unit.ui.states import opened_by, signed_in
from vidstudio.base.clock import Clock
from vidstudio.base.errors import InvalidRequest, NotAllowed
from vidstudio.db.tables import User
from vidstudio.services import people
from vidstudio.services.people import PeopleQuery
from vidstudio.studio import Studio, use
from vidstudio.ui.admin_grant import AdminGrantState
from vidstudio.ui.admin_overview import AdminOverviewState
from vidstudio.ui.admin_people import AdminPeopleState
from vidstudio.ui.admin_person import AdminPersonState

NOW = datetime(2026, 11, 20, 10, 13, tzinfo=UTC)


@pytest.fixture
def timepiece() -> Timepiece:
    return Timepiece(NOW)


@pytest.fixture(name="clock")
def _clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


async def plain(studio: Studio) -> str:
    """The cookies of somebody who is no admin."""
    home = await settle_in(studio, "Ida")

    def work(session: Session) -> None:
        user = session.get_one(User, home.who.user_id)
        user.is_admin = False
        session.add(user)

    await studio.db.write(work)
    return await signed_in(studio, home)


def listed(words: str) -> str:
    """As admin.js sends the text of a file."""
    return json.dumps(["1", words])


@pytest.mark.parametrize("page", [AdminOverviewState, AdminPeopleState])
async def test_who_is_no_admin_is_led_away(studio: Studio, page: type[rx.State]) -> None:
    use(studio)
    state: Any = opened_by(page, await plain(studio), "/admin/credits")
    assert "location.replace" in str(await state.opened())
    assert not state.read
    with pytest.raises(NotAllowed):
        await state.refresh("1")


async def test_who_is_no_admin_grants_nothing(studio: Studio) -> None:
    use(studio)
    cookie = await plain(studio)
    grants: Any = opened_by(AdminGrantState, cookie)
    person: Any = opened_by(AdminPersonState, cookie)
    people_page: Any = opened_by(AdminPeopleState, cookie)
    form = {"amount": "5", "reason": "Why"}
    calls: list[Callable[[], Awaitable[Any]]] = [
        lambda: grants.grant(form),
        lambda: grants.choose("w.u"),
        lambda: grants.look_for("a"),
        lambda: grants.read_list(listed("ada@example.com,5")),
        lambda: people_page.sort_by("spent"),
        lambda: person.grant(form),
        lambda: person.take_back(form),
        lambda: person.change_cap(form),
    ]
    for call in calls:
        with pytest.raises(NotAllowed):
            await call()


async def test_the_overview_shows_what_was_read(studio: Studio, home: Home) -> None:
    use(studio)
    state: Any = opened_by(AdminOverviewState, await signed_in(studio, home), "/admin/credits")
    assert await state.opened() is None
    assert [card.figure for card in state.figures][:2] == ["500", "0"]
    assert [one.name for one in state.people] == ["Ada"]
    assert state.fair.sentence.startswith("Yes.")
    await state.tell_apart("person")
    assert state.chart.by == "person"


async def test_a_grant_in_the_drawer_is_shown_and_used_first(studio: Studio, home: Home) -> None:
    use(studio)
    cookie, ref = await signed_in(studio, home), f"{home.who.workspace_id}.{home.who.user_id}"
    state: Any = opened_by(AdminPersonState, cookie, f"/admin/credits/people?person={ref}")
    await state._show(ref)
    assert [bar.first for bar in state.drawer.lots.bars] == [True]
    wrong = {"amount": "0", "reason": "Extra takes"}
    assert await state.grant(wrong) is None
    assert "Amount" in state.wrong["grant"]
    form = {"amount": "250", "expires": "2026-11-30", "reason": "Extra takes"}
    await state.grant(form)
    assert state.wrong == {}
    assert [(bar.words, bar.first) for bar in state.drawer.lots.bars] == [
        ("250, used first, expires 30 Nov", True),
        ("500, granted, does not expire", False),
    ]
    assert state.drawer.person.available == "750"


async def test_what_is_taken_back_and_capped_stands_in_the_drawer(
    studio: Studio, home: Home
) -> None:
    use(studio)
    cookie, ref = await signed_in(studio, home), f"{home.who.workspace_id}.{home.who.user_id}"
    state: Any = opened_by(AdminPersonState, cookie)
    await state._show(ref)
    lot_id = state.drawer.lots.bars[0].id
    back = {"lot": lot_id, "amount": "100", "again": "100", "reason": "Too much"}
    await state.take_back(back)
    assert state.drawer.person.available == "400"
    assert state.drawer.history[0].words == "Taken back, Too much"
    assert state.drawer.history[0].credits == "−100"
    await state.change_cap({"amount": "600", "reason": "Month"})
    assert (state.drawer.cap, state.drawer.person.cap) == ("600 credits", "0 / 600")


async def test_several_get_a_lot_each_and_those_who_share_one_together(
    studio: Studio, home: Home
) -> None:
    use(studio)
    lea = await settle_in(studio, "Lea")
    state: Any = opened_by(AdminGrantState, await signed_in(studio, home))
    for one in (home, lea):
        await state.choose(f"{one.who.workspace_id}.{one.who.user_id}")
    assert [one.name for one in state.recipients] == ["Ada", "Lea"]
    form = {"amount": "250", "reason": "Autumn"}
    await state.grant(form)
    assert (state.chosen, state.recipients) == ([], [])
    rows = (await people.page(studio, home.who, PeopleQuery())).rows
    assert [row.available_credits for row in rows] == [750, 750]
    assert await state.grant(form) is None
    assert "add a person" in state.wrong


async def test_a_list_is_granted_when_its_wrong_lines_are_decided_about(
    studio: Studio, home: Home
) -> None:
    use(studio)
    lea, bo = await settle_in(studio, "Lea"), await settle_in(studio, "Bo")
    state: Any = opened_by(AdminGrantState, await signed_in(studio, home))
    await state.choose(f"{bo.who.workspace_id}.{bo.who.user_id}")
    rows = (await people.page(studio, home.who, PeopleQuery())).rows
    email = {row.name: row.email for row in rows}
    await state.read_list(listed(f"{email['Ada']},300\n{email['Lea']}\nnobody,5"))
    assert [(one.name, one.own_credits) for one in state.recipients] == [
        ("Ada", 300),
        ("Bo", 0),
        ("Lea", 0),
    ]
    assert [row.line for row in state.not_granted] == ["Line 3"]
    form = {"amount": "40", "reason": "Spring", "note": "for the spring campaign"}
    assert await state.grant(form) is None
    assert "Leave out the lines" in state.wrong
    await state.leave_wrong()
    await state.leave_out(bo.who.workspace_id)
    await state.grant(form)
    assert (state.chosen, state.own, state.wrong) == ([], {}, "")
    rows = (await people.page(studio, home.who, PeopleQuery())).rows
    assert {row.name: row.available_credits for row in rows} == {"Ada": 800, "Bo": 500, "Lea": 540}
    assert lea.who.workspace_id


async def test_another_list_takes_the_place_of_the_first(studio: Studio, home: Home) -> None:
    use(studio)
    lea = await settle_in(studio, "Lea")
    state: Any = opened_by(AdminGrantState, await signed_in(studio, home))
    (found,) = (await people.page(studio, home.who, PeopleQuery(search="Lea"))).rows
    await state.read_list(listed(f"{found.email},5"))
    for message in ("", "nonsense", "[1]", "{}", listed("")):
        await state.read_list(message)
        assert "no lines" in state.wrong
        assert [one.own_credits for one in state.recipients] == [5]
    (ada,) = (await people.page(studio, home.who, PeopleQuery(search="Ada"))).rows
    await state.read_list(listed(ada.email))
    assert [(one.name, one.own_credits) for one in state.recipients] == [("Ada", 0)]
    assert lea.who.workspace_id not in state.own
    await state.forget()
    assert (state.recipients, state.own) == ([], {})


async def test_people_are_sorted_and_turned_round(studio: Studio, home: Home) -> None:
    use(studio)
    await settle_in(studio, "Lea")
    state: Any = opened_by(AdminPeopleState, await signed_in(studio, home), "/admin/credits/people")
    await state.opened()
    assert [one.name for one in state.rows] == ["Ada", "Lea"]
    await state.sort_by("person")
    assert ([one.name for one in state.rows], state.turned) == (["Lea", "Ada"], True)
    await state.sort_by("spent")
    assert ([one.name for one in state.rows], state.turned) == (["Ada", "Lea"], False)
    with pytest.raises(InvalidRequest):
        await state.sort_by("password_hash")


async def test_a_search_for_more_people_leaves_out_the_chosen(studio: Studio, home: Home) -> None:
    use(studio)
    lea = await settle_in(studio, "Lea")
    state: Any = opened_by(AdminGrantState, await signed_in(studio, home))
    await state.choose(f"{lea.who.workspace_id}.{lea.who.user_id}")
    await state.look_for("a")
    assert [one.name for one in state.found] == ["Ada"]
    await state.leave_out(lea.who.workspace_id)
    assert state.recipients == []


async def test_a_form_that_is_sent_twice_grants_once(studio: Studio, home: Home) -> None:
    use(studio)
    cookie, ref = await signed_in(studio, home), f"{home.who.workspace_id}.{home.who.user_id}"
    state: Any = opened_by(AdminPersonState, cookie)
    await state._show(ref)
    form = {"amount": "250", "reason": "Extra takes", "key": state.form_key}
    await state.grant(form)
    await state.grant(form)
    assert state.drawer.person.available == "750"
    assert state.form_key != form["key"]
