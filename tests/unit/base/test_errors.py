"""Every error has its word, its status and a sentence without secrets."""

from http import HTTPStatus

import pytest

from vidstudio.base import errors
from vidstudio.base.errors import (
    InsufficientCredits,
    InvalidRequest,
    OverBudget,
    ProviderBusy,
    TooManyRequests,
    VidstudioError,
)
from vidstudio.base.problems import problem


def family(root: type[VidstudioError]) -> list[type[VidstudioError]]:
    return [root, *(one for child in root.__subclasses__() for one in family(child))]


ALL = [one for one in family(VidstudioError) if one.__module__ == errors.__name__]
TALKATIVE = {InvalidRequest, InsufficientCredits, OverBudget, TooManyRequests}
PLAIN = [one for one in ALL if one not in TALKATIVE]


def test_the_tree_in_the_heading_names_every_error() -> None:
    heading = errors.__doc__ or ""
    assert [one.__name__ for one in ALL if one.__name__ not in heading] == []


def test_every_error_has_a_word_of_its_own() -> None:
    codes = [one.code for one in ALL]
    assert sorted({code for code in codes if codes.count(code) > 1}) == []


@pytest.mark.parametrize("kind", PLAIN, ids=lambda kind: kind.__name__)
def test_every_error_speaks_in_a_sentence(kind: type[VidstudioError]) -> None:
    sentence = str(kind("A sentence.")) if issubclass(kind, InvalidRequest) else str(kind())
    assert sentence.endswith(".")
    assert HTTPStatus(kind.status) >= HTTPStatus.BAD_REQUEST


def test_a_problem_carries_what_a_door_needs() -> None:
    told = problem(InvalidRequest("Too long.", "prompt", code="too_long"))
    assert (told.code, told.status, told.detail, told.field) == (
        "too_long",
        422,
        "Too long.",
        "prompt",
    )
    assert problem(TooManyRequests(7)).retry_after_seconds == 7
    assert problem(ProviderBusy(retry_after_seconds=2.5)).retry_after_seconds == 2
    assert problem(InsufficientCredits(5, 3, "8 s, 720p")).status == 402
    assert problem(OverBudget(64, 12)).status == 409


def test_a_foreign_error_tells_nothing() -> None:
    told = problem(RuntimeError("the key is sk-123"))
    assert (told.code, told.status) == ("internal", 500)
    assert "sk-123" not in told.detail
