"""Leases: who has a task in hand, until when, and what becomes of the leases of the dead."""

import os
import socket
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from vidstudio.db.moments import moment
from vidstudio.db.tables import Task
from vidstudio.studio import Studio

FREE = {"lease_owner": None, "lease_until": None}


def own_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


async def renew(studio: Studio, name: str, leases: Mapping[str, int]) -> set[str]:
    """Keep leases, all in one statement; answers the tasks whose lease is gone.

    A step that has just ended has let go: its lease stays free.
    """

    def keep(session: Session) -> dict[str, int]:
        until = moment(session, studio.clock) + timedelta(seconds=studio.settings.lease_seconds)
        statement = (
            update(Task)
            .where(col(Task.id).in_(list(leases)), col(Task.lease_owner) == name)
            .values(lease_until=until)
            .returning(col(Task.id), col(Task.lease_token))
            .execution_options(synchronize_session=False)
        )
        return {task_id: token for task_id, token in session.exec(statement).all()}  # noqa: C416

    if not leases:
        return set()
    kept = await studio.db.write(keep)
    return {task_id for task_id, token in leases.items() if kept.get(task_id) != token}


async def let_go(studio: Studio, name: str, leases: Mapping[str, int]) -> None:
    """The next engine need not wait until they lapse."""

    def free(session: Session) -> None:
        for task_id, token in leases.items():
            mine = update(Task).where(
                col(Task.id) == task_id,
                col(Task.lease_token) == token,
                col(Task.lease_owner) == name,
            )
            session.exec(mine.values(**FREE).execution_options(synchronize_session=False))

    await studio.db.write(free)


async def inherit(studio: Studio, name: str) -> None:
    """Free the leases of processes of this machine that are dead: no need to wait for their end."""
    query = select(Task.lease_owner).where(
        col(Task.terminal_at).is_(None), col(Task.lease_owner).is_not(None)
    )
    owners = await studio.db.read(lambda session: session.exec(query.distinct()).all())
    dead = [owner for owner in owners if owner and _is_dead(owner, name)]
    statement = (
        update(Task)
        .where(col(Task.terminal_at).is_(None), col(Task.lease_owner).in_(dead))
        .values(lease_until=None)
        .execution_options(synchronize_session=False)
    )
    if dead:
        await studio.db.write(lambda session: session.exec(statement))


def _is_dead(owner: str, name: str) -> bool:
    host, _, pid = owner.rpartition(":")
    if owner == name:
        return True  # a process that had our number before us
    return host == socket.gethostname() and not _alive(int(pid))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
