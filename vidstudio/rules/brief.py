"""The brief: what a campaign is for, and where it will run. Limits and words, no I/O."""

from typing import Literal, NamedTuple

from vidstudio.base.errors import InvalidRequest

BriefField = Literal[
    "goal", "audience", "product", "offer", "tone", "must_show", "never_say", "page_summary"
]
FIELD_LIMIT = 500
SUMMARY_LIMIT = 2000
BUDGET_LIMIT = 10_000_000
PICTURES_LIMIT = 8


class Channel(NamedTuple):
    """A place where a video runs, and the shape it wants."""

    name: str
    aspect_ratio: str


CHANNELS: dict[str, Channel] = {
    "reels": Channel("Reels", "9:16"),
    "shorts": Channel("Shorts", "9:16"),
    "feed": Channel("Feed", "4:5"),
    "youtube": Channel("YouTube", "16:9"),
    "linkedin": Channel("LinkedIn", "16:9"),
    "square": Channel("Square", "1:1"),
}


def checked_words(field: str, text: str) -> str:
    """The text as it is kept. Raises InvalidRequest naming the field and its limit."""
    return checked_text(field, text, SUMMARY_LIMIT if field == "page_summary" else FIELD_LIMIT)


def checked_text(field: str, text: str, limit: int) -> str:
    """Trimmed. Raises InvalidRequest for more than `limit` characters and for what no file can
    hold: NUL and halves of a character."""
    text = text.strip()
    name = field.replace("_", " ").capitalize()
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise InvalidRequest(f"{name} has a character that cannot be kept.", field)
    if len(text) > limit:
        sentence = f"{name} has {len(text)} characters. {limit} is the most."
        raise InvalidRequest(sentence, field, code="too_long")
    return text


def checked_channels(names: tuple[str, ...]) -> tuple[str, ...]:
    """Each known channel once, in the order of `CHANNELS`."""
    for name in names:
        if name not in CHANNELS:
            raise InvalidRequest(f"There is no channel “{name[:20]}”.", "channels")
    return tuple(name for name in CHANNELS if name in names)


def checked_budget(amount_credits: int | None) -> int | None:
    if amount_credits is not None and not 0 <= amount_credits <= BUDGET_LIMIT:
        sentence = f"Budget cap: between 0 and {BUDGET_LIMIT} credits, or empty for none."
        raise InvalidRequest(sentence, "budget_credits")
    return amount_credits


def budget_of(words: str) -> int | None:
    """The cap as somebody types it: “1 200”, or nothing for none."""
    digits = "".join(words.split())
    if not digits:
        return None
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > len(str(BUDGET_LIMIT)):
        return checked_budget(-1)
    return checked_budget(int(digits))
