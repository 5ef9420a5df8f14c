"""What a product page says, read out of its HTML: words, prices, pictures. No I/O.

Everything here is data from strangers: nothing is followed, run or trusted.
"""

import codecs
import re
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from vidstudio.rules.markup import Reader
from vidstudio.rules.products import product_of

MOST_SIGNS = 400_000  # of a page; what matters stands at its beginning
SUMMARY_SIGNS = 600
TITLE_SIGNS = 120
PICTURES_TRIED = 12
_LEAST_PARAGRAPH = 40
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"' ]*([\w-]{1,40})", re.IGNORECASE)
_PRICE = re.compile(
    r"(?:[€$£¥]\s?\d[\d.,]{0,9}|\d[\d.,]{0,9}\s?(?:€|£|EUR\b|USD\b|GBP\b|kr\b|CHF\b))"
)
_NO_PHOTO = (".svg", ".gif", ".ico")


class PageFacts(NamedTuple):
    """`pictures` are whole addresses, the likeliest product picture first."""

    title: str
    description: str
    headings: tuple[str, ...]
    prices: tuple[str, ...]
    paragraphs: tuple[str, ...]
    pictures: tuple[str, ...]


def decoded(body: bytes, content_type: str) -> str:
    """The text of a page, by what it says of itself; where that is wrong, by what fits."""
    _, _, declared = content_type.lower().partition("charset=")
    inside = _META_CHARSET.search(body[:2048])
    named = [declared.strip(" \"'").partition(";")[0], inside[1].decode("ascii") if inside else ""]
    for name in (*named, "utf-8"):
        try:
            # A body may be cut in the middle of a character: the rest is not asked for.
            return codecs.getincrementaldecoder(name)("strict").decode(body)
        except (LookupError, UnicodeError, ValueError, TypeError):
            continue
    return body.decode("cp1252", errors="replace")


def read(html: str, url: str) -> PageFacts:
    reader = Reader(html[:MOST_SIGNS])
    meta, facts = reader.meta, product_of(reader.data)
    title = meta.get("og:title") or facts.name or _first(reader.texts["title"])
    found = [*meta_pictures(meta), *facts.pictures, *reader.images]
    return PageFacts(
        title=line(title or _first(reader.texts["h1"]), TITLE_SIGNS),
        description=line(
            meta.get("og:description") or meta.get("description") or facts.description, 400
        ),
        headings=_unlike(reader.texts["h1"] + reader.texts["h2"], 6),
        prices=_unlike([*facts.prices, *_PRICE.findall(" ".join(reader.words())[:20_000])], 3),
        paragraphs=tuple(p for p in reader.texts["p"] if len(p) >= _LEAST_PARAGRAPH)[:4],
        pictures=_addresses(found, url),
    )


def meta_pictures(meta: dict[str, str]) -> list[str]:
    return [meta[name] for name in ("og:image", "og:image:url", "twitter:image") if name in meta]


def summary(facts: PageFacts) -> str:
    """At most 600 characters, in the page's own words. Empty when it has none."""
    said = facts.description or (facts.paragraphs[0] if facts.paragraphs else "")
    price = f"Price on the page: {facts.prices[0]}" if facts.prices else ""
    more = [p for p in facts.paragraphs if p not in said and said not in p]
    parts = [facts.title, said, price, *more]
    text = ""
    for part in (part for part in parts if part and part not in text):
        longer = (
            f"{text} {part.rstrip('.')}.".strip() if part[-1] not in "!?…" else f"{text} {part}"
        )
        if len(longer) > SUMMARY_SIGNS and text:
            break
        text = longer.strip()
    return line(text, SUMMARY_SIGNS)


def digest(facts: PageFacts) -> str:
    """The same as lines, for somebody who writes a better summary. At most about 3 000 signs."""
    lines = [facts.title, facts.description, *facts.headings, *facts.prices, *facts.paragraphs]
    return "\n".join(line for line in lines if line)[:3000]


def _addresses(found: list[str], url: str) -> tuple[str, ...]:
    whole = list[str]()
    for source in found:
        try:
            address = urljoin(url, source.strip())
            path = urlsplit(address).path.lower()
        except ValueError:
            continue
        if address.startswith(("http://", "https://")) and not path.endswith(_NO_PHOTO):
            whole.append(address)
    return tuple(dict.fromkeys(whole))[:PICTURES_TRIED]


def _unlike(texts: list[str], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line(text, 160) for text in texts if text))[:most]


def _first(texts: list[str]) -> str:
    return texts[0] if texts else ""


def line(text: str, most: int) -> str:
    """One line of at most `most` signs, cut at a word."""
    text = " ".join(text.replace("\x00", "").split())
    if len(text) <= most:
        return text
    cut, _, _ = text[: most - 1].rpartition(" ")
    return f"{cut.rstrip(' ,.;:')}…" if cut else text[:most]
