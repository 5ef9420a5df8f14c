"""What the library shows, as its address says it: reload, back and a copied link agree."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from pydantic import ValidationError

from vidstudio.services.library import LibraryQuery
from vidstudio.views import View

PATH = "/library"
EVERYWHERE = "all"
Tab = Literal["takes", "creatives", "uploads", "bin"]
Look = Literal["grid", "list", "shots"]
Sort = Literal["newest", "rating", "cost"]
FilterName = Literal["state", "model", "ratio", "length", "maker", "date", "cost", "rating"]
FILTERS: tuple[FilterName, ...] = get_args(FilterName)
SEVERAL = frozenset({"state", "model", "ratio", "maker"})
SMALLEST_PX, USUAL_PX, LARGEST_PX = 120, 220, 420
LONGEST_WORDS = 200
_OWN_WORDS = {"state": {"favourite", "drafts", "picked"}}


class Address(View):
    """`campaign` is an id, "all", or empty for the one opened last. `chosen` are the words of
    each filter that is set, as they stand in the address."""

    tab: Tab = "takes"
    campaign: str = ""
    q: str = ""
    chosen: dict[str, tuple[str, ...]] = {}
    sort: Sort = "newest"
    look: Look = "grid"
    size_px: int = USUAL_PX

    def url(self) -> str:
        """The address. What is as usual is left out."""
        given = {"tab": self.tab, "campaign": self.campaign, "q": self.q}
        given |= {name: ",".join(words) for name, words in self.chosen.items()}
        given |= {"sort": self.sort, "view": self.look, "size": str(self.size_px)}
        usual = {"tab": "takes", "sort": "newest", "view": "grid", "size": str(USUAL_PX)}
        told = {name: word for name, word in given.items() if word and usual.get(name) != word}
        return f"{PATH}?{urlencode(told, safe=',')}" if told else PATH

    def changed(self, **values: Any) -> "Address":
        return self.model_copy(update=values)

    def toggled(self, name: FilterName, word: str) -> "Address":
        """With this word of a filter set or no longer set; an empty word clears the filter."""
        before = self.chosen.get(name, ())
        if not word:
            after: tuple[str, ...] = ()
        elif word in before:
            after = tuple(known for known in before if known != word)
        else:
            after = (*before, word) if name in SEVERAL else (word,)
        chosen = {key: words for key, words in self.chosen.items() if key != name}
        return self.changed(chosen=chosen | ({name: after} if after else {}))

    def cleared(self) -> "Address":
        return self.changed(q="", chosen={})

    def query(self, **more: Any) -> LibraryQuery:
        """What it asks of the service. `more` are fields the address does not say."""
        fields: dict[str, Any] = {
            "campaign_id": None if self.campaign in {EVERYWHERE, ""} else self.campaign,
            "q": self.q,
            "in_bin": self.tab == "bin",
            "sort": "shot" if self.look == "shots" else self.sort,
        }
        for name, words in self.chosen.items():
            fields |= _asked(name, words)
        return LibraryQuery.model_validate(fields | more)


def read_address(given: Mapping[str, str]) -> Address:
    """From the parameters of an address. What makes no sense there is left out."""
    chosen = {name: tuple(given[name].split(",")) for name in FILTERS if given.get(name)}
    plain = Address(
        tab=_one_of(given.get("tab"), get_args(Tab)),
        campaign=given.get("campaign", "")[:64],
        q=given.get("q", "")[:LONGEST_WORDS],
        sort=_one_of(given.get("sort"), get_args(Sort)),
        look=_one_of(given.get("view"), ("grid", *get_args(Look))),
        size_px=_size(given.get("size", "")),
    )
    for name, words in chosen.items():
        more = plain.changed(chosen=plain.chosen | {name: words})
        try:
            more.query()
        except (ValidationError, ValueError):
            continue
        plain = more
    return plain


def _one_of(word: str | None, words: tuple[Any, ...]) -> Any:
    return word if word in words else words[0]


def _size(word: str) -> int:
    if not (word.isascii() and word.isdecimal() and len(word) <= len(str(LARGEST_PX))):
        return USUAL_PX
    return min(max(int(word), SMALLEST_PX), LARGEST_PX)


def _asked(name: str, words: tuple[str, ...]) -> dict[str, Any]:
    """One filter as fields of the query. Raises ValueError for what is no such filter."""
    own = _OWN_WORDS.get(name, set[str]())
    asked: dict[str, Any] = {word: True for word in words if word in own}
    rest = tuple(word for word in words if word not in own)
    match name:
        case "state" | "model" | "ratio" | "maker":
            return asked | ({f"{name}s": rest} if rest else {})
        case "length":
            return dict(_range(rest[0], "shortest_seconds", "longest_seconds"))
        case "cost":
            return dict(_range(rest[0], "least_credits", "most_credits"))
        case "rating":
            return {"min_rating": int(rest[0])}
        case _:
            return _days(rest[0])


def _range(word: str, least: str, most: str) -> Iterator[tuple[str, int]]:
    """“5-8”, “9-” or “-4”."""
    first, dash, last = word.partition("-")
    if not dash:
        raise ValueError(word)
    if first:
        yield least, int(first)
    if last:
        yield most, int(last)


def _days(word: str) -> dict[str, Any]:
    """A word for the last days, or “2026-11-01..2026-11-20”, either end of which may be open."""
    first, between, last = word.partition("..")
    if not between:
        return {"within": word}
    return {name: day for name, day in (("from_day", first), ("to_day", last)) if day}
