"""The doctor on duty: notes its look, and stops new submissions for what must never happen."""

import logging

import pytest
from sqlalchemy import text
from sqlmodel import Session

from tests.properties.purse import Purse
from tests.studio_fixtures import Home
from vidstudio.db.tables import Halt, Heartbeat
from vidstudio.engine import doctor
from vidstudio.gauges import Gauges
from vidstudio.studio import Studio


@pytest.fixture
def promises() -> tuple[str, ...]:
    return ("nothing: these tests break them",)


async def halts(studio: Studio) -> list[str]:
    def look(session: Session) -> list[str]:
        halt = session.get(Halt, doctor.INVARIANTS)
        assert session.get(Heartbeat, doctor.DOCTOR) is not None
        return [halt.reason] if halt else []

    return await studio.db.read(look)


async def test_a_sound_studio_goes_on(studio: Studio, home: Home) -> None:
    Purse(studio, home).hold(10)
    assert await doctor.examine(studio) == []
    assert await halts(studio) == []


async def test_a_hold_without_a_lot_stops_new_submissions_until_somebody_looks(
    studio: Studio, home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    Purse(studio, home).hold(10)
    spoil = text("UPDATE credit_lot SET held = held - 1, available = available + 1")
    await studio.db.write(lambda session: session.execute(spoil))
    with caplog.at_level(logging.CRITICAL):
        assert await doctor.examine(studio)
    (reason,) = await halts(studio)
    assert "I-2" in reason or "I-3" in reason
    assert "new submissions are stopped" in caplog.text
    mend = text("UPDATE credit_lot SET held = held + 1, available = available - 1")
    await studio.db.write(lambda session: session.execute(mend))
    assert await doctor.examine(studio) == []
    assert await halts(studio) == [reason]


async def test_the_metrics_tell_what_the_database_knows(studio: Studio, home: Home) -> None:
    Purse(studio, home).hold(10)
    gauges = Gauges()
    try:
        await gauges.refresh(studio)
        told = {
            (sample.name, *sample.labels.values()): sample.value
            for metric in gauges.collect()
            for sample in metric.samples
        }
    finally:
        gauges.close()
    assert told["vs_ledger_credits", "held"] == 10
    assert told["vs_ledger_credits", "available"] == 490
    assert told["vs_holds_open",] == 1
    assert told["vs_tasks_live", "queued"] == 1
    assert told["vs_submits_halted",] == 0
