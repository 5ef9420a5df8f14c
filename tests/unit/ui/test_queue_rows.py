"""The queue: which group a take stands in, and its words there."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.unit.ui.story import NOON, WAITING
from vidstudio.ui.queue_rows import QueueRow, queue_card
from vidstudio.views import (
    BalanceView,
    CampaignView,
    FailureView,
    FrameView,
    TaskView,
)

MADE_IN = timedelta(minutes=2, seconds=11)
ENDED = {"started_at": NOON, "finished_at": NOON + MADE_IN, "stage": None}
DONE = {"state": "succeeded", "status": "succeeded", "charged_credits": 64, **ENDED}


def take(**changes: Any) -> TaskView:
    return WAITING.model_copy(update=changes)


def screen(*queue: TaskView) -> FrameView:
    return FrameView(
        version=1,
        campaign=CampaignView(id="c", name="Autumn launch", sample=False, created_at=NOON),
        campaigns=(),
        queue=queue,
        balance=BalanceView(available_credits=0, held_credits=0, lots=()),
    )


def row(view: TaskView) -> tuple[str, QueueRow]:
    card = queue_card(screen(view))
    groups = {name: getattr(card, name) for name in ("needs", "making", "waiting", "done")}
    ((name, rows),) = [(name, rows) for name, rows in groups.items() if rows]
    return name, rows[0]


@pytest.mark.parametrize(
    ("changes", "group"),
    [
        ({"stage": "waiting"}, "waiting"),
        ({"stage": "throttled"}, "waiting"),
        ({"stage": "starting", "status": "processing"}, "waiting"),
        ({"stage": "making", "status": "processing", "state": "running"}, "making"),
        ({"stage": "late", "status": "processing", "state": "running"}, "making"),
        ({"stage": "saving", "status": "processing", "state": "storing"}, "making"),
        ({"stage": "checking", "status": "processing", "state": "submit_unknown"}, "needs"),
        ({**DONE, "state": "failed", "status": "failed"}, "needs"),
        ({**DONE, "short": True, "delivered_seconds": 5.0}, "needs"),
        (DONE, "done"),
        ({**DONE, "state": "cancelled", "status": "cancelled"}, "done"),
    ],
)
def test_every_state_has_its_group(changes: dict[str, Any], group: str) -> None:
    assert row(take(**changes))[0] == group


def test_a_finished_take_says_how_long_it_took_and_what_it_cost() -> None:
    shown = row(take(**DONE))[1]
    assert shown.title == "The bag at dawn, take 03"
    assert shown.line == "Kling 3, 2 min 11 s"
    assert shown.money == "64"
    assert shown.bar == -1


def test_a_running_take_has_a_bar() -> None:
    running = {"stage": "making", "status": "processing", "state": "running", "progress": 62}
    shown = row(take(**running, left_seconds=50, started_at=NOON))[1]
    assert (shown.bar, shown.line) == (62, "Kling 3. About 50 s left")


def test_a_take_of_another_campaign_names_it() -> None:
    elsewhere = take(campaign_id="d", campaign_name="Northern light")
    assert row(elsewhere)[1].title == "Northern light, The bag at dawn, take 03"


def test_a_refused_take_ends_with_the_money() -> None:
    failure = FailureView(code="image_refused", message="The provider refused a picture.")
    refused = {**DONE, "state": "failed", "status": "failed", "charged_credits": 0}
    assert row(take(**refused, failure=failure))[1].line.endswith("Not charged.")


def test_the_tally_counts_what_is_in_the_works() -> None:
    making = take(stage="making", status="processing", state="running")
    assert queue_card(screen(making, making, take())).tally == "2 making · 1 waiting"
    assert queue_card(screen(take(**DONE))).tally == ""


def test_the_list_of_finished_takes_ends() -> None:
    later = datetime(2026, 11, 20, 12, tzinfo=UTC)
    done = [take(**{**DONE, "id": str(n), "finished_at": later}) for n in range(40)]
    card = queue_card(screen(*done))
    assert [shown.card.id for shown in card.done] == [str(n) for n in range(12)]


def test_what_cost_nothing_is_free() -> None:
    assert row(take(**{**DONE, "charged_credits": 0}))[1].money == "Free"
