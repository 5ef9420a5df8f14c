import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidstudio.rules.languages import language_of
from vidstudio.rules.refine_answers import usable
from vidstudio.rules.refine_words import ASPECTS, PHRASES
from vidstudio.rules.refining import refined, tidied

CUPS = {
    "en": "A cup of coffee on a wooden table",
    "de": "Eine Tasse Kaffee steht auf einem Holztisch",
    "fr": "Une tasse de café sur une table en bois",
    "es": "Una taza de café sobre una mesa de madera",
    "it": "Una tazza di caffè su un tavolo di legno",
    "pt": "Uma xícara de café sobre uma mesa de madeira",
    "nl": "Een kop koffie op een houten tafel",
    "sv": "En kopp kaffe på ett träbord vid fönstret",
    "no": "Jeg ser en kopp kaffe på et trebord ved vinduet",
    "da": "En kop kaffe på et træbord af eg",
    "fi": "Kuppi kahvia puisella pöydällä ikkunan vieressä",
    "pl": "Filiżanka kawy na drewnianym stole",
}


@pytest.mark.parametrize("language", sorted(CUPS))
def test_it_adds_in_the_language_of_the_prompt(language: str) -> None:
    assert language_of(CUPS[language]) == language
    after = refined(CUPS[language], 5000)
    assert after.startswith(CUPS[language])
    for aspect in ASPECTS:
        assert PHRASES[language][aspect].added in after
    assert refined(after, 5000) == after


def test_every_language_is_one_that_is_known() -> None:
    assert set(CUPS) == set(PHRASES)


@pytest.mark.parametrize(
    ("prompt", "added"),
    [
        ("A cup at dawn, slow push in, shallow focus", {"ending"}),
        ("A man holding a little cup in his hand", {"light", "camera", "lens", "ending"}),
        ("Close-up of a bag in low light, locked camera, it ends on the label.", set[str]()),
        ("Eine Tasse auf dem Tisch, Nahaufnahme, close-up, warmes Licht", {"camera", "ending"}),
    ],
)
def test_only_what_is_missing_is_added(prompt: str, added: set[str]) -> None:
    phrases = PHRASES[language_of(prompt)]
    after = refined(prompt, 5000)
    assert {aspect for aspect in ASPECTS if phrases[aspect].added in after} == added
    assert (after == prompt) == (not added)


@pytest.mark.parametrize(
    "prompt", ["木のテーブルの上のコーヒー", "Чашка кофе на столе", "qqq vvv zzz bbb"]
)
def test_an_unknown_language_is_only_tidied(prompt: str) -> None:
    assert refined(f"  {prompt}  ", 5000) == prompt


@given(prompt=st.text(max_size=400), limit=st.integers(400, 5000))
def test_nothing_a_person_wrote_is_lost(prompt: str, limit: int) -> None:
    after = refined(prompt, limit)
    assert len(after) <= limit
    assert after.startswith(tidied(prompt))
    assert refined(after, limit) == after


BEFORE = "A bag @Autumn on a table"


@pytest.mark.parametrize(
    "answer",
    [
        "A bag @Autumn on an oak table, low light.",
        '"A bag @Autumn on an oak table, low light."',
        "Here is the improved prompt:\nA bag @Autumn on an oak table, low light.",
        "```\nA bag @Autumn on an oak table, low light.\n```",
        "“A bag @Autumn on an oak table, low light.”",
    ],
)
def test_a_prompt_is_found_in_its_wrapping(answer: str) -> None:
    assert usable(answer, BEFORE, 5000) == "A bag @Autumn on an oak table, low light."


@pytest.mark.parametrize(
    "answer",
    [
        "", "   ", "…", "I'm sorry, I can't help with that.", '{"prompt": "A bag @Autumn"}',
        "A bag on an oak table, low light.", "@Autumn " * 400, "# Prompt\nA bag @Autumn on a table",
        "- A bag @Autumn\n- a table", "@A", "Leider kann ich das mit @Autumn nicht tun, wirklich.",
    ],
)  # fmt: skip
def test_nonsense_is_no_prompt(answer: str) -> None:
    assert usable(answer, BEFORE, 5000) is None


@given(answer=st.text(max_size=3000), before=st.text(min_size=1, max_size=100))
def test_whatever_a_model_says_stays_within_the_limit(answer: str, before: str) -> None:
    found = usable(answer, before, 200)
    assert found is None or 0 < len(found) <= 200
