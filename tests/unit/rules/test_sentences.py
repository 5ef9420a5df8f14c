"""Every sentence about a take ends with the money."""

import pytest

from vidstudio.rules import sentences
from vidstudio.rules.sentences import ENDINGS


@pytest.mark.parametrize(
    ("amount", "words"),
    [(0, "Free"), (1, "1 credit"), (2, "2 credits"), (1240, "1\u2009240 credits")],
)
def test_amounts_in_words(amount: int, words: str) -> None:
    assert sentences.credits_words(amount) == words


def test_a_start_says_what_is_on_hold() -> None:
    assert sentences.started(3, 64) == "Take 03 is being made. 64 credits on hold."
    assert sentences.started(12, 0) == "Take 12 is being made. Free."


def test_an_end_says_what_was_charged() -> None:
    assert sentences.done(3, 1) == "Take 03 is done. 1 credit."
    assert sentences.done(3, 0) == "Take 03 is done. Free."
    assert sentences.stopped(3) == "Take 03 was stopped. Nothing charged."


@pytest.mark.parametrize("code", [*ENDINGS, "something new"])
def test_no_failure_is_charged_and_each_says_so(code: str) -> None:
    line = sentences.failed(100, code)
    assert line.startswith("Take 100 ")
    assert line.endswith(". Not charged.")
    assert ENDINGS.get(code, "failed") in line
