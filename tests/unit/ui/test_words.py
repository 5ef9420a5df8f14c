"""Every state of a take, in the words that people read."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.ui.story import BAG, NOON, done, failed, take
from vidstudio.rules.lifecycle import TaskState
from vidstudio.ui.amounts import credits, exactly, number, roughly
from vidstudio.ui.words import card

HERE: dict[str, Any] = {"served_by_provider": "local", "held_credits": 0, "quoted_credits": 0}
CANNOT_STOP = (
    "The provider cannot stop it. If the video still arrives it is yours for 64 credits; "
    "if not, nothing is charged."
)
ON_ITS_WAY = (
    "It is on its way to kie.ai. If kie.ai has not taken it or can stop it, nothing is charged; "
    "if the video still arrives it is yours for 64 credits."
)
NOT_KNOWN = (
    "We do not know yet whether kie.ai has it. It is stopped where it can be; if the video still "
    "arrives it is yours for 64 credits; if not, nothing is charged."
)
HALTED = (
    "Nothing new is sent for the moment. This take goes on by itself when that ends; "
    "cancelling is free."
)
DOWN = (
    "Nothing can be sent to kie.ai at the moment. It goes on by itself when that is over; "
    "cancelling it and choosing another model is free."
)
DAY_CAP = (
    "What the studio sends in a day is used up. It goes on after midnight UTC, "
    "or when an admin raises the limit."
)
PAUSED = "Paused by whoever made it. It goes on when “Pause mine” in the queue is switched off."
LOST_LINE = "We lost the line while sending. Credits stay on hold until we know, at most 10 min."
WITHHELD = "The finished video was withheld by the provider. The same prompt can pass."
LOST = "The provider deleted the file before we could save it."
STILL = "Still rendering at the provider. Nothing to do."

# view, word on the well, cost line, line, labels of the buttons
STATES = {
    "starting": (take("submitting"), "Starting", "", "Holding 64 credits", ["Cancel…"]),
    "starting, one credit": (
        take("submitting", held_credits=1),
        *("Starting", "", "Holding 1 credit", ["Cancel…"]),
    ),
    "starting, free": (take("submitting", **HERE), "Starting", "", "Getting ready", ["Cancel"]),
    "starting, stopping": (
        take("submitting", cancelling=True),
        *("Stopping", "64 on hold", ON_ITS_WAY, []),
    ),
    "waiting": (take(), "Waiting", "", "2 ahead of you", ["Cancel"]),
    "waiting, first": (take(ahead=0), "Waiting", "", "Next in line", ["Cancel"]),
    "nothing is sent": (take(waits_for="halted"), "Waiting", "", HALTED, ["Cancel"]),
    "provider down": (
        take(waits_for="provider_down"),
        *("Waiting", "", DOWN, ["Cancel", "Other model"]),
    ),
    "this machine down": (
        take(waits_for="provider_down", **HERE),
        *("Waiting", "", DOWN.replace("kie.ai", "this machine"), ["Cancel", "Other model"]),
    ),
    "day's cap": (take(waits_for="day_cap"), "Waiting", "", DAY_CAP, ["Cancel"]),
    "paused": (take(waits_for="paused"), "Waiting", "", PAUSED, ["Cancel"]),
    "throttled": (
        take("running", reason="throttled", usual_seconds=240),
        *("Waiting for the provider", "", "Kling 3 is busy. Usual wait 4 min", ["Cancel…"]),
    ),
    "throttled before sending": (
        take(reason="provider_busy", usual_seconds=0, served_by_provider="kie"),
        *("Waiting for the provider", "", "Kling 3 is busy.", ["Cancel"]),
    ),
    "making, percent": (
        take("running", progress=62, left_seconds=52),
        *("Making", "", "About 50 s left", ["Cancel…"]),
    ),
    "making, a minute": (
        take("running", left_seconds=61),
        *("Making", "", "About 1 min left", ["Cancel…"]),
    ),
    "making, nearly there": (
        take("running", left_seconds=3),
        *("Making", "", "A few seconds left", ["Cancel…"]),
    ),
    "making, nothing known": (
        take("running"),
        *("Making", "", "Usually 2 min", ["Cancel…"]),
    ),
    "making here": (
        take("running", progress=5, left_seconds=20, **HERE),
        *("Making", "", "About 20 s left", ["Cancel"]),
    ),
    "late": (take("running", late=True), "Taking longer", "", STILL, ["Cancel…"]),
    "saving": (take("storing"), "Saving", "", "Copying to your storage", []),
    "fetching": (take("fetching"), "Saving", "", "Copying to your storage", []),
    "done": (done(), "", "64 credits", "", []),
    "done, free": (done(charged_credits=0, quoted_credits=0), "", "Free", "", []),
    "done, demo": (done(demo=True), "", "64 credits", "", []),
    "check": (
        done(short=True, delivered_seconds=5.02, charged_credits=40),
        *("Check", "", "Asked 8 s, got 5 s. Charged for 5 s.", ["Keep"]),
    ),
    "check, one price": (
        done(short=True, delivered_seconds=5.0),
        *("Check", "", "Asked 8 s, got 5 s. Charged 64 credits.", ["Keep"]),
    ),
    "check, free": (
        done(short=True, delivered_seconds=5.0, charged_credits=0),
        *("Check", "", "Asked 8 s, got 5 s. Not charged.", ["Keep"]),
    ),
    "refused wording": (
        failed("prompt_refused"),
        *("Refused", "Not charged", "The provider refused the wording.", ["Edit prompt"]),
    ),
    "refused first frame": (
        failed("image_refused", first_frame=BAG),
        *("Refused", "Not charged", "The provider refused the first frame.", ["Change image"]),
    ),
    "refused reference": (
        failed("image_refused"),
        *("Refused", "Not charged", "The provider refused the reference.", ["Change image"]),
    ),
    "withheld": (
        failed("output_withheld"),
        *("Withheld", "Not charged", WITHHELD, ["Try again"]),
    ),
    "failed": (
        failed("provider_failed", "The provider stopped."),
        *("Failed", "Not charged", "The provider stopped.", ["Try again"]),
    ),
    "failed, storage": (
        failed("storage_failed", "The file could not be saved."),
        *("Failed", "Not charged", "The file could not be saved.", ["Try again"]),
    ),
    "checking": (
        take("submit_unknown", unknown_seconds=600),
        *("Checking", "64 on hold", LOST_LINE, ["Cancel…", "Details"]),
    ),
    "checking, not looked yet": (
        take("submit_unknown"),
        *("Checking", "64 on hold", LOST_LINE.replace(", at most 10 min", "")),
        ["Cancel…", "Details"],
    ),
    "checking, stopping": (
        take("submit_unknown", cancelling=True),
        *("Stopping", "64 on hold", NOT_KNOWN, []),
    ),
    "stopped too late": (
        take("succeeded", unstoppable=True, charged_credits=64),
        *("", "64 credits", "It could not be stopped; it was delivered and charged.", []),
    ),
    "stopped too late, free": (
        take("succeeded", unstoppable=True, **HERE),
        *("", "Free", "It could not be stopped; it was delivered.", []),
    ),
    "failed, then arrived": (
        take("failed", recovered_at=datetime(2026, 7, 1, tzinfo=UTC)),
        *("", "Free", "It arrived after all, free of charge.", []),
    ),
    "stopping": (
        take("running", cancelling=True),
        *("Stopping", "64 on hold", CANNOT_STOP, []),
    ),
    "stopping here": (
        take("running", cancelling=True, **HERE),
        *("Stopping", "", "Nothing will be charged", []),
    ),
    "stopped": (
        take("cancelled", finished_at=NOON),
        *("Stopped", "Nothing charged", "", ["Make again"]),
    ),
    "stopped by an admin": (
        take("cancelled", finished_at=NOON, stopped_why="Made twice."),
        *("Stopped", "Nothing charged", "An admin stopped it: Made twice.", ["Make again"]),
    ),
    "stopping for an admin": (
        take("running", cancelling=True, stopped_why="Made twice", **HERE),
        *("Stopping", "", "An admin wants it stopped: Made twice. Nothing will be charged", []),
    ),
    "lost": (failed("lost_at_provider"), "Lost at provider", "Not charged", LOST, ["Make again"]),
}


@pytest.mark.parametrize("name", STATES)
def test_a_take_says_its_state_its_money_and_the_way_on(name: str) -> None:
    view, word, cost, line, labels = STATES[name]
    shown = card(view)
    assert (shown.word, shown.cost_line, shown.line) == (word, cost, line)
    assert [action.label for action in shown.actions] == labels
    assert shown.name == "Take 03"


def test_every_state_of_a_task_has_been_put_into_words() -> None:
    assert {view.state for view, *_ in STATES.values()} == {state.value for state in TaskState}


def test_every_ending_names_the_money() -> None:
    for view, *_ in STATES.values():
        if view.finished_at:
            shown = card(view)
            said = f"{shown.cost_line} {shown.line}"
            assert "harged" in said or "credit" in said or "Free" in said


def test_only_a_take_that_may_cost_asks_before_stopping() -> None:
    running = take("running")
    assert card(running).actions[0].key == "ask_stop"
    assert card(running).stop_words == CANNOT_STOP
    assert card(running.model_copy(update={"demo": True})).actions[0].key == "cancel"
    assert card(running.model_copy(update={"held_credits": 0})).actions[0].key == "cancel"
    assert card(take()).actions[0].key == "cancel"
    sending, lost = card(take("submitting")), card(take("submit_unknown"))
    assert (sending.actions[0].key, sending.stop_words) == ("ask_stop", ON_ITS_WAY)
    assert (lost.actions[0].key, lost.stop_words) == ("ask_stop", NOT_KNOWN)
    assert card(take("submit_unknown", **HERE)).actions[0].key == "cancel"


def test_the_scan_follows_the_percent_or_turns() -> None:
    assert card(take("running", progress=62)).progress == 62
    assert card(take("running", progress=62)).percent == "62\u2009%"
    assert card(take("running")).progress == -1
    assert card(take("running")).since == NOON.isoformat()
    assert card(take("storing")).progress == 100
    assert not card(done()).scan


def test_a_well_keeps_the_shape_of_its_take() -> None:
    assert card(take()).ratio == "9 / 16"
    assert card(take(aspect_ratio="21:9")).ratio == "21 / 9"
    assert card(take(aspect_ratio="auto")).ratio == "16 / 9"
    assert card(take(aspect_ratio="16:9")).wide
    assert not card(take(aspect_ratio="1:1")).wide
    assert card(take()).still_url == "/bag-small"
    assert card(done(delivered_seconds=65.2)).runtime == "1:05"


def test_figures() -> None:
    assert [number(n) for n in (0, 999, 1240, 1234567)] == [
        *("0", "999", "1\u2009240", "1\u2009234\u2009567"),
    ]
    assert [credits(n) for n in (0, 1, 2)] == ["0 credits", "1 credit", "2 credits"]
    assert [roughly(s) for s in (2, 48, 54, 58, 100, 240, 9000)] == [
        *("2 s", "50 s", "50 s", "1 min", "2 min", "4 min", "2 h"),
    ]
    assert [exactly(s) for s in (8.2, 131, 3840)] == ["8 s", "2 min 11 s", "1 h 4 min"]
