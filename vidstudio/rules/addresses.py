"""Web addresses inside what somebody typed, and a name out of the rest."""

import re

_ENDINGS = (
    "com|net|org|info|biz|app|dev|art|bar|bio|eco|pet|shop|store|online|site|studio"
    "|coffee|cafe|beer|wine|bike|shoes|fashion|style|design|agency"
    "|media|digital|cloud|tech|games|club|world|life|travel|kitchen|restaurant|museum|gallery"
    "|news|blog|[a-z]{2}"
)
_ADDRESS = re.compile(
    r"(?<![\w@.])(?:https?://[^\s<>\"]+"
    rf"|(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+(?:{_ENDINGS})(?::\d+)?(?:/[^\s<>\"]*)?)"
    r"(?![\w@])",
    re.IGNORECASE,
)
_AFTER = ".,;:!?)]}'\"»”"
NAME_WORDS, NAME_SIGNS = 5, 48
_LITTLE = {"a", "an", "the", "our", "my", "we", "for", "of", "with", "and", "in", "on", "to"}


def address_in(text: str) -> str:
    """The first web address of a text, with or without its scheme; empty without one."""
    found = _ADDRESS.search(text)
    return found[0].rstrip(_AFTER) if found else ""


def without_address(text: str) -> str:
    """The text without its web addresses, on one line."""
    return " ".join(_ADDRESS.sub(" ", text).split()).strip(" ,;:-–")


def first_words(text: str) -> str:
    """A short name out of a sentence: “A gift box with three roasts for December.” is called
    “Gift box with three roasts”. An address alone is called by its host."""
    sentence = re.split(r"[.!?\n]", without_address(text), maxsplit=1)[0].split()
    while sentence and sentence[0].lower() in _LITTLE:
        sentence = sentence[1:]
    words = sentence[:NAME_WORDS]
    while words and words[-1].lower() in _LITTLE:
        words = words[:-1]
    name = " ".join(words)[:NAME_SIGNS].strip(" ,;:")
    if not name:
        address = address_in(text).partition("://")[2] or address_in(text)
        name = address.partition("/")[0].removeprefix("www.")[:NAME_SIGNS]
    return name[:1].upper() + name[1:] if " " in name or "." not in name else name
