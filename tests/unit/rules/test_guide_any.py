"""Whatever people write, wherever the campaign stands: an answer, valid calls, no exception."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.rules.test_guide import BRIEF, SHOTS, at
from vidstudio.rules.blocks import Angle
from vidstudio.rules.guide import reply
from vidstudio.rules.situation import BriefFacts, Call, Say, ShotFacts, Situation
from vidstudio.rules.tools import TOOLS

LONG_ANSWER = 900
_COMMON = (
    "make shot 2 warmer plan three more angles for baristas on Reels until 1 May 20 % off no steam "
    "example.com add a replace with the first look all shots credits ? . , : ¦ { } my own angle: "
    "accepted looks right audience is"
)
TEXTS = st.one_of(
    st.text(max_size=4000),
    st.lists(st.sampled_from(_COMMON.split()), max_size=30).map(" ".join),
)
PIECES = st.builds(
    ShotFacts,
    id=st.sampled_from(["a", "b", "c"]),
    number=st.integers(1, 9),
    title=st.text(min_size=1, max_size=80),
    prompt=st.text(max_size=5000),
    done=st.integers(0, 2),
    live=st.integers(0, 2),
)
SITUATIONS = st.builds(
    Situation,
    campaign_name=st.text(max_size=80),
    message=TEXTS,
    brief=st.one_of(
        st.just(BRIEF),
        st.builds(
            BriefFacts,
            goal=st.text(max_size=500),
            product=st.text(max_size=500),
            offer=st.text(max_size=500),
            must_show=st.text(max_size=500),
            page_summary=st.text(max_size=2000),
            channels=st.sampled_from([(), ("feed",), ("reels", "linkedin")]),
            accepted=st.booleans(),
        ),
    ),
    shots=st.one_of(st.just(SHOTS), st.lists(PIECES, max_size=4).map(tuple)),
    shot_id=st.sampled_from(["", "a", "gone"]),
    picked=st.one_of(
        st.just(()),
        st.lists(
            st.builds(Angle, title=st.text(min_size=1, max_size=80), hook=st.text(max_size=500)),
            max_size=3,
        ).map(tuple),
    ),
    open_blocks=st.lists(st.sampled_from(["brief", "strategy", "plan", "cost"])).map(tuple),
    creatives=st.integers(0, 5),
    approved=st.integers(0, 5),
)


@settings(max_examples=300, deadline=None)
@given(SITUATIONS)
def test_whatever_is_said_the_answer_is_valid_and_short(situation: Situation) -> None:
    answer = reply(situation)
    assert answer
    assert answer == reply(situation)
    words = [part.text for part in answer if isinstance(part, Say)]
    assert words
    assert all(word.strip() for word in words)
    assert sum(map(len, words)) <= LONG_ANSWER
    for part in answer:
        if isinstance(part, Call):
            TOOLS[part.name].model_validate(part.arguments)


@pytest.mark.parametrize(
    "piece",
    ["a ", "no ", "for people ", ", ", "more ", "¦", "on reels and ", "20 % off ", "1 May ", "the ",
     "warmer and ", "example.com/", "a.", "@", "x", "please ", "\n", "“", "until ", "show ", "🙂"],
)  # fmt: skip
def test_a_long_text_takes_no_long_time(piece: str) -> None:
    message = (piece * 4000)[:4000]
    started = time.process_time()
    reply(at(message))
    reply(at(message, brief=BRIEF, shots=SHOTS))
    assert time.process_time() - started < 1.0
