"""A product in a sentence, and the kind of world it lives in."""

import re
from functools import cache
from typing import NamedTuple

from vidstudio.base.texts import catalogue, text
from vidstudio.rules.guide_product import cut_at_word
from vidstudio.rules.languages import language_of
from vidstudio.rules.situation import BriefFacts

_SHORT_LETTERS = 48
_PLAIN_FIRST_WORDS = (
    "new organic handmade small big winter summer spring autumn smart running natural fresh cold "
    "hot our my one two three four five six seven eight nine ten a an old young vegan wooden glass "
    "leather electric wireless portable solar free local little limited premium linen woollen wool "
    "gift gifts box boxes launch sale online second third first reusable recycled fair raw dark "
    "black white red green blue grey natural sustainable family children kids baby dog cat home"
)
_PLAIN_FIRST = frozenset(_PLAIN_FIRST_WORDS.split())
# A first word that ends so is rather a thing or a quality than a name.
_COMMON_END = re.compile(
    r"(?:ing|er|ic|ed|al|ful|less|ous|ive|te|ist|ment|tion|able|ish|ery|ty|ry|ness|ship|age)$"
)
_TAIL = re.compile(
    r",| (?:with|that|which|who|in|from|made|for|by|on|at|of|and|near|without)\b| [(–—-]|: ", re.I
)


class Subject(NamedTuple):
    """`full` and `short` come with their article: “the winter gift box with three roasts”."""

    full: str
    short: str
    kind: str  # of the tables `kind` in texts/en/scenes.toml


def subject_of(product: str) -> Subject:
    plain = " ".join(product.split()).strip(" .,;:") or "product"
    short = _TAIL.split(plain, maxsplit=1)[0].strip() or plain
    return Subject(_the(plain), _the(cut_at_word(short, _SHORT_LETTERS)), kind_of(plain))


def kind_of(product: str) -> str:
    """The kind with a word of the product; of several, the one named last in the first clause."""
    said = re.findall(r"[\w-]+", product.lower())
    found = [kind for word in said for kind in (_kinds().get(word),) if kind]
    return found[0] if found else "thing"


def upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def lower(words: str) -> str:
    """With a small letter, except for words that look like a name."""
    first = words.split(" ", 1)[0] if words else ""
    return words[:1].lower() + words[1:] if first[1:].islower() or len(first) == 1 else words


def scene(kind: str, name: str) -> str:
    return text(f"scenes.kind.{kind}.{name}")


def light(brief: BriefFacts, kind: str) -> str:
    """The light of the place, or the one that the tone asks for."""
    for mood, words in _MOOD_LIGHT:
        if mood.search(brief.tone):
            return words
    return scene(kind, "light")


_MOOD_LIGHT = (
    (re.compile(r"\b(?:dark|moody|mysterious|dramatic|gritty)\b", re.I),
     "Low, directional light, deep shadows, one bright edge."),
    (re.compile(r"\b(?:bright|fresh|cheerful|playful|joyful|colou?rful|lively)\b", re.I),
     "Bright daylight from a large window, clear colours, soft short shadows."),
    (re.compile(r"\b(?:cool|futuristic|crisp|minimal\w*|clean)\b", re.I),
     "Cool, even light, clean edges, one precise highlight."),
)  # fmt: skip


def _the(words: str) -> str:
    """With an article, except for a name of one word, a quotation, or markup."""
    first = words.split(" ", 1)[0]
    bare = first.lower().strip("’'-")
    common = bare in _PLAIN_FIRST or bare in _kinds() or not first[:1].isupper()
    common = common or bool(" " in words and _COMMON_END.search(bare))
    foreign = language_of(words) not in {"en", ""} or first[:1] > "\u024f"
    if not first[:1].isalnum() or foreign or (not common and " " not in words):
        return words
    return f"the {words[:1].lower() + words[1:] if common and first[1:].islower() else words}"


@cache
def _kinds() -> dict[str, str]:
    """Word → kind."""
    found = dict[str, str]()
    for key, words in catalogue().items():
        if key.startswith("scenes.kind.") and key.endswith(".words"):
            found |= dict.fromkeys(words.split(), key.split(".")[2])
    return found
