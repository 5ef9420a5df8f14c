"""People as admins see them: what each has, has used and may use."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from tests.studio_fixtures import Home, Timepiece, settle_in
from vidstudio.base.clock import Clock
from vidstudio.base.errors import NotAllowed, NotFound
from vidstudio.db.tables import Member, UsageDay, User, Workspace
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import credits, people, sessions, tasks
from vidstudio.services.credits import CapRequest, GrantRequest
from vidstudio.services.people import PeopleQuery
from vidstudio.studio import Studio, Who
from vidstudio.views.people import PersonRow, PersonView

START = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def promises() -> tuple[str, ...]:
    """Daily usage is written here without the takes behind it."""
    return ("I-2", "I-3", "I-5")


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"running_takes": 100, "creates_per_minute": 1000, "demo": "true"}


@pytest.fixture
def timepiece() -> Timepiece:
    return Timepiece(START)


@pytest.fixture(name="clock")
def _clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


async def listed(studio: Studio, who: Who, search: str = "") -> list[PersonRow]:
    return list((await people.page(studio, who, PeopleQuery(search=search))).rows)


async def opened(studio: Studio, who: Who, of: Home) -> PersonView:
    return await people.person(studio, who, of.who.workspace_id, of.who.user_id)


async def join(studio: Studio, home: Home, name: str) -> Who:
    """Somebody else who works in this workspace."""
    user_id = studio.clock.new_id()

    def work(session: Session) -> None:
        now = studio.clock.now()
        email = f"{name.lower()}@example.com"
        session.add(User(id=user_id, email=email, name=name, password_hash="-", created_at=now))
        session.flush()
        session.add(Member(workspace_id=home.who.workspace_id, user_id=user_id, role="maker"))

    await studio.db.write(work)
    return Who(user_id, home.who.workspace_id, role="maker", via="browser")


async def grant(studio: Studio, home: Home, amount: int, last: date | None, **more: object) -> None:
    asked = {
        "workspace_id": home.who.workspace_id,
        "amount_credits": amount,
        "reason": f"Lot of {amount}",
        "key": f"{amount}-{last}",
        "expires_on": last,
        **more,
    }
    await credits.grant(studio, home.who, GrantRequest.model_validate(asked))


async def test_only_admins_see_people(studio: Studio, home: Home) -> None:
    other = Who(home.who.user_id, home.who.workspace_id, role="owner", via="browser")
    with pytest.raises(NotAllowed):
        await people.page(studio, other, PeopleQuery())
    with pytest.raises(NotAllowed):
        await opened(studio, other, home)
    with pytest.raises(NotAllowed):
        await people.chosen(studio, other, ())


async def test_people_come_by_name_in_pages(studio: Studio, home: Home) -> None:
    for name in ("ida Holm", "Lea Brandt", "Jon Aasen", "Tomas Vik"):
        await settle_in(studio, name, credits=0)
    assert [row.name for row in await listed(studio, home.who)] == [
        *("Ada", "ida Holm", "Jon Aasen", "Lea Brandt", "Tomas Vik")
    ]
    second = await people.page(studio, home.who, PeopleQuery(page=2, size=2))
    assert [row.name for row in second.rows] == ["Jon Aasen", "Lea Brandt"]
    assert (second.total, second.page, second.pages) == (5, 2, 3)
    last = await people.page(studio, home.who, PeopleQuery(page=99, size=2))
    assert ([row.name for row in last.rows], last.page) == (["Tomas Vik"], 3)


async def test_a_search_takes_words_as_they_are(studio: Studio, home: Home) -> None:
    await settle_in(studio, "Lea Brandt", credits=0)
    await settle_in(studio, "100% Vik", credits=0)
    assert [row.name for row in await listed(studio, home.who, "BRANDT lea")] == ["Lea Brandt"]
    assert [row.name for row in await listed(studio, home.who, "0% v")] == ["100% Vik"]
    assert [row.name for row in await listed(studio, home.who, "a_a")] == []
    assert [row.name for row in await listed(studio, home.who, "vik’s studio")] == ["100% Vik"]


async def test_a_balance_is_the_workspaces_a_hold_and_a_cap_are_the_persons(
    studio: Studio, home: Home
) -> None:
    lea = await join(studio, home, "Lea")
    request = CapRequest(
        workspace_id=lea.workspace_id, user_id=lea.user_id, month_cap_credits=400, reason="Start"
    )
    await credits.set_cap(studio, home.who, request)
    asked = {"prompt": "A cup", "model": "wan-2-7", "campaign_id": home.campaign_id}
    (take,) = await tasks.create(studio, lea, TaskRequest.model_validate(asked))
    held = take.quoted_credits
    await _use(studio, lea, date(2026, 11, 3), charged=90, refunded=30)
    await _use(studio, lea, date(2026, 10, 3), charged=7)
    ada, row = await listed(studio, home.who)
    assert (ada.members, row.members) == (2, 2)
    assert ada.available_credits == row.available_credits == 500 - held
    assert (ada.held_credits, row.held_credits) == (0, held)
    assert (ada.cap_credits, row.cap_credits) == (None, 400)
    assert (row.month_credits, row.spent_credits) == (60 + held, 67)
    view = await people.person(studio, home.who, lea.workspace_id, lea.user_id)
    assert (view.person, view.sharers) == (row, ("Ada",))


async def _use(studio: Studio, who: Who, day: date, **counts: int) -> None:
    key = {"workspace_id": who.workspace_id, "user_id": who.user_id, "day": day.isoformat()}
    row = UsageDay.model_validate({**key, "model": "wan-2-7", "provider": "kie", **counts})
    await studio.db.write(lambda session: session.add(row))


async def test_the_next_to_expire_is_told_with_its_last_day(studio: Studio, home: Home) -> None:
    await grant(studio, home, 300, date(2026, 11, 30))
    await grant(studio, home, 24, date(2026, 11, 30))
    await grant(studio, home, 500, date(2026, 12, 31))
    (row,) = await listed(studio, home.who)
    assert (row.next_expiry_on, row.next_expiry_credits) == (date(2026, 11, 30), 324)
    assert row.available_credits == 1324


async def test_last_active_is_the_last_sign_of_any_session(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    (row,) = await listed(studio, home.who)
    assert row.seen_at is None
    user = await studio.db.read(lambda session: session.get_one(User, home.who.user_id))
    space = await studio.db.read(lambda session: session.get_one(Workspace, home.who.workspace_id))
    await studio.db.write(lambda session: sessions.start(session, studio, user, space))
    timepiece.advance(hours=1)
    (row,) = await listed(studio, home.who)
    assert row.seen_at == START


async def test_lots_stand_in_the_order_they_are_used(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    await grant(studio, home, 750, date(2027, 2, 28))
    await grant(studio, home, 300, date(2026, 12, 4))
    await grant(studio, home, 40, date(2026, 11, 20))
    await grant(studio, home, 60, None, effective_on=date(2026, 12, 1))
    timepiece.advance(days=1)  # the lot of 40 is over
    lots = (await opened(studio, home.who, home)).lots
    assert [lot.amount_credits for lot in lots] == [300, 750, 500, 60]
    assert [lot.used_first for lot in lots] == [True, False, False, False]
    assert lots[3].effective_at == datetime(2026, 12, 1, tzinfo=UTC)


async def test_a_lot_that_is_all_on_hold_is_shown_after_its_end(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    asked = {"prompt": "A cup", "model": "wan-2-7", "campaign_id": home.campaign_id}
    (first,) = await tasks.create(studio, home.who, TaskRequest.model_validate(asked))
    price = first.quoted_credits
    await grant(studio, home, price, date(2026, 11, 20))
    await tasks.create(studio, home.who, TaskRequest.model_validate(asked))
    timepiece.advance(days=2)
    lots = (await opened(studio, home.who, home)).lots
    assert [(lot.left_credits, lot.held_credits) for lot in lots] == [(500, price), (price,) * 2]


async def test_the_history_tells_what_changed_what_is_owned(studio: Studio, home: Home) -> None:
    await grant(studio, home, 300, date(2026, 12, 4))
    asked = {"prompt": "A cup", "model": "wan-2-7", "campaign_id": home.campaign_id}
    await tasks.create(studio, home.who, TaskRequest.model_validate(asked))
    history = (await opened(studio, home.who, home)).history
    assert [(line.kind, line.credits, line.reason) for line in history] == [
        ("grant", 300, "Lot of 300"),
        ("grant", 500, "Welcome"),
    ]


async def test_a_stranger_to_the_workspace_is_nobody_there(studio: Studio, home: Home) -> None:
    lea = await settle_in(studio, "Lea")
    with pytest.raises(NotFound):
        await people.person(studio, home.who, home.who.workspace_id, lea.who.user_id)


async def test_those_chosen_are_found_in_their_workspaces_only(studio: Studio, home: Home) -> None:
    lea = await settle_in(studio, "Lea")
    wanted = (
        (lea.who.workspace_id, lea.who.user_id),
        (home.who.workspace_id, home.who.user_id),
        (home.who.workspace_id, lea.who.user_id),
    )
    found = await people.chosen(studio, home.who, wanted)
    assert [row.name for row in found] == ["Ada", "Lea"]
    assert found[0].joined_at == START
