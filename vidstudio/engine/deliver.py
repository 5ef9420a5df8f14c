"""Outgoing webhooks: a take's ending, or its late video, told to the address its maker named.

At least once, by whichever engine holds the row's lease. A slow receiver delays nobody else's.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import update
from sqlmodel import Session, col, func, or_, select

from vidstudio.base import metrics
from vidstudio.base.clock import Clock
from vidstudio.base.failpoints import failpoint
from vidstudio.base.guarded import BlockedHost, guarded_client, pairs
from vidstudio.base.signing import webhook_secret
from vidstudio.db.moments import moment
from vidstudio.db.tables import Outbox, Task
from vidstudio.rules import webhooks
from vidstudio.studio import Studio

log = logging.getLogger(__name__)

AT_ONCE = 20
PER_HOST = 2
LEASE = timedelta(seconds=60)
TOTAL_SECONDS = 15.0
READ_BYTES, READ_SECONDS = 1000, 1.0
_LOOKED_AT = 200


@dataclass(frozen=True)
class Letter:
    """One row on its way. `text` is what is sent, `tries` how often it was before."""

    id: str
    workspace_id: str
    host: str
    url: str
    text: str
    tries: int
    lease_token: int


@dataclass(frozen=True)
class Reply:
    """What came back: an HTTP status, or the trouble instead of one."""

    status: int | None
    trouble: str = ""
    retry_after: str = ""


class Postman:
    """One per engine. `tick` sends what is due and returns while it is on its way."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._out: dict[str, asyncio.Task[None]] = {}
        self._hosts = Counter[str]()

    async def tick(self) -> None:
        free = AT_ONCE - len(self._out)
        if free <= 0:
            return
        clock = self._studio.clock
        due = await self._studio.db.read(lambda session: _due(session, moment(session, clock)))
        chosen = self._chosen(due, free)
        if not chosen:
            return
        letters = await self._studio.db.write(lambda session: _claim(session, chosen, clock))
        for letter in letters:
            self._send(letter)

    async def idle(self) -> None:
        """Return once nothing is on its way."""
        while self._out:
            await asyncio.wait(list(self._out.values()))

    async def stop(self) -> None:
        """Leave what is on its way; its lease lapses, and it is told once more."""
        out = list(self._out.values())
        for task in out:
            task.cancel()
        await asyncio.gather(*out, return_exceptions=True)

    def _chosen(self, due: Sequence[tuple[str, str]], free: int) -> list[str]:
        hosts, ids = self._hosts.copy(), list[str]()
        for letter_id, host in due:
            if len(ids) < free and hosts[host] < PER_HOST and letter_id not in self._out:
                hosts[host] += 1
                ids.append(letter_id)
        return ids

    def _send(self, letter: Letter) -> None:
        self._hosts[letter.host] += 1
        sending = asyncio.create_task(self._deliver(letter), name=f"webhook {letter.id}")
        self._out[letter.id] = sending
        sending.add_done_callback(lambda _: self._forget(letter))

    def _forget(self, letter: Letter) -> None:
        del self._out[letter.id]
        self._hosts[letter.host] -= 1
        if not self._hosts[letter.host]:
            del self._hosts[letter.host]

    async def _deliver(self, letter: Letter) -> None:
        try:
            reply = await self._post(letter)
            failpoint("c14")
            result = await self._studio.db.write(lambda s: _note(s, self._studio, letter, reply))
        except Exception:
            # Its lease lapses in a minute; then it is told once more.
            log.exception("webhook %s: not written down", letter.id)
            return
        metrics.WEBHOOKS.labels(result).inc()
        told = reply.status or reply.trouble
        log.info("webhook id=%s try=%d answer=%s %s", letter.id, letter.tries + 1, told, result)

    async def _post(self, letter: Letter) -> Reply:
        allowed = pairs(self._studio.settings.egress_allow)
        if webhooks.refusal(letter.url, allowed):
            return Reply(None, "blocked")
        secret = webhook_secret(self._studio.tokens, letter.workspace_id)
        seconds = int(self._studio.clock.now().timestamp())
        headers = webhooks.headers(secret, letter.id, seconds, letter.text)
        try:
            async with asyncio.timeout(TOTAL_SECONDS), guarded_client(allowed) as client:
                return await _exchange(client, letter, headers)
        except BlockedHost:
            return Reply(None, "blocked")
        except TimeoutError:
            return Reply(None, "timeout")
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            return Reply(None, type(error).__name__)


