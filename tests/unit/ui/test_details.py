"""What the player shows beside a take."""

from typing import Any

import pytest

from tests.unit.ui.story import done, failed, take
from vidstudio.ui.details import detail


def test_the_player_tells_how_a_take_was_made_and_what_came() -> None:
    shown = detail(done())
    assert shown.model_line == "Kling 3 through kie.ai"
    assert shown.settings_line == "8 s · 9:16 · 1080p"
    assert shown.seed == "482\u2009113"
    assert shown.took == "2 min 11 s"
    assert shown.charged_line == "64 credits"
    assert (shown.check_line, shown.check_tone) == ("8.0 s, 1080 × 1920, H.264", "good")
    assert shown.references_line == "1 reference"


def test_a_short_file_is_told_with_what_came_back() -> None:
    shown = detail(done(short=True, delivered_seconds=5.0, charged_credits=40))
    assert shown.charged_line == "40 credits, 24 given back"
    assert (shown.check_line, shown.check_tone) == ("5.0 s of 8 s, 1080 × 1920, H.264", "warn")


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"demo": True, "served_by_provider": "local"}, "Kling 3, demo"),
        ({"served_by_provider": "local", "model_name": "Animatic"}, "Animatic on this machine"),
        ({"served_by_provider": "sample", "model_name": "Animatic"}, "Animatic on this machine"),
        ({"served_by_provider": "somebody"}, "Kling 3 through somebody"),
    ],
)
def test_the_player_says_who_made_it(changes: dict[str, Any], line: str) -> None:
    assert detail(done(**changes)).model_line == line


def test_money_of_a_take_that_has_not_arrived() -> None:
    assert detail(take("running")).charged_line == "64 on hold"
    assert detail(failed("prompt_refused")).charged_line == "Not charged"
    assert detail(take("running")).check_line == ""
