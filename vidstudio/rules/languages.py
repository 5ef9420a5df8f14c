"""Which language a text is in, by its common words and letters. Twelve that use Latin letters."""

import re

from vidstudio.base.texts import catalogue, text

NAMES: dict[str, str] = {
    key.split(".")[1]: name
    for key, name in catalogue().items()
    if key.startswith("languages.") and key.endswith(".name")
}
_WORDS = {name: frozenset(text(f"languages.{name}.words").split()) for name in NAMES}
_LETTERS = {name: text(f"languages.{name}.letters") for name in NAMES}
_LETTER_WEIGHT = 0.6
_SURE = 2  # known words: one alone may be a name, or mean something else
_SHORT = 3  # words: of so few, no known one is needed to call it English


def language_of(words: str) -> str:
    """A key of `NAMES`; empty for one that is not known."""
    words = words[:2000].casefold()
    said = re.findall(r"[^\W\d_]+", words)
    if not said or not _is_latin(words):
        return ""
    scores = {language: _score(language, said, words) for language in _WORDS}
    best = max(scores, key=lambda language: (scores[language], language == "en"))
    if best != "en" and words.isascii() and scores[best] < _SURE:
        return "en" if scores["en"] else ""
    if scores[best] > 0:
        return best
    return "en" if len(said) <= _SHORT and words.isascii() else ""


def _score(language: str, said: list[str], words: str) -> float:
    known = sum(word in _WORDS[language] for word in said)
    marked = sum(letter in words for letter in _LETTERS[language])
    return known + _LETTER_WEIGHT * marked


def _is_latin(words: str) -> bool:
    """Whether most letters are Latin ones: of Greek, Cyrillic, CJK and others little is known."""
    letters = [letter for letter in words if letter.isalpha()]
    return 2 * sum(letter < "\u0250" for letter in letters) > len(letters)
