import pytest

from vidstudio.media.animatic.fonts import face
from vidstudio.media.animatic.lines import Block, fit, split_word
from vidstudio.media.animatic.words import cues, set_text, split_beats


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        ("A cup [fail] at dawn [slow]", "A cup at dawn"),
        ("The @bag on a table", "The bag on a table"),
        ("Coffee \u2615 and fire \U0001f525", "Coffee and fire"),
        ("Good morning \u65e9\u6668", "Good morning"),
        (
            "\u041a\u043e\u0444\u0435 \u039a\u03b1\u03c6\u03ad c\u00e0 ph\u00ea",
            "\u041a\u043e\u0444\u0435 \u039a\u03b1\u03c6\u03ad c\u00e0 ph\u00ea",
        ),
        ("Ro\u0308sten", "R\u00f6sten"),
        ("\u2014 [refuse] \u2014", ""),
    ],
)
def test_only_words_with_glyphs_are_set(prompt: str, text: str) -> None:
    assert set_text(prompt) == text


def test_beats_follow_clauses_and_do_not_end_on_an_article() -> None:
    text = "Slow push in on the worn table of a small roastery by the lake, steam rises."
    beats = split_beats(text, most=9)
    assert " ".join(beats).replace(" steam", ", steam") + "." == text
    assert not {beat.split()[-1] for beat in beats} & {"a", "the", "of", "by", "on"}


def test_a_long_prompt_is_cut_to_what_can_be_read() -> None:
    found = cues("The bag stands on a table near the window of the house. " * 90, 8.0)
    assert found[-1].text.endswith("\u2026")
    assert min(cue.ends_at_seconds - cue.starts_at_seconds for cue in found) >= 0.8


@pytest.mark.parametrize("seconds", [2.0, 8.0, 60.0])
def test_cues_follow_each_other_inside_the_film(seconds: float) -> None:
    found = cues("A cup at dawn, steam rises.", seconds)
    edges = [at for cue in found for at in (cue.starts_at_seconds, cue.ends_at_seconds)]
    assert edges == sorted(edges)
    assert edges[0] >= 0
    assert edges[-1] <= seconds
    assert seconds < 30 or len(found) > 4


def test_a_setting_is_as_large_as_its_block_allows() -> None:
    block = Block(width=400, lines=3, pixels=80, weight=700)
    short, long = fit("Dawn", block), fit("Steam rises slowly from the small cup", block)
    assert short.pixels == 80 > long.pixels
    assert all(long.font.getlength(line) <= 400 for line in long.lines)


def test_words_too_wide_are_split_at_syllables() -> None:
    parts = split_word("Donaudampfschifffahrtsgesellschaft", face(60, 700), 420)
    assert parts == ["Donaudampf-", "schifffahrts-", "gesellschaft"]
