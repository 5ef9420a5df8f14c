"""The statement on rows that real operations wrote: what it says, its sums, pages and walls."""

from datetime import date

import pytest
from sqlmodel import Session

from tests.properties.desk import PRICE, TO_STORING, Desk
from tests.properties.purse import PROMISES, Purse, new_task
from tests.studio_fixtures import Home, Timepiece, settle_in
from vidstudio.base.clock import Clock
from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.db.tables import Campaign, Task
from vidstudio.services import credits, statement
from vidstudio.services.credits import CapRequest, GrantRequest, RefundRequest
from vidstudio.services.statement import StatementQuery
from vidstudio.studio import Studio
from vidstudio.views.statement import StatementView

JULY = StatementQuery(month="2026-07")


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
def promises() -> tuple[str, ...]:
    return PROMISES


@pytest.fixture
async def purse(studio: Studio) -> Purse:
    return Purse(studio, await settle_in(studio, credits=0))


async def page(purse: Purse, **changes: object) -> StatementView:
    query = StatementQuery.model_validate(JULY.model_dump() | changes)
    return await statement.page(purse.studio, purse.home.who, query)


async def test_a_take_is_one_row_that_says_what_became_of_its_hold(purse: Purse) -> None:
    purse.grant(100)
    purse.capture(purse.hold(60), 45)
    charged, granted = (await page(purse)).rows
    assert (charged.title, charged.credits, charged.after_credits) == ("Shot 1, take 01", -45, 55)
    assert charged.line == "Delivered 4 s of 4 s. Held 60, charged 45, 15 came back."
    assert (granted.look, granted.credits, granted.after_credits) == ("grant", 100, 100)
    assert granted.line == "“Test.” 100 credits, without an end."


async def test_what_is_on_hold_and_what_came_back(purse: Purse) -> None:
    purse.grant(100)
    back, kept = purse.hold(30), purse.hold(20)
    purse.release(back)
    returned, held, _ = (await page(purse)).rows
    assert (returned.credits, returned.open, returned.after_credits) == (0, False, 80)
    assert (held.credits, held.open, held.after_credits) == (-20, True, 50)
    assert kept in purse.held


async def test_the_sums_of_a_day_are_those_of_all_its_rows(
    purse: Purse, timepiece: Timepiece
) -> None:
    purse.grant(100)
    purse.grant(7, hours=1)
    timepiece.advance(days=1)
    purse.expire()
    purse.capture(purse.hold(60), 45)
    purse.hold(5)
    today, yesterday = (await page(purse)).days
    assert (yesterday.key, yesterday.granted_credits) == ("2026-07-01", 107)
    assert (today.used_credits, today.held_credits, today.expired_credits) == (45, 5, 7)


async def test_days_are_those_of_the_reader(purse: Purse) -> None:
    purse.grant(100)  # at noon, UTC
    assert [day.key for day in (await page(purse, zone_minutes=840)).days] == ["2026-07-02"]
    assert [row.credits for row in (await page(purse, month="2026-06")).rows] == []


async def test_pages_follow_each_other_without_a_gap(
    purse: Purse, timepiece: Timepiece, monkeypatch: pytest.MonkeyPatch
) -> None:
    purse.grant(1000)
    for number in range(60):
        timepiece.advance(seconds=1)
        task = purse.hold(0 if number % 7 == 0 else 10)
        if number % 7 == 0:
            purse.do(lambda session, key=task: made(session, key))
        else:
            purse.capture(task, 5)
    first = await page(purse)
    second = await page(purse, cursor=first.next_cursor)
    seen = [*first.rows, *second.rows]
    assert (len(first.rows), len(second.rows), second.next_cursor) == (50, 11, "")
    assert len({row.key for row in seen}) == 61
    assert [row.at for row in seen] == sorted((row.at for row in seen), reverse=True)
    free = next(row for row in seen if row.line.endswith("is free."))
    assert free.credits == 0
    assert seen[0].after_credits == purse.balance.available


def made(session: Session, task_id: str) -> None:
    task = session.get_one(Task, task_id)
    task.state, task.terminal_at, task.free_reason = "succeeded", task.created_at, "sample"
    session.add(task)


