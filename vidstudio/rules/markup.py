"""The pieces of an HTML page that say something, in one pass over it.

Not the parser of the standard library: a page of unclosed comments keeps that one busy for minutes.
This one takes time in proportion to the page, whatever is in it.
"""

import re
from collections.abc import Iterator
from html import unescape

LEAST_SIDE = 200  # an <img> that says it is smaller is no product picture
_MOST_PIECES = 40
_MOST_TAG = 4000
_NAME = re.compile(r"/?[a-z][a-z0-9]*", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""([a-z:_-]{1,40})\s{0,9}=\s{0,9}("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE
)
# Letter by letter, so that places in the page stay the same: “İ”.lower() is two signs.
_SMALL = {ord(sign): sign.lower() for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_SILENT = ("script", "style", "noscript", "template", "svg", "nav", "footer", "iframe")
_TEXTS = ("title", "h1", "h2", "p", "li")
_NO_PRODUCT = re.compile(
    r"logo|icon|sprite|avatar|badge|pixel|tracking|flag|payment", re.IGNORECASE
)


class Reader:
    """`meta` by its name, `texts` by their tag, `images` by their address, `data` of JSON-LD."""

    def __init__(self, html: str) -> None:
        self.meta: dict[str, str] = {}
        self.texts: dict[str, list[str]] = {name: [] for name in _TEXTS}
        self.images: list[str] = []
        self.data: list[str] = []
        self._into = ""
        self._pieces: list[str] = []
        for tag, attributes, words in _tags(html):
            self._meet(tag, attributes, words)
        self._finish()

    def words(self) -> list[str]:
        return [text for tag in ("h1", "h2", "p", "li") for text in self.texts[tag]]

    def _meet(self, tag: str, attributes: str, words: str) -> None:
        if tag == "script":
            if _given(attributes).get("type", "").lower() == "application/ld+json":
                self._keep(self.data, words)
            return
        if tag == "meta":
            given = _given(attributes)
            name = (given.get("property") or given.get("name") or "").lower()
            self.meta.setdefault(name, " ".join(given.get("content", "").split()))
        elif tag == "img":
            self._image(_given(attributes))
        elif tag.lstrip("/") in _TEXTS:
            self._finish()
            self._into = tag if tag in _TEXTS else ""
        if self._into and tag not in _SILENT:
            self._pieces.append(words)

    def _finish(self) -> None:
        text = " ".join(unescape("".join(self._pieces)).split())
        if self._into and text:
            self._keep(self.texts[self._into], text)
        self._into, self._pieces = "", []

    def _image(self, given: dict[str, str]) -> None:
        sides = [given[side] for side in ("width", "height") if given.get(side, "").isdecimal()]
        small = any(int(side[:6]) < LEAST_SIDE for side in sides)
        source = given.get("src") or given.get("data-src") or ""
        told = f"{source} {given.get('class', '')} {given.get('alt', '')}"
        if source and not small and not _NO_PRODUCT.search(told):
            self._keep(self.images, source)

    def _keep(self, pieces: list[str], piece: str) -> None:
        if len(pieces) < _MOST_PIECES:
            pieces.append(piece)


def _tags(html: str) -> Iterator[tuple[str, str, str]]:
    """Each tag in small letters, “/p” where one ends, with its attributes and the words after it.

    What stands inside scripts and the like comes as the words of their tag; comments do not come.
    """
    low, at = html.translate(_SMALL), 0
    while (start := html.find("<", at)) >= 0:
        if html.startswith("<!--", start):
            at = _after(html, "-->", start + 4)
            continue
        end = html.find(">", start)
        if end < 0:
            return
        at = end + 1
        name = _NAME.match(html, start + 1, end)
        if name is None:
            continue
        tag, attributes = name[0].lower(), html[name.end() : min(end, name.end() + _MOST_TAG)]
        if tag in _SILENT:
            close = low.find(f"</{tag}", at)
            close = len(html) if close < 0 else close
            yield tag, attributes, html[at:close]
            at = close
            continue
        following = html.find("<", at)
        yield tag, attributes, html[at : following if following >= 0 else len(html)]


def _after(html: str, mark: str, at: int) -> int:
    found = html.find(mark, at)
    return len(html) if found < 0 else found + len(mark)


def _given(attributes: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(attributes)
    return {name.lower(): unescape(value.strip("\"'")) for name, value in found}
