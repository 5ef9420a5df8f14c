"""The queue of a workspace: its tabs, whose takes they are, the story of each, and going on."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from tests.studio_fixtures import Home, Timepiece, settle_in
from vidstudio import transitions
from vidstudio.base.clock import Clock
from vidstudio.base.errors import Conflict, InsufficientCredits, NotFound, Rejected
from vidstudio.db.tables import Member, SubmitAttempt, Task
from vidstudio.rules.lifecycle import AttemptOutcome, TaskState
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import queue, screens, shots, tasks
from vidstudio.services.queue import QueueQuery, Tab
from vidstudio.services.shots import NewShot
from vidstudio.services.timeline import timeline
from vidstudio.studio import Studio, Who
from vidstudio.views import QueuePageView


@pytest.fixture
def promises() -> tuple[str, ...]:
    return ("I-1", "I-2", "I-3")


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"running_takes": 100, "creates_per_minute": 1000, "demo": "true"}


@pytest.fixture(name="clock")
def _clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


async def make(studio: Studio, home: Home, model: str = "animatic", **wishes: object) -> str:
    request = TaskRequest.model_validate(
        {"prompt": "A cup", "model": model, "campaign_id": home.campaign_id, **wishes}
    )
    return (await tasks.create(studio, home.who, request))[0].id


async def fail(studio: Studio, task_id: str) -> None:
    def work(session: Session) -> None:
        task = session.get_one(Task, task_id)
        transitions.fail(session, task, Rejected("No."), "test", studio.clock.now())

    await studio.db.write(work)


async def page(studio: Studio, who: Who, tab: Tab = "active", number: int = 1) -> QueuePageView:
    return await queue.page(studio, who, QueueQuery(tab=tab, page=number))


def ids(found: QueuePageView) -> list[str]:
    return [row.task.id for row in found.rows]


async def test_what_is_in_the_works_stands_in_the_order_of_making(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    first = await make(studio, home)
    timepiece.advance(1)
    second = await make(studio, home)
    found = await page(studio, home.who)
    assert ids(found) == [first, second]
    assert found.counts.active == 2
    assert {(row.person, row.mine) for row in found.rows} == {("Ada", True)}


async def test_a_failed_take_needs_somebody_until_another_has_followed(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    failed = await make(studio, home)
    await fail(studio, failed)
    found = await page(studio, home.who)
    assert [(row.task.id, row.needs_you) for row in found.rows] == [(failed, True)]
    assert found.retry_ids == (failed,)
    assert (await screens.frame(studio, home.who)).needs == (failed,)
    timepiece.advance(1)
    later = await make(studio, home)
    assert ids(await page(studio, home.who)) == [later]
    assert ids(await page(studio, home.who, "failed")) == [failed]


async def test_after_a_day_an_ending_asks_nobody(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    await fail(studio, await make(studio, home))
    timepiece.advance(hours=25)
    assert ids(await page(studio, home.who)) == []


async def test_pages_have_forty_rows(studio: Studio, home: Home, timepiece: Timepiece) -> None:
    made = list[str]()
    for _ in range(41):
        made.append(await make(studio, home))
        timepiece.advance(1)
    first, second = await page(studio, home.who, "all"), await page(studio, home.who, "all", 2)
    assert (len(first.rows), ids(second), first.pages) == (40, [made[0]], 2)
    assert ids(await page(studio, home.who, "all", 3)) == []


async def test_another_workspace_sees_none_of_it(studio: Studio, home: Home) -> None:
    take = await make(studio, home)
    other = await settle_in(studio, "Bea")
    found = await page(studio, other.who, "all")
    assert (ids(found), found.counts.all) == ([], 0)
    with pytest.raises(NotFound):
        await timeline(studio, other.who, take)


async def test_all_that_failed_is_made_again_once(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    failed = [await make(studio, home, "kling-3", duration_seconds=5) for _ in range(2)]
    for one in failed:
        await fail(studio, one)
    found = await page(studio, home.who)
    assert sorted(found.retry_ids) == sorted(failed)
    price = (await studio.db.read(lambda session: session.get_one(Task, failed[0]))).quoted
    assert found.retry_credits == 2 * price > 0
    timepiece.advance(1)
    for _ in range(2):
        assert await queue.retry(studio, home.who, found.retry_ids) == 2
    assert (await page(studio, home.who)).counts.active == 2


async def test_one_that_cannot_be_made_does_not_keep_the_others_back(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    gone = await shots.add(studio, home.who, home.campaign_id, NewShot(title="Gone"))
    failed = [await make(studio, home, shot_id=gone), await make(studio, home)]
    for one in failed:
        await fail(studio, one)
    await shots.remove(studio, home.who, gone)
    timepiece.advance(1)
    with pytest.raises(Conflict, match="removed"):
        await queue.retry(studio, home.who, tuple(failed))
    rows = (await page(studio, home.who)).rows
    assert [row.task.parent_id for row in rows if not row.task.ended] == [failed[1]]


async def test_without_enough_credits_none_is_made_again(
    studio: Studio, timepiece: Timepiece
) -> None:
    poor = await settle_in(studio, "Bea", credits=50)
    failed = await make(studio, poor, "kling-3", duration_seconds=5)
    await fail(studio, failed)
    timepiece.advance(1)
    again = await make(studio, poor, "kling-3", duration_seconds=5)
    with pytest.raises(InsufficientCredits):
        await queue.retry(studio, poor.who, (failed,))
    assert ids(await page(studio, poor.who)) == [again]


async def test_a_member_of_the_workspace_sees_whose_take_it_is(studio: Studio, home: Home) -> None:
    await make(studio, home)
    other = await settle_in(studio, "Bea")

    def join(session: Session) -> None:
        member = Member(workspace_id=home.who.workspace_id, user_id=other.who.user_id, role="maker")
        session.add(member)

    await studio.db.write(join)
    bea = Who(other.who.user_id, home.who.workspace_id, role="maker", via="browser")
    assert [(row.person, row.mine) for row in (await page(studio, bea)).rows] == [("Ada", False)]


async def test_the_story_of_a_take_goes_on_with_it(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    take = await make(studio, home, "kling-3", duration_seconds=5)
    told = await timeline(studio, home.who, take)
    assert [(step.key, step.mark) for step in told.steps] == [
        ("held", "now"),
        ("sent", "next"),
        ("rendering", "next"),
        ("saving", "next"),
        ("charged", "next"),
    ]
    timepiece.advance(seconds=1.27)
    sent_at = timepiece.time

    def send(session: Session) -> None:
        task = session.get_one(Task, take)
        transitions.move(session, transitions.Move(task, TaskState.SUBMITTING, "w", sent_at))
        session.add(
            SubmitAttempt(
                id="attempt",
                task_id=take,
                n=1,
                provider="kie",
                outcome=AttemptOutcome.ACCEPTED,
                provider_job_id="kie_8f21c0",
                started_at=sent_at,
                ended_at=sent_at + timedelta(milliseconds=564),
            )
        )

    await studio.db.write(send)
    sent, accepted = (await timeline(studio, home.who, take)).steps[1:3]
    assert (sent.key, sent.provider, sent.attempt, sent.at) == ("sent", "kie", 1, sent_at)
    assert (accepted.key, accepted.job_id, accepted.mark) == ("accepted", "kie_8f21c0", "now")


async def test_the_story_of_a_failed_take_ends_without_a_charge(studio: Studio, home: Home) -> None:
    take = await make(studio, home)
    await fail(studio, take)
    last = (await timeline(studio, home.who, take)).steps[-1]
    assert (last.key, last.mark, last.reason) == ("not_charged", "past", "No.")
