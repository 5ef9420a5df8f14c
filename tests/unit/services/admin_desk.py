"""A studio on 20 November 2026 as its admin sees it, and what may befall its takes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from tests.studio_fixtures import Home, Timepiece
from vidstudio import ledger, transitions
from vidstudio.base.clock import Clock
from vidstudio.base.errors import Rejected
from vidstudio.db.tables import Task, UsageDay
from vidstudio.ledger import Grant
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import dashboard, tasks
from vidstudio.studio import Studio, Who
from vidstudio.views.dashboard import FairnessView, OverviewView

START = datetime(2026, 11, 20, 10, tzinfo=UTC)
MODEL = "wan-2-7"


@pytest.fixture
def promises() -> tuple[str, ...]:
    """Some of these tests break the money on purpose, to see that it is told."""
    return ()


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"running_takes": 100, "creates_per_minute": 1000, "demo": "true"}


@pytest.fixture
def timepiece() -> Timepiece:
    return Timepiece(START)


@pytest.fixture(name="clock")
def _clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


async def make(studio: Studio, home: Home) -> Task:
    asked = {"prompt": "A cup", "model": MODEL, "campaign_id": home.campaign_id}
    made = await tasks.create(studio, home.who, TaskRequest.model_validate(asked))
    return await studio.db.read(lambda session: session.get_one(Task, made[0].id))


async def fail(studio: Studio, task: Task) -> None:
    def work(session: Session) -> None:
        now = studio.clock.now()
        fresh = session.get_one(Task, task.id)
        transitions.fail(session, fresh, Rejected("No."), "test", now)

    await studio.db.write(work)


async def change(studio: Studio, task: Task, **values: object) -> None:
    """Past the door that every honest change goes through."""
    broken = update(Task).where(col(Task.id) == task.id).values(**values)
    await studio.db.write(lambda session: session.exec(broken))


async def overview(studio: Studio, who: Who) -> OverviewView:
    return (await dashboard.dashboard(studio, who)).overview


async def fairness(studio: Studio, who: Who) -> FairnessView:
    return (await dashboard.dashboard(studio, who)).fairness


async def give(studio: Studio, home: Home, amount: int, days: int | None, key: str) -> None:
    now = studio.clock.now()
    gift = Grant(
        workspace_id=home.who.workspace_id,
        amount=amount,
        source="granted",
        reason="Test",
        idem_key=key,
        actor="test",
        expires_at=now + timedelta(days=days) if days else None,
    )
    await studio.db.write(lambda session: ledger.grant(session, gift, now))


async def used(studio: Studio, home: Home, day: date, **values: object) -> None:
    row: dict[str, object] = {
        "workspace_id": home.who.workspace_id,
        "day": day.isoformat(),
        "user_id": home.who.user_id,
        "model": MODEL,
        "provider": "kie",
        **values,
    }
    await studio.db.write(lambda session: session.add(UsageDay.model_validate(row)))
