"""Takes of all workspaces in words: why each stands as it stands, and what stopping it costs."""

from datetime import UTC, datetime
from typing import Any

import pytest

from vidstudio.rules.lifecycle import TaskState, stage
from vidstudio.ui.admin_queue_rows import take_line
from vidstudio.ui.library_clock import Clock
from vidstudio.views.whole_queue import OpenTakeView

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
READER = Clock(now=NOON, zone_minutes=60)


def take(state: str = "queued", **changes: Any) -> OpenTakeView:
    known: dict[str, Any] = {
        "id": "t3",
        "workspace_name": "Nordlicht",
        "person": "Lea",
        "shot_title": "The bag at dawn",
        "number": 3,
        "draft": False,
        "prompt": "A bag",
        "model_name": "Kling 3",
        "provider": "kie",
        "provider_title": "kie.ai",
        "state": state,
        "stage": stage(TaskState(state), "", late=False),
        "waits_for": "",
        "cancelling": False,
        "since": NOON,
        "ahead": None,
        "held_credits": 64,
        "stoppable": True,
        "may_cost": state != "queued",
        "why": "",
    }
    return OpenTakeView.model_validate(known | changes)


@pytest.mark.parametrize(
    ("view", "word", "line"),
    [
        (take(), "Waiting", ""),
        (take(waits_for="halted"), "Waiting", "Nothing new is sent to any provider."),
        (take(waits_for="paused"), "Waiting", "Lea has paused."),
        (take(waits_for="day_cap"), "Waiting", "What may be sent in a day is used up"),
        (take(waits_for="provider_down"), "Waiting", "kie.ai is paused after failures"),
        (take(stage="throttled"), "Waiting for the provider", "kie.ai has no room"),
        (take("submitting"), "Starting", ""),
        (take("submit_unknown"), "Checking", "The line was lost while sending."),
        (take("running"), "Making", ""),
        (take("running", stage="late"), "Taking longer", ""),
        (take("storing"), "Saving", ""),
        (take("running", cancelling=True), "Stopping", "Asked to stop. What arrives"),
        (
            take("running", cancelling=True, may_cost=False),
            *("Stopping", "Asked to stop. Nothing will be charged."),
        ),
        (take("failed", why="The provider stopped."), "Failed", "The provider stopped. Not"),
    ],
)
def test_each_state_says_why(view: OpenTakeView, word: str, line: str) -> None:
    shown = take_line(view, READER)
    assert shown.word == word
    assert shown.line.startswith(line)
    assert bool(shown.line) == bool(line)


def test_stopping_says_the_money_before() -> None:
    free = take_line(take(), READER)
    assert free.stop_words == "It ends at once and free: 64 credits on hold go back."
    assert take_line(take(held_credits=0), READER).stop_words.endswith("Nothing is charged.")
    costly = take_line(take("running"), READER).stop_words
    assert costly.startswith("kie.ai may have it already")
    assert "64 credits" in costly
    assert take_line(take("storing", stoppable=False), READER).stop_words == ""


def test_where_it_stands_and_since_when() -> None:
    assert [take_line(take(ahead=n), READER).place for n in (0, 1, 1233, None)] == [
        *("Next", "2", "1\u2009234", ""),
    ]
    shown = take_line(take(), READER)
    assert (shown.since, shown.at) == (NOON.isoformat(), "13:00:00")
    assert take_line(take("failed", why="No."), READER).since == ""
    assert shown.title == "The bag at dawn, take 03"
    gone = take(provider="runway", provider_title="runway")
    assert take_line(gone, READER).made_with == "Kling 3, Runway"
