"""The choices of the filters, and what a chip says of those that are set."""

from collections.abc import Iterable, Mapping

from vidstudio.base.texts import text
from vidstudio.ui.library_address import FILTERS
from vidstudio.views import View

RATIOS = ("9:16", "4:5", "1:1", "16:9", "4:3", "3:4", "21:9")


class Option(View):
    """`word` is what stands in the address."""

    word: str
    label: str


def _options(name: str, words: Mapping[str, str]) -> tuple[Option, ...]:
    """By the key of the label the word."""
    return tuple(
        Option(word=word, label=text(f"library.option.{name}.{key}")) for key, word in words.items()
    )


def _same(*keys: str) -> dict[str, str]:
    return {key: key for key in keys}


# What every studio offers. Models and makers are read.
FIXED: dict[str, tuple[Option, ...]] = {
    "state": _options(
        "state",
        _same("done", "making", "waiting", "failed", "stopped", "favourite", "picked", "drafts"),
    ),
    "ratio": tuple(Option(word=ratio, label=ratio) for ratio in RATIOS),
    "length": _options("length", {"short": "-4", "middle": "5-8", "long": "9-"}),
    "date": _options("date", _same("today", "week", "month")),
    "cost": _options("cost", {"free": "0-0", "low": "1-24", "middle": "25-64", "high": "65-"}),
    "rating": _options("rating", {"best": "5", "good": "4", "fair": "3", "any": "1"}),
}


def labels(chosen: Mapping[str, tuple[str, ...]], read: Iterable[Option]) -> dict[str, str]:
    """By filter “Done”, or “Done, Failed”, or nothing. A range that no option has is told as it
    stands; `read` are the options that are not fixed."""
    named = {option.word: option.label for option in read}

    def words(name: str) -> str:
        known = {option.word: option.label for option in FIXED.get(name, ())} | named
        told = (known.get(word, word.replace("..", " – ")) for word in chosen.get(name, ()))
        return ", ".join(told)

    return {name: words(name) for name in FILTERS}