async def _exchange(client: httpx.AsyncClient, letter: Letter, headers: dict[str, str]) -> Reply:
    """A redirect is an answer like another. The status counts, whatever becomes of the body."""
    content = letter.text.encode()
    sent = client.stream("POST", letter.url, content=content, headers=headers, timeout=None)
    async with sent as answer:
        with suppress(TimeoutError, httpx.HTTPError):
            async with asyncio.timeout(READ_SECONDS):
                await _read_a_little(answer)
        return Reply(answer.status_code, retry_after=answer.headers.get("retry-after", "").strip())


async def _read_a_little(answer: httpx.Response) -> None:
    """So that a well-behaved receiver is not cut off in its sentence."""
    size = 0
    async for chunk in answer.aiter_raw():
        size += len(chunk)
        if size >= READ_BYTES:
            return


def _due(session: Session, now: datetime) -> list[tuple[str, str]]:
    """Ids and hosts, the oldest first, and of one host only as many as it is told at once."""
    place = func.row_number().over(
        partition_by=col(Outbox.host), order_by=(col(Outbox.next_at), col(Outbox.id))
    )
    line = (
        select(Outbox.id, Outbox.host, Outbox.next_at, place.label("place"))
        .where(*_free(now))
        .subquery()
    )
    query = select(line.c.id, line.c.host).where(line.c.place <= PER_HOST)
    rows = session.exec(query.order_by(line.c.next_at, line.c.id).limit(_LOOKED_AT)).all()
    return [(letter_id, host) for letter_id, host in rows]


def _free(now: datetime) -> tuple[Any, ...]:
    return (
        Outbox.state == "pending",
        col(Outbox.next_at) <= now,
        or_(col(Outbox.lease_until).is_(None), col(Outbox.lease_until) < now),
    )


def _claim(session: Session, ids: list[str], clock: Clock) -> list[Letter]:
    """Those of the rows that no other engine has taken meanwhile, their text written for good."""
    now = moment(session, clock)
    statement = (
        update(Outbox)
        .where(col(Outbox.id).in_(ids), *_free(now))
        .values(lease_until=now + LEASE, lease_token=col(Outbox.lease_token) + 1)
        .returning(Outbox)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    rows = list(session.scalars(statement).all())
    query = select(Task).where(col(Task.id).in_([row.task_id for row in rows]))
    tasks = {task.id: task for task in session.exec(query).all()}
    return [_letter(session, row, tasks[row.task_id]) for row in rows]


def _letter(session: Session, row: Outbox, task: Task) -> Letter:
    if row.text is None:
        row.text = webhooks.body(row.type, row.created_at, {**row.body, **_facts(task)})
        session.add(row)
    return Letter(
        id=row.id,
        workspace_id=row.workspace_id,
        host=row.host,
        url=task.webhook_url or "",
        text=row.text,
        tries=row.tries,
        lease_token=row.lease_token,
    )


def _facts(task: Task) -> dict[str, Any]:
    """What a receiver would ask for next. The video is behind `GET /api/videos/tasks/{id}`."""
    failed = task.state == "failed"
    return {
        "type": task.kind,
        "sora_task_id": task.sora_task_id,
        "credits_charged": task.charged,
        "error": {"code": task.state_reason, "message": task.state_message} if failed else None,
    }


def _note(session: Session, studio: Studio, letter: Letter, reply: Reply) -> str:
    """Write down what the try came to. A lease that is gone leaves the row to its new owner."""
    now, tries = moment(session, studio.clock), letter.tries + 1
    end = webhooks.ended(reply.status, tries)
    wait = webhooks.delay_seconds(tries, reply.status, reply.retry_after, studio.clock.jitter())
    values: dict[str, Any] = {
        "state": end or "pending",
        "next_at": None if end else now + timedelta(seconds=wait),
        "tries": tries,
        "last_status": reply.status,
        "last_trouble": reply.trouble[:60],
        "lease_until": None,
    }
    mine = update(Outbox).where(
        col(Outbox.id) == letter.id, col(Outbox.lease_token) == letter.lease_token
    )
    session.exec(mine.values(**values).execution_options(synchronize_session=False))
    return end or "again"
