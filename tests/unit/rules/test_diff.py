import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidstudio.rules.diff import MOST_TOKENS, changes, word_diff

WORDS = st.lists(st.sampled_from(["a", "cup", "of", "tea", ",", ".", "@bag", "\n", "  "])).map(
    " ".join
)


@given(before=st.one_of(st.text(), WORDS), after=st.one_of(st.text(), WORDS))
def test_the_pieces_reassemble_both_texts(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(p.text for p in pieces if p.kind != "new") == before
    assert "".join(p.text for p in pieces if p.kind != "gone") == after
    assert all(piece.text for piece in pieces)
    assert (changes(pieces) == 0) == (before == after)


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("A cup stands here.", "A cup stands here.", 0),
        ("A cup rises.", "A cup drifts slowly.", 1),
        ("on a wooden table, sharp", "on a worn oak table by a window, sharp", 2),
        ("", "New words", 1),
        ("red, blue", "green, yellow", 1),
    ],
)
def test_changes_are_counted_as_places(before: str, after: str, count: int) -> None:
    assert changes(word_diff(before, after)) == count


def test_words_are_struck_whole() -> None:
    kinds = [(p.kind, p.text) for p in word_diff("the label readable now", "the label legible now")]
    assert kinds == [
        ("same", "the label"), ("gone", " readable"), ("new", " legible"), ("same", " now"),
    ]  # fmt: skip


def test_endless_texts_are_told_apart_as_wholes() -> None:
    long = "word " * (MOST_TOKENS + 1)
    pieces = word_diff(long, long + "more")
    assert [piece.kind for piece in pieces] == ["gone", "new"]
