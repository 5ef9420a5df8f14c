"""The template refiner: adds what a prompt does not name yet, in the prompt's own language."""

import re
from functools import cache

from vidstudio.rules.languages import language_of
from vidstudio.rules.refine_words import ASPECTS, PHRASES, Aspect

_SENTENCE_END = (".", "!", "?", "…", ":", ";", ",", "”", '"', ")", "]", "»", "。")


def tidied(prompt: str) -> str:
    """Without doubled spaces, spaces before commas, and empty lines in a row."""
    prompt = prompt.replace("\r\n", "\n").replace("\x00", "")
    prompt = re.sub(r"[^\S\n]+", " ", prompt)
    prompt = re.sub(r"(?<=\w) (?=[,.](?:\s|$))", "", prompt)
    return re.sub(r" ?\n ?", "\n", re.sub(r"\n\s*\n\s*", "\n\n", prompt)).strip()


def refined(prompt: str, limit: int) -> str:
    """The prompt with what was missing, at most `limit` characters. Equal: nothing to add.

    What a person wrote stays word for word, names and mentions included.
    """
    words = tidied(prompt)
    phrases = PHRASES.get(language_of(words))
    if phrases is None:
        return words
    for aspect in ASPECTS:
        if not _names(words, aspect, phrases[aspect].known_by):
            longer = _ended(words) + " " + phrases[aspect].added
            words = longer if len(longer) <= limit else words
    return words


def knows(prompt: str) -> bool:
    """Whether the language of the prompt is one it can write."""
    return language_of(prompt) in PHRASES


def _ended(words: str) -> str:
    return words if words.endswith(_SENTENCE_END) else f"{words}."


def _names(words: str, aspect: Aspect, known_by: str) -> bool:
    """People mix in English words of the trade, so these count in every language."""
    own, english = _pattern(known_by), _pattern(PHRASES["en"][aspect].known_by)
    return bool(own.search(words) or english.search(words))


@cache
def _pattern(known_by: str) -> re.Pattern[str]:
    escaped = (re.escape(start) for start in known_by.split())
    starts = "|".join(s.replace(r"\.", r"\s+").replace(r"\$", r"\b") for s in escaped)
    return re.compile(rf"(?<![^\W\d_])(?:{starts})", re.I)
