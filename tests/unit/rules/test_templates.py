import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.rules.requests import PROMPT_LIMIT
from vidstudio.rules.templates import TEMPLATES, asked, fill


@pytest.mark.parametrize(
    ("template_id", "line"),
    [
        ("brand-animation", "Name, mood, ending. 16:9, 6 s"),
        ("product-showcase", "Product, scene, ending. 9:16, 8 s"),
        ("social-media", "Hook, moment, call. 9:16, 6 s"),
    ],
)
def test_a_template_says_what_it_asks_and_sets(template_id: str, line: str) -> None:
    assert TEMPLATES[template_id].line == line


@pytest.mark.parametrize("template_id", sorted(TEMPLATES))
def test_a_full_prompt_names_light_and_a_move(template_id: str) -> None:
    made = TEMPLATES[template_id]
    filled = fill(template_id, {field.name: field.hint for field in made.fields})
    assert filled.missing == ()
    assert "light" in filled.prompt
    assert any(word in filled.prompt for word in ("push in", "camera"))
    assert [span.field for span in filled.spans] == [field.name for field in made.fields]
    assert "{" not in filled.prompt


@given(
    template_id=st.sampled_from(sorted(TEMPLATES)),
    given_values=st.lists(
        st.text(max_size=80).filter(lambda v: "\x00" not in v), min_size=3, max_size=3
    ),
)
def test_spans_are_the_values_and_pieces_are_the_prompt(
    template_id: str, given_values: list[str]
) -> None:
    names = [field.name for field in TEMPLATES[template_id].fields]
    filled = fill(template_id, dict(zip(names, given_values, strict=True)))
    assert "".join(text for _, text in filled.pieces) == filled.prompt
    assert {span.field for span in filled.spans} | set(filled.missing) == set(names)
    assert all(filled.prompt[s.start : s.end] in " ".join(
        " ".join(given_values).split()) for s in filled.spans)  # fmt: skip
    assert len(filled.prompt) <= PROMPT_LIMIT


def test_what_is_missing_is_asked_for() -> None:
    filled = fill("product-showcase", {"product": "A bag."})
    assert filled.missing == ("scene", "ending")
    assert asked("product-showcase", filled.missing) == (
        "Where does it stand?",
        "What is the last picture?",
    )
    assert "A bag, alone in the picture" in filled.prompt


def test_limits_are_named() -> None:
    with pytest.raises(
        InvalidRequest, match=r"Call has 121 characters\. 120 is the most"
    ) as refusal:
        fill("social-media", {"call": "x" * 121})
    assert refusal.value.field == "call"
    with pytest.raises(NotFound):
        fill("feature-film", {})
