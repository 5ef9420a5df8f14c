"""A year of money written straight into the tables, and how long admins wait for what they see."""

import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bench import endings
from bench.book import Book
from bench.databases import DATABASES, analyze, migrated, opened
from vidstudio import invariants
from vidstudio.base.errors import DatabaseBusy
from vidstudio.db.tables import (
    Asset,
    Campaign,
    CreditHold,
    CreditLot,
    HoldAllocation,
    Member,
    Outbox,
    Shot,
    Task,
    UsageDay,
    User,
    Workspace,
)
from vidstudio.services import dashboard, people
from vidstudio.services.people import PeopleQuery
from vidstudio.studio import Studio, Who

PEOPLE, ROWS, DAYS, TAKE_CREDITS = 1000, 1_000_000, 365, 40
LOTS, LOT_CREDITS = 24, 1000
LOOKS, AT_ONCE = 15, 2000
MODELS = ("kling-3", "seedance-2.5", "veo-3.1", "wan-3.0", "sora-2", "animatic")
_SETTLE = text("UPDATE credit_lot SET available = :left, captured = :paid WHERE id = :lot")


def seed(session: Session, studio: Studio, ledger_rows: int = ROWS) -> list[Who]:
    """People with a workspace each, their lots, and takes until the ledger is that long."""
    book, now = Book(studio), studio.clock.now()
    whos = [_person(book, n, now) for n in range(PEOPLE)]
    book.write(session)
    takes = (ledger_rows - PEOPLE * LOTS) // 2
    step = timedelta(days=DAYS) / takes
    for n in range(takes):
        _take(book, whos[n % PEOPLE], n, now - timedelta(days=DAYS) + step * n)
        if n % (10 * AT_ONCE) == 0:
            book.write(session)
    for (workspace, day, user, model), sums in book.usage.items():
        names = {"workspace_id": workspace, "day": day, "user_id": user, "model": model}
        zero = dict.fromkeys(("charged", "returned", "refunded", "succeeded", "failed"), 0)
        book.add(UsageDay, provider="kie", cancelled=0, **names, **{**zero, **sums})
    book.write(session)
    for workspace, seq in book.seq.items():
        row = session.get_one(Workspace, workspace)
        row.ledger_seq, row.ledger_available = seq, book.available[workspace]
        session.add(row)
    left = [
        {"lot": lot, "paid": paid, "left": LOT_CREDITS - paid} for lot, paid in book.lots.items()
    ]
    session.connection().execute(_SETTLE, left)
    return whos


def _person(book: Book, n: int, now: datetime) -> Who:
    start = now - timedelta(days=DAYS)
    user, workspace = f"u{n:04d}", f"w{n:04d}"
    book.add(
        User,
        id=user,
        email=f"{user}@example.com",
        name=f"Person {n:04d}",
        password_hash="-",  # noqa: S106  nobody signs in
        is_admin=n == 0,
        created_at=start,
    )
    name = {"id": workspace, "name": f"Studio {n:04d}", "kind": "personal"}
    book.add(Workspace, **name, created_at=start, version=0, debt=0)
    book.add(Member, workspace_id=workspace, user_id=user, role="owner", month_cap_credits=5000)
    campaign = {"id": f"c{n:04d}", "workspace_id": workspace}
    book.add(Campaign, **campaign, name="Year", created_at=start, opened_at=start)
    book.add(
        Shot,
        id=f"s{n:04d}",
        workspace_id=workspace,
        campaign_id=campaign["id"],
        number=1,
        place=1,
        title="Shot",
        takes=0,
    )
    for k in range(LOTS):
        _lot(book, n, k, start + timedelta(days=k * DAYS / LOTS))
    return Who(user, workspace, role="owner", via="browser", is_admin=n == 0)


def _lot(book: Book, n: int, k: int, at: datetime) -> None:
    workspace = f"w{n:04d}"
    book.add(
        CreditLot,
        id=n * LOTS + k + 1,
        workspace_id=workspace,
        source="granted",
        priority=50,
        amount=LOT_CREDITS,
        available=LOT_CREDITS,
        captured=0,
        held=0,
        expired=0,
        revoked=0,
        reason="Month",
        actor="bench",
        idem_key=f"bench:{n}:{k}",
        created_at=at,
        expires_at=at + timedelta(days=DAYS + 7),
    )
    book.entry(workspace, "grant", n * LOTS + k + 1, at, d_available=LOT_CREDITS)


