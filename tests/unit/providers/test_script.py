from typing import get_args

import pytest

from vidstudio.providers.script import Ending, endings


@pytest.mark.parametrize("word", get_args(Ending))
def test_every_word_in_brackets_is_understood_in_any_case(word: str) -> None:
    assert endings(f"A cup [{word}] at dawn.") == {word}
    assert endings(f"[{word.upper()}]") == {word}


def test_words_can_be_combined() -> None:
    assert endings("[slow] a cup [short][slow]") == {"slow", "short"}


@pytest.mark.parametrize(
    "prompt", ["", "fail", "[fail", "fail]", "[ fail ]", "[failing]", "(fail)"]
)
def test_nothing_else_is(prompt: str) -> None:
    assert endings(prompt) == frozenset()
