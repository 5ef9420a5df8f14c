"""A route's own limits rule: what the card says and the host cannot do is not offered."""

from pathlib import Path

import pytest

import vidstudio
from vidstudio.base.errors import CapabilityMismatch, InvalidRequest
from vidstudio.rules.catalog import Catalog, Choice
from vidstudio.rules.mapping import map_request
from vidstudio.rules.requests import TaskRequest, settle

FILE = Path(vidstudio.__file__).with_name("catalog.toml")
CATALOG = Catalog.load(FILE)
KIE = frozenset({"local", "kie"})


def offered(model: str, catalog: Catalog = CATALOG) -> Choice:
    return catalog.choice(model, KIE, demo=False)


def wish(model: str, **values: object) -> TaskRequest:
    return TaskRequest.model_validate({"prompt": "A cup.", "model": model, **values})


@pytest.mark.parametrize("model", ["seedance-2-5", "kling-3", "wan-2-7", "wan-2-2", "minimax-h3"])
def test_what_kie_has_is_made_in_earnest(model: str) -> None:
    choice = offered(model)
    assert choice.available
    assert not choice.demo
    assert choice.route is not None
    assert choice.route.provider == "kie"


def test_what_nobody_connected_has_says_so() -> None:
    assert offered("kling-4").unavailable_reason == "No connected provider has it"
    assert offered("sora-2").unavailable_reason == "Retired"
    assert CATALOG.choice("kling-4", frozenset({"local"}), demo=False).unavailable_reason == (
        "No provider connected"
    )


def test_a_narrower_host_narrows_the_card_and_nothing_else() -> None:
    whole, narrow = CATALOG.card("wan-2-2"), offered("wan-2-2").card
    assert (narrow.aspect_ratios, narrow.resolutions) == (("16:9", "9:16"), ("480p",))
    same = {"aspect_ratios", "resolutions", "negative_prompt"}
    assert narrow.model_dump(exclude=same) == whole.model_dump(exclude=same)
    demo = CATALOG.choice("wan-2-2", frozenset({"local"}), demo=True)
    assert demo.card == whole


@pytest.mark.parametrize(
    ("model", "values", "words"),
    [
        ("wan-2-2", {"resolution": "1080p"}, "makes 480p, not 1080p"),
        ("wan-2-2", {"aspect_ratio": "1:1"}, "not 1:1"),
        ("kling-3", {"references": ("a",)}, "at most 0 references"),
        ("wan-2-7", {"references": ("a",), "duration_seconds": 11}, "at most 10 s from references"),
    ],
)
def test_beyond_the_route_is_refused_with_its_limit(
    model: str, values: dict[str, object], words: str
) -> None:
    with pytest.raises(CapabilityMismatch, match=words):
        settle(wish(model, **values), offered(model).card, seed=1)


def test_references_have_a_length_of_their_own() -> None:
    card = offered("wan-2-7").card
    assert settle(wish("wan-2-7", duration_seconds=15), card, 1).duration_seconds == 15
    short = card.model_copy(update={"reference_seconds": 4})
    assert settle(wish("wan-2-7", references=("a",)), short, 1).duration_seconds == 4
    fitted = map_request(wish("kling-4", references=("a", "b"), duration_seconds=30), card)
    assert fitted.request.duration_seconds == 10
    assert fitted.changes == ("10 s instead of 30 s.",)


def test_what_to_avoid_is_shorter_there() -> None:
    card = offered("wan-2-7").card
    settle(wish("wan-2-7", negative_prompt="x" * 500), card, 1)
    with pytest.raises(InvalidRequest, match="over 500"):
        settle(wish("wan-2-7", negative_prompt="x" * 501), card, 1)


def test_sora_is_itself_only_where_a_host_still_serves_it() -> None:
    served = Catalog.load(FILE, frozenset({"sora_2_served"}))
    for model in ("sora-2", "sora-2-pro"):
        assert not offered(model).available
        choice = offered(model, served)
        assert choice.available
        assert choice.card.durations.values == (10, 15)
        assert served.card(model).durations.values != (10, 15)
