"""Calls about a take that has just ended, or is ending: the video may be there after all."""

import asyncio
from datetime import timedelta
from threading import Event

import httpx
import pytest
from sqlmodel import Session

from tests.api.kie_caller import Kie, bare
from tests.api.kie_caller import clock as clock
from tests.api.kie_caller import kie as kie
from tests.api.kie_caller import line as line
from tests.studio_fixtures import Timepiece
from vidstudio import transitions
from vidstudio.base.errors import Rejected
from vidstudio.db.tables import Task
from vidstudio.providers.base import Progress


async def looks_again(kie: Kie, timepiece: Timepiece) -> bool:
    """Whether the provider is asked once more, when the lease of the last step has lapsed."""
    kie.twin.polls.append(Progress("failed"))
    timepiece.advance(minutes=2)
    await kie.engine._late()
    return not kie.twin.polls


@pytest.mark.fault("F-30", "F-36")
async def test_a_call_in_the_very_instant_of_the_end_is_heard(
    line: httpx.AsyncClient, kie: Kie, timepiece: Timepiece
) -> None:
    task_id = await kie.running()
    job_id = (await kie.task(task_id)).provider_job_id or ""
    kie.twin.polls.append(Progress("failed"))
    await kie.calls(line, task_id, bare(job_id, "fail"))
    await kie.step()
    assert (await kie.task(task_id)).terminal_at == timepiece.time
    await kie.calls(line, task_id, bare(job_id, "success"))
    assert await looks_again(kie, timepiece)


@pytest.mark.fault("F-30", "F-67")
async def test_a_call_is_heard_on_a_host_whose_clock_is_behind(
    line: httpx.AsyncClient, kie: Kie, timepiece: Timepiece
) -> None:
    """The host that ended the take was minutes ahead of the one that is called."""
    task_id = await kie.running()
    job_id = (await kie.task(task_id)).provider_job_id or ""
    timepiece.advance(minutes=2)
    kie.twin.polls.append(Progress("failed"))
    await kie.calls(line, task_id, bare(job_id, "fail"))
    await kie.step()
    timepiece.time -= timedelta(minutes=2)
    await kie.calls(line, task_id, bare(job_id, "success"))
    timepiece.advance(minutes=2)
    assert await looks_again(kie, timepiece)


@pytest.mark.fault("F-30", "F-36")
async def test_a_call_while_the_end_is_being_written_is_heard(
    line: httpx.AsyncClient, kie: Kie, timepiece: Timepiece
) -> None:
    task_id = await kie.running()
    job_id = (await kie.task(task_id)).provider_job_id or ""
    ending, go_on = asyncio.Event(), Event()
    loop = asyncio.get_running_loop()

    def end(session: Session) -> None:
        task = session.get_one(Task, task_id)
        transitions.fail(session, task, Rejected("No."), "test", kie.studio.clock.now())
        session.flush()
        loop.call_soon_threadsafe(ending.set)
        assert go_on.wait(20)

    written = asyncio.create_task(kie.studio.db.write(end))
    await ending.wait()
    call = asyncio.create_task(kie.calls(line, task_id, bare(job_id)))
    # No event tells that the call waits for the writer: the database itself keeps it there.
    await asyncio.sleep(0.3)
    go_on.set()
    await written
    assert (await call).status_code == 200
    assert await looks_again(kie, timepiece)
