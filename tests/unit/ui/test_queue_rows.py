"""The queue: which group a take stands in, and its words there."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.unit.ui.story import NOON, WAITING
from vidstudio.ui.queue_rows import QueueRow, page_card, queue_card
from vidstudio.views import (
    BalanceView,
    CampaignView,
    FailureView,
    FrameView,
    QueuedView,
    TaskView,
)

MADE_IN = timedelta(minutes=2, seconds=11)
ENDED = {"started_at": NOON, "finished_at": NOON + MADE_IN, "stage": None}
DONE = {"state": "succeeded", "status": "succeeded", "charged_credits": 64, **ENDED}


def take(**changes: Any) -> TaskView:
    return WAITING.model_copy(update=changes)


def screen(*queue: TaskView, needs: tuple[str, ...] = ()) -> FrameView:
    return FrameView(
        version=1,
        campaign=CampaignView(id="c", name="Autumn launch", sample=False, created_at=NOON),
        campaigns=(),
        queue=queue,
        needs=needs,
        balance=BalanceView(available_credits=0, held_credits=0, lots=()),
    )


def row(view: TaskView) -> tuple[str, QueueRow]:
    card = queue_card(screen(view, needs=(view.id,)))
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
    ],
)
def test_every_state_has_its_group(changes: dict[str, Any], group: str) -> None:
    assert row(take(**changes))[0] == group


@pytest.mark.parametrize(
    "changes",
    [
        DONE,
        {**DONE, "state": "cancelled", "status": "cancelled"},
        # Somebody has gone on from these.
        {**DONE, "state": "failed", "status": "failed"},
        {**DONE, "short": True, "delivered_seconds": 5.0},
    ],
)
def test_what_has_ended_and_asks_nobody_is_done(changes: dict[str, Any]) -> None:
    assert len(queue_card(screen(take(**changes))).done) == 1


def test_a_finished_take_says_how_long_it_took_and_what_it_cost() -> None:
    (shown,) = queue_card(screen(take(**DONE))).done
    assert shown.title == "The bag at dawn, take 03"
    assert (shown.made_with, shown.took) == ("Kling 3, kie.ai", "2:11")
    assert (shown.money, shown.was) == ("64", "")
    assert shown.settled == "64 held → 64 charged (8 s delivered)"
    assert shown.bar == -1


def test_a_running_take_has_a_bar() -> None:
    running = {"stage": "making", "status": "processing", "state": "running", "progress": 62}
    shown = row(take(**running, left_seconds=50, started_at=NOON))[1]
    assert (shown.bar, shown.line) == (62, "Making. About 50 s left")


def test_a_take_of_another_campaign_names_it() -> None:
    elsewhere = take(campaign_id="d", campaign_name="Northern light")
    assert row(elsewhere)[1].title == "Northern light, The bag at dawn, take 03"


def test_a_refused_take_ends_with_the_money() -> None:
    failure = FailureView(code="image_refused", message="The provider refused a picture.")
    refused = {**DONE, "state": "failed", "status": "failed", "charged_credits": 0}
    assert row(take(**refused, failure=failure))[1].line.endswith("Not charged.")


def test_a_short_take_shows_what_was_held_and_what_was_charged() -> None:
    (shown,) = queue_card(
        screen(take(**{**DONE, "charged_credits": 40, "delivered_seconds": 5.0}))
    ).done
    assert (shown.was, shown.money) == ("64", "40")
    assert shown.settled == "64 held → 40 charged (5 s delivered)"


def test_a_failed_take_can_be_made_again_as_it_was_or_with_another_model() -> None:
    failure = FailureView(code="image_refused", message="The provider refused a picture.")
    shown = row(take(**{**DONE, "state": "failed", "status": "failed"}, failure=failure))[1]
    found = {action.key: action for action in shown.actions}
    assert {"change_image", "retry", "other_model"} <= set(found)
    assert found["other_model"].href == "/c/c?shot=s&reuse=t3&what=other_model"
    assert found["retry"].name == "Retry: The bag at dawn, take 03"


def test_a_page_says_whose_take_it_is() -> None:
    view = take(campaign_id="d", campaign_name="Northern light")
    (shown,) = page_card([QueuedView(task=view, person="Lea", mine=False, needs_you=False)]).waiting
    assert (shown.title, shown.person) == ("The bag at dawn, take 03", "Lea, Northern light")


def test_the_list_of_finished_takes_ends() -> None:
    later = datetime(2026, 11, 20, 12, tzinfo=UTC)
    done = [take(**{**DONE, "id": str(n), "finished_at": later}) for n in range(40)]
    card = queue_card(screen(*done))
    assert [shown.card.id for shown in card.done] == [str(n) for n in range(5)]


def test_a_take_that_is_kept_back_says_why_and_what_comes_next() -> None:
    group, shown = row(take(waits_for="halted"))
    assert (group, shown.line[:43]) == ("waiting", "Nothing new is sent for the moment. This ta")
    assert [action.key for action in shown.actions] == ["cancel"]
    down = row(take(waits_for="provider_down"))[1]
    assert [action.key for action in down.actions] == ["cancel", "other_model"]


def test_what_is_sent_or_lost_can_be_stopped_in_the_queue() -> None:
    for stage, state in (("starting", "submitting"), ("checking", "submit_unknown")):
        shown = row(take(stage=stage, state=state, status="processing"))[1]
        assert [(one.key, one.label) for one in shown.actions] == [("ask_stop", "Cancel")]


def test_what_cost_nothing_is_free() -> None:
    assert row(take(**{**DONE, "charged_credits": 0}))[1].money == "Free"
