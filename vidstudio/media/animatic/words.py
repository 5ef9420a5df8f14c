"""From a prompt to the short lines that are set in the picture."""

import math
import re
import unicodedata
from dataclasses import dataclass

from vidstudio.media.animatic.fonts import can_draw

SHORTEST_BEAT_SECONDS = 1.3
LONGEST_BEAT_SECONDS = 5.0
REST_SECONDS = 2.5
LEAD_SECONDS = 0.25
MOST_WORDS, MOST_LETTERS = 6, 48
KEPT_SHARE = 0.6
CLAUSE_END = re.compile(r"(?<=[.!?;:])\s+|,\s+|\s[\u2013\u2014-]\s")
BRACKETED = re.compile(r"\[[^\[\]]*\]")
EDGES = " ,;:.\u2013\u2014-"

# A line or a beat that ends on one of these reads as broken.
LEANING = frozenset(
    {
        *("a", "an", "the", "of", "in", "on", "at", "to", "and", "or", "with", "by", "for"),
        *("from", "into", "is", "as", "its", "her", "his", "our", "your", "their", "that"),
        *("then", "while", "when", "der", "die", "das", "dem", "den", "des", "ein", "eine"),
        *("einen", "einem", "einer", "und", "oder", "mit", "von", "vom", "im", "am", "zu"),
        *("zum", "zur", "auf", "f\u00fcr", "bei", "le", "la", "les", "un", "une", "de", "du", "et"),
    }
)


@dataclass(frozen=True)
class Cue:
    """One beat of text and when it stands in the picture."""

    text: str
    starts_at_seconds: float
    ends_at_seconds: float


def cues(prompt: str, duration_seconds: float) -> list[Cue]:
    """The prompt as beats over the film, again after a rest where the film is long enough."""
    span = duration_seconds - 2 * LEAD_SECONDS
    beats = split_beats(set_text(prompt), max(1, int(span / SHORTEST_BEAT_SECONDS)))
    if not beats:
        return []
    shares = [max(10, len(beat)) + 8 for beat in beats]
    lengths = [min(LONGEST_BEAT_SECONDS, span * share / sum(shares)) for share in shares]
    found: list[Cue] = []
    start = LEAD_SECONDS
    while start + sum(lengths) <= span + LEAD_SECONDS + 1e-6:
        for beat, length in zip(beats, lengths, strict=True):
            found.append(Cue(beat, start, start + length))
            start += length
        start += REST_SECONDS
    return found


def set_text(prompt: str) -> str:
    """What of a prompt is set: no [control words], no @ signs, no character without a glyph."""
    plain = unicodedata.normalize("NFC", BRACKETED.sub(" ", prompt).replace("@", ""))
    drawn = (_drawable(word) for word in plain.split())
    return " ".join(word for word in drawn if word.strip(EDGES))


def _drawable(word: str) -> str:
    """The letters that have a glyph; nothing where too few of them have one."""
    kept = "".join(letter for letter in word if can_draw(letter))
    return kept if len(kept) >= KEPT_SHARE * len(word) else ""


def split_beats(text: str, most: int) -> list[str]:
    """Clauses, long ones in balanced pieces; at most `most`, the rest of the text is left out."""
    clauses = [part.strip(EDGES) for part in CLAUSE_END.split(text)]
    beats = [beat for clause in clauses if clause for beat in _pieces(clause.split())]
    while len(beats) > most:
        at = min(range(len(beats) - 1), key=lambda i: len(beats[i]) + len(beats[i + 1]), default=0)
        joined = " ".join(beats[at : at + 2])
        if most > 1 and len(joined) > MOST_LETTERS:
            return [*beats[: most - 1], _trailing_off(beats[most - 1])]
        if len(beats) == 1 or len(joined) > 2 * MOST_LETTERS:
            return [_trailing_off(beats[0])]
        beats[at : at + 2] = [joined]
    return beats


def _pieces(words: list[str]) -> list[str]:
    count = math.ceil(len(words) / MOST_WORDS)
    pieces: list[str] = []
    start = 0
    for left in range(count, 0, -1):
        end = start + math.ceil((len(words) - start) / left)
        while start + 2 < end < len(words) and leans(words[end - 1]):
            end -= 1
        pieces.append(" ".join(words[start:end]))
        start = end
    return pieces


def _trailing_off(beat: str) -> str:
    words = beat.split()
    while len(words) > 1 and leans(words[-1]):
        words.pop()
    return " ".join(words) + "\u2026"


def leans(word: str) -> bool:
    return word.lower() in LEANING