async def test_a_campaign_shows_its_own_takes_only(purse: Purse) -> None:
    purse.grant(100)
    purse.hold(10)
    other = await another_campaign(purse)
    assert [row.title for row in (await page(purse, campaign_id=other)).rows] == []
    shown = await page(purse, campaign_id=purse.home.campaign_id)
    assert [row.title for row in shown.rows] == ["Shot 1, take 01"]
    assert (shown.days[0].granted_credits, shown.days[0].held_credits) == (0, 10)


async def another_campaign(purse: Purse) -> str:
    studio, now = purse.studio, purse.studio.clock.now()
    campaign = Campaign(
        id=studio.clock.new_id(),
        workspace_id=purse.home.who.workspace_id,
        name="Other",
        created_at=now,
        opened_at=now,
    )
    await studio.db.write(lambda session: session.add(campaign))
    return campaign.id


async def test_a_refund_is_a_row_of_its_own_and_in_the_story(studio: Studio, home: Home) -> None:
    desk = Desk(studio, home)
    desk.move(*TO_STORING)
    desk.succeed(desk.task)
    request = RefundRequest(task_id=desk.id, reason="Colours broke", key="one")
    assert await credits.refund(studio, home.who, request) == PRICE
    refund, charged, _ = (await page(desk.purse)).rows
    assert (refund.look, refund.credits, refund.title) == ("refund", PRICE, charged.title)
    assert refund.line.startswith("Refund by Ada: “Colours broke.” 40 credits")
    told = await statement.explanation(studio, home.who, charged.key)
    assert told.sentence.endswith("Charged 40 from lot Jul-500. Refunded 40 later.")
    assert told.take is not None
    assert told.take.refund is not None
    assert (told.take.refund.who, told.take.refund.credits) == ("Ada", PRICE)
    assert [row.kind for row in told.rows] == ["adjust", "capture", "hold"]


async def test_an_explanation_tells_how_the_sum_was_made(purse: Purse) -> None:
    purse.grant(100)
    task = purse.hold(60)
    purse.capture(task, 45)
    for key in ("4", task):
        told = await statement.explanation(purse.studio, purse.home.who, key)
        assert told.take is not None
        assert (told.take.held_credits, told.take.charged_credits) == (60, 45)
        assert told.take.returned_credits == 15
        assert told.sentence.endswith("Charged 45 from lot Jul-100 and gave 15 back.")


async def test_others_see_nothing_of_it(purse: Purse, studio: Studio, home: Home) -> None:
    purse.grant(100)
    task = purse.hold(60)
    for key in (task, "999", "9" * 40, studio.clock.new_id(), "٣", ""):
        with pytest.raises(NotFound) as refused:
            await statement.explanation(studio, home.who, key)
        assert str(refused.value) == NotFound.message
    for campaign in (purse.home.campaign_id, studio.clock.new_id()):
        with pytest.raises(NotFound):
            await statement.page(
                studio, home.who, JULY.model_copy(update={"campaign_id": campaign})
            )
    own = await statement.page(studio, home.who, JULY)
    assert [row.credits for row in own.rows] == [500]


@pytest.mark.parametrize(
    "cursor", ["1", "a.b.c.d", "1.2.3.4.5", "1.2.99999999999999999999.x", "1.0.0.\x00"]
)
async def test_a_wrong_cursor_is_refused(purse: Purse, cursor: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await page(purse, cursor=cursor)
    assert refused.value.field == "cursor"


async def test_the_purse_says_what_there_is_and_what_the_month_allows(
    studio: Studio, home: Home
) -> None:
    room, user = home.who.workspace_id, home.who.user_id
    cap = CapRequest(workspace_id=room, user_id=user, month_cap_credits=100, reason="Small")
    await credits.set_cap(studio, home.who, cap)
    gift = GrantRequest(
        workspace_id=room,
        amount_credits=20,
        reason="Soon over",
        key="k",
        expires_on=date(2026, 7, 9),
    )
    await credits.grant(studio, home.who, gift)
    Purse(studio, home).hold(30)
    told = await statement.purse(studio, home.who)
    assert (told.balance.available_credits, told.balance.held_credits) == (490, 30)
    assert [lot.available_credits for lot in told.balance.lots] == [490]
    assert (told.held_takes, told.month.spent_credits, told.month.held_credits) == (1, 30, 30)
    assert told.month.cap_credits == 100


async def test_a_new_take_without_credits_is_no_row(purse: Purse) -> None:
    purse.do(lambda session: new_task(session, purse.studio, purse.home, 0))
    assert (await page(purse)).rows == ()
