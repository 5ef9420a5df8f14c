"""Fixtures of a real studio: a migrated database, the disk store, a clock that tests may move.

`studio` runs on `clock` and `settings`. A module that wants another clock or other settings
overrides those two fixtures:

    @pytest.fixture
    def clock(timepiece: Timepiece) -> Clock:
        return timepiece.clock

    @pytest.fixture
    def setting_changes() -> dict[str, object]:
        return {"running_takes": 100}
"""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from tests.migrating import ROOT as ROOT
from vidstudio import invariants, ledger
from vidstudio.base.clock import Clock
from vidstudio.base.settings import Settings
from vidstudio.db.tables import Campaign, Member, Shot, User, Workspace
from vidstudio.ledger import Grant
from vidstudio.studio import Studio, Who, close_studio, open_studio

START = datetime(2026, 7, 1, 12, tzinfo=UTC)
OWNER_CREDITS = 500


class Timepiece:
    """A clock that stands still until it is moved. Jitter is the middle, so delays are exact."""

    def __init__(self, start: datetime = START) -> None:
        self.time = start
        self.clock = Clock(
            now=lambda: self.time,
            monotonic=self._monotonic,
            jitter=lambda: 0.5,
            yields=False,
        )

    def _monotonic(self) -> float:
        return (self.time - START).total_seconds()

    def advance(self, seconds: float = 0, **parts: float) -> None:
        """Forward by `seconds`, or by the parts of a timedelta: `hours=2`."""
        self.time += timedelta(seconds=seconds) + timedelta(**parts)


@dataclass(frozen=True)
class Home:
    """Where a workspace's work belongs."""

    who: Who
    campaign_id: str
    shot_id: str


@pytest.fixture
def timepiece() -> Timepiece:
    return Timepiece()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {}


@pytest.fixture
def settings(
    data_dir: Path,
    database_url: str,
    setting_changes: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> Settings:
    """Defaults, whatever the environment of whoever runs the tests says."""
    for name in list(os.environ):
        ours = ("VIDSTUDIO_", "SORA_", "CREDITS_SORA_")  # a real key must not be used by tests
        if name.startswith(ours) or name in {"HOST", "PORT", "POE_API_KEY"}:
            monkeypatch.delenv(name)
    values = {
        "data_dir": data_dir,
        "database_url": database_url,
        "disk_reserve_bytes": 0,
        "guide_word_seconds": 0,
        **setting_changes,
    }
    return Settings(_env_file=None, **values)  # pyright: ignore[reportCallIssue, reportArgumentType] checked by pydantic


@pytest.fixture
def promises() -> tuple[str, ...]:
    """Beginnings of the names of the invariants that must hold when a test has ended."""
    return ("I-",)


@pytest.fixture
async def studio(
    settings: Settings, clock: Clock, promises: tuple[str, ...]
) -> AsyncIterator[Studio]:
    """A studio as in production, on a database of its own. Its `promises` must hold at the end."""
    opened = open_studio(settings, clock)
    yield opened
    violations = [*await invariants.check(opened), *await invariants.check_files(opened)]
    await close_studio(opened)
    assert [found for found in violations if found.invariant.startswith(promises)] == []


@pytest.fixture
async def home(studio: Studio) -> Home:
    """A workspace with credits, a campaign and one shot, and its owner."""
    return await settle_in(studio)


@pytest.fixture
def owner(home: Home) -> Who:
    return home.who


async def settle_in(studio: Studio, name: str = "Ada", credits: int = OWNER_CREDITS) -> Home:
    """A user with a workspace of their own. 0 credits grants none."""
    return await studio.db.write(lambda session: insert_home(session, studio, name, credits))


def insert_home(session: Session, studio: Studio, name: str, credits: int) -> Home:
    new_id, now = studio.clock.new_id, studio.clock.now()
    user_id = new_id()
    user = User(
        id=user_id,
        email=f"{user_id}@example.com",
        name=name,
        password_hash="-",
        is_admin=True,
        created_at=now,
    )
    workspace = Workspace(id=new_id(), name=f"{name}’s studio", created_at=now)
    campaign = Campaign(
        id=new_id(), workspace_id=workspace.id, name="Spring", created_at=now, opened_at=now
    )
    shot = Shot(
        id=new_id(), workspace_id=workspace.id, campaign_id=campaign.id, number=1, title="Shot 1"
    )
    member = Member(workspace_id=workspace.id, user_id=user.id, role="owner")
    for rows in ([user, workspace], [campaign], [shot, member]):
        session.add_all(rows)
        session.flush()
    if credits:
        gift = Grant(
            workspace_id=workspace.id,
            amount=credits,
            source="granted",
            reason="Welcome",
            idem_key=f"welcome:{workspace.id}",
            actor="studio",
        )
        ledger.grant(session, gift, now)
    who = Who(user.id, workspace.id, role="owner", via="browser", is_admin=True)
    return Home(who, campaign.id, shot.id)
