"""Stopping a take in two steps: the wish at once, the money when it is known."""

import pytest
from sqlmodel import Session, select

from tests.unit.engine.rig import PRICE, Rig
from tests.unit.engine.twin import RUNNING
from vidstudio.base.errors import (
    AlreadySettled,
    Conflict,
    NotSent,
    NotSignedIn,
    ProviderBusy,
    ProviderUnavailable,
    StorageFailed,
    SubmitUnknown,
)
from vidstudio.db.tables import Message, User, Workspace
from vidstudio.providers.base import Progress
from vidstudio.services import sessions, tasks
from vidstudio.ui.words import card

GIVEN = 500


async def told(rig: Rig, task_id: str) -> str:
    query = select(Message.text).where(Message.task_id == task_id)
    return await rig.studio.db.read(lambda session: session.exec(query).one())


@pytest.mark.fault("F-55")
async def test_what_could_not_be_stopped_is_delivered_charged_and_said(rig: Rig) -> None:
    rig.twin.polls.extend([RUNNING] * 2)
    rig.twin.cancels.extend([False] * 9)
    task_id = await rig.make()
    await rig.step()
    await rig.cancel(task_id)
    view = await tasks.get(rig.studio, rig.home.who, task_id)
    assert card(view).word == "Stopping"
    task = await rig.finish(task_id)
    assert (task.state, task.charged) == ("succeeded", PRICE)
    assert await rig.money() == (480, 0)
    line = "Take 01 could not be stopped; it was delivered and charged. 20 credits."
    assert await told(rig, task_id) == line
    shown = card(await tasks.get(rig.studio, rig.home.who, task_id))
    assert shown.line == "It could not be stopped; it was delivered and charged."
    assert shown.video_url


@pytest.mark.fault("F-55")
async def test_what_could_not_be_stopped_and_fails_is_free(rig: Rig) -> None:
    rig.twin.polls.extend([RUNNING, Progress("failed")])
    rig.twin.cancels.extend([ProviderUnavailable()] * 9)
    task_id = await rig.make()
    await rig.step()
    await rig.cancel(task_id)
    assert (await rig.finish(task_id)).state == "failed"
    assert await rig.money() == (GIVEN, 0)


@pytest.mark.fault("F-55")
@pytest.mark.parametrize(
    "answer", [NotSent(), ProviderBusy(retry_after_seconds=600)], ids=["not sent", "busy"]
)
async def test_a_wish_while_it_is_being_sent_is_kept_and_ends_what_was_not_taken(
    rig: Rig, answer: Exception
) -> None:
    task_ids = list[str]()

    async def wish() -> None:
        await rig.cancel(task_ids[0])
        raise answer

    rig.twin.submits.append(wish)
    task_ids.append(await rig.make())
    await rig.step()
    task = await rig.task(task_ids[0])
    assert (task.state, len(rig.twin.tries)) == ("cancelled", 1)
    assert await rig.money() == (GIVEN, 0)


@pytest.mark.fault("F-55")
async def test_a_wish_while_it_is_being_sent_stops_what_was_taken(rig: Rig) -> None:
    task_ids = list[str]()
    rig.twin.submits.append(lambda: rig.cancel(task_ids[0]))
    task_ids.append(await rig.make())
    await rig.step()
    task = await rig.task(task_ids[0])
    assert (task.state, rig.twin.asked_to_stop) == ("cancelled", [task.provider_job_id])
    assert await rig.money() == (GIVEN, 0)


@pytest.mark.fault("F-55")
async def test_a_wish_while_nobody_knows_is_kept_until_somebody_does(rig: Rig) -> None:
    rig.twin.submits.append(SubmitUnknown())
    task_id = await rig.make()
    await rig.step()
    await rig.cancel(task_id)
    await rig.step(61)
    assert (await rig.task(task_id)).state == "submit_unknown"
    assert await rig.money() == (480, PRICE)  # nobody knows yet whether it was taken
    await rig.called(task_id, "job-found")
    await rig.step()
    assert (await rig.task(task_id)).state == "cancelled"
    assert rig.twin.asked_to_stop == ["job-found"]
    assert await rig.money() == (GIVEN, 0)


async def test_a_video_that_is_being_saved_is_not_stopped(rig: Rig) -> None:
    rig.twin.fetches.append(StorageFailed())
    task_id = await rig.make()
    await rig.step()
    with pytest.raises(Conflict, match="being saved"):
        await rig.cancel(task_id)
    assert (await rig.finish(task_id)).charged == PRICE
    with pytest.raises(AlreadySettled):
        await rig.cancel(task_id)


@pytest.mark.fault("F-56")
@pytest.mark.parametrize("what", ["user", "workspace"])
async def test_somebody_who_has_left_begins_nothing_and_what_runs_ends_as_usual(
    rig: Rig, what: str
) -> None:
    rig.twin.polls.extend([RUNNING] * 2)
    runs = await rig.make()
    await rig.step()
    waits = await rig.make()

    def leave(session: Session) -> None:
        user = session.get_one(User, rig.home.who.user_id)
        workspace = session.get_one(Workspace, rig.home.who.workspace_id)
        if what == "user":
            user.disabled_at = rig.time.time
        else:
            workspace.ends_at = rig.time.time
        session.add_all([user, workspace])

    await rig.studio.db.write(leave)
    assert (await rig.finish(runs)).charged == PRICE
    assert (await rig.task(waits)).state == "cancelled"
    assert len(rig.twin.tries) == 1
    assert await rig.money() == (480, 0)


@pytest.mark.fault("F-57")
async def test_a_session_that_ends_takes_no_take_with_it(rig: Rig) -> None:
    """Who held it is out at once, by the browser's door and by the API's."""
    studio = rig.studio

    def sign(session: Session) -> tuple[str, str]:
        user = session.get_one(User, rig.home.who.user_id)
        workspace = session.get_one(Workspace, rig.home.who.workspace_id)
        opened = sessions.start(session, studio, user, workspace)
        return opened.token, sessions.issue_token(session, studio, user, workspace)

    cookie, token = await studio.db.write(sign)
    rig.twin.polls.extend([RUNNING] * 2)
    task_id = await rig.make()
    await rig.step()
    assert (await sessions.who(studio, cookie)).user_id == rig.home.who.user_id
    assert (await sessions.who_by_token(studio, token)).user_id == rig.home.who.user_id
    await sessions.end(studio, cookie)
    await sessions.revoke(studio, token)
    for way_in, secret in ((sessions.who, cookie), (sessions.who_by_token, token)):
        with pytest.raises(NotSignedIn):
            await way_in(studio, secret)
    assert (await rig.finish(task_id)).charged == PRICE
