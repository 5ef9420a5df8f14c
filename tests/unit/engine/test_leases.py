"""Leases at the moment they change hands: a renewal meets a step that has just ended."""

import asyncio
import os
import socket
import sys
from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session

from tests.unit.engine.rig import Rig
from tests.unit.engine.test_loop import Hanging, set_lease
from tests.unit.engine.twin import RUNNING
from vidstudio.engine import leases


async def test_a_lease_given_back_meanwhile_is_not_taken_again(rig: Rig) -> None:
    """The renewal of a step that ends at the same moment would block the task for a minute."""
    rig.twin.polls.append(RUNNING)
    task_id = await rig.make()
    await rig.step()
    task = await rig.task(task_id)
    assert (task.state, task.lease_until) == ("running", None)
    rig.engine._leases[task_id] = task.lease_token
    rig.engine._active[task_id] = asyncio.create_task(asyncio.sleep(0))
    await rig.engine._renew()
    rig.engine._active.clear()
    assert (await rig.task(task_id)).lease_until is None
    await rig.step(5)
    assert (await rig.task(task_id)).state == "succeeded"


async def test_an_old_renewal_does_not_cut_the_step_of_a_newer_claim(rig: Rig) -> None:
    hanging = Hanging()
    rig.twin.polls.append(RUNNING)
    rig.twin.fetches.append(hanging)
    task_id = await rig.make()
    await rig.step()
    rig.engine._leases[task_id] = (await rig.task(task_id)).lease_token
    rig.time.advance(5)
    write, engine = rig.studio.db.write, rig.engine

    async def claimed_first(work: Callable[[Session], object]) -> object:
        """Between the look at our leases and the write, the task is claimed anew."""
        object.__setattr__(rig.studio.db, "write", write)
        await engine.tick()
        await hanging.begun.wait()
        return await write(work)

    object.__setattr__(rig.studio.db, "write", claimed_first)
    await engine._renew()
    hanging.go.set()
    await engine.idle()
    assert not hanging.cancelled
    assert (await rig.finish(task_id)).state == "succeeded"


async def test_leases_of_dead_processes_of_this_machine_are_free_at_once(rig: Rig) -> None:
    dead = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await dead.wait()
    host = socket.gethostname()
    owners = {
        f"{host}:{dead.pid}": None,
        f"{host}:{os.getpid()}": None,  # this process is new: it cannot be the owner
        f"{host}:{os.getppid()}": rig.time.time + timedelta(seconds=60),
        f"elsewhere:{dead.pid}": rig.time.time + timedelta(seconds=60),
    }
    ids = {owner: await rig.make() for owner in owners}
    for owner, task_id in ids.items():
        await set_lease(rig, task_id, owner)
    await leases.inherit(rig.studio, rig.engine.name)
    assert {owner: (await rig.task(key)).lease_until for owner, key in ids.items()} == owners