def _take(book: Book, who: Who, n: int, at: datetime) -> None:
    failed, model = book.dice.random() < 0.1, book.dice.choice(MODELS)
    lot = int(who.user_id[1:]) * LOTS + (n // PEOPLE) % LOTS + 1
    task, book.holds = book.studio.clock.new_id(), book.holds + 1
    end = at + timedelta(minutes=2)
    outcome = {"state": "failed" if failed else "succeeded", "terminal_at": end}
    paid = 0 if failed else TAKE_CREDITS
    row = {**_task_row(who, task, n, model, at), **outcome, "charged": paid}
    book.add(Task, **row)
    book.add(Outbox, **endings.note(row))
    if paid:
        book.add(Asset, **endings.video(row))
    book.add(
        CreditHold,
        id=book.holds,
        workspace_id=who.workspace_id,
        task_id=task,
        amount=TAKE_CREDITS,
        captured=paid,
        created_at=at,
        resolved_at=end,
        state="released" if failed else "captured",
    )
    book.add(HoldAllocation, hold_id=book.holds, lot_id=lot, amount=TAKE_CREDITS)
    ids = {"hold_id": book.holds, "task_id": task}
    held = {"d_available": -TAKE_CREDITS, "d_held": TAKE_CREDITS}
    book.entry(who.workspace_id, "hold", lot, at, **ids, **held)
    kind, to = ("release", "d_available") if failed else ("capture", "d_captured")
    back = {"d_held": -TAKE_CREDITS, to: TAKE_CREDITS}
    book.entry(who.workspace_id, kind, lot, end, **ids, **back)
    sums = book.usage[who.workspace_id, f"{end:%Y-%m-%d}", who.user_id, model]
    book.lots[lot] += paid
    sums["returned" if failed else "charged"] += TAKE_CREDITS
    sums["failed" if failed else "succeeded"] += 1


def _task_row(who: Who, task: str, n: int, model: str, at: datetime) -> dict[str, Any]:
    person = who.user_id[1:]
    return {
        "id": task,
        "workspace_id": who.workspace_id,
        "user_id": who.user_id,
        "campaign_id": f"c{person}",
        "shot_id": f"s{person}",
        "number": n + 1,
        "kind": "video",
        "model": model,
        "prompt": "A cup by the window",
        "parameters": {},
        "quote": {},
        "quoted": TAKE_CREDITS,
        "provider": "kie",
        "provider_model": model,
        "demo": False,
        "usual_seconds": 60,
        "callback_token_hash": task,
        "next_run_at": at,
        "created_at": at,
        "deadline_at": at + timedelta(hours=1),
        "started_at": at,
        "cost_microdollars": 350_000,
    }


async def admin_waits(folder: Path, ledger_rows: int = ROWS) -> list[str]:
    """Server time of what admins open, in milliseconds, on both databases."""
    lines = ["| database | page | median | most |", "|" + "---|" * 4]
    for database in DATABASES:
        async with migrated(folder / database, database) as place, opened(place) as (studio,):
            who, *_ = await studio.db.write(lambda s, st=studio: seed(s, st, ledger_rows))
            analyze(place)
            found = await _violations(studio)
            lines += [f"| {database} | {line} |" for line in await _looks(studio, who)]
            lines.append(f"| {database} | violations of the invariants | {found} | |")
    return lines


async def _violations(studio: Studio) -> str:
    try:
        return str(len(await invariants.check(studio)))
    except (OperationalError, DatabaseBusy) as error:  # longer than a statement may take
        return f"not known: {error}"


async def _looks(studio: Studio, who: Who) -> list[str]:
    looks: dict[str, Callable[[], Awaitable[Any]]] = {
        "Overview": lambda: dashboard.dashboard(studio, who),
        "Overview by person": lambda: dashboard.dashboard(studio, who, "person"),
        "People": lambda: people.page(studio, who, PeopleQuery()),
        "People, searched": lambda: people.page(studio, who, PeopleQuery(search="099")),
        "one person": lambda: people.person(studio, who, "w0001", "u0001"),
    }
    lines = list[str]()
    for name, look in looks.items():
        waits = [await _timed(look) for _ in range(LOOKS)]
        lines.append(f"{name} | {statistics.median(waits):.0f} ms | {max(waits):.0f} ms")
    return lines


async def _timed(look: Callable[[], Awaitable[Any]]) -> float:
    started = time.perf_counter()
    await look()
    return (time.perf_counter() - started) * 1000
