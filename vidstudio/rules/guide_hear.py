"""Hearing a sentence: what is promoted, to whom, with which offer, where, in which tone."""

import re
from collections.abc import Callable
from typing import NamedTuple

from vidstudio.rules import guide_words as words
from vidstudio.rules.brief import CHANNELS, FIELD_LIMIT
from vidstudio.rules.guide_product import cut_at_word, product_in

_HEARD_LETTERS = 1500  # of a long text, the beginning says what it is about
_MOST_SECONDS, _LEAST_SECONDS = 15, 2
_GAP = " ¦ "  # stands where something was heard and taken out


class Heard(NamedTuple):
    """Empty, or 0, where nothing was said. `shots` and `seconds` are wishes."""

    product: str = ""
    audience: str = ""
    offer: str = ""
    tone: str = ""
    must_show: str = ""
    never_say: str = ""
    channels: tuple[str, ...] = ()
    url: str = ""
    shots: int = 0
    seconds: int = 0
    aspect_ratio: str = ""
    tiktok: bool = False


class _Ear:
    """A text from which one thing after the other is taken."""

    def __init__(self, text: str) -> None:
        self.left = text

    def take(self, pattern: re.Pattern[str], fits: Callable[[str], bool] = bool) -> list[str]:
        """The first group (or all) of each match; their places become gaps."""
        found = list[str]()

        def cut(match: re.Match[str]) -> str:
            part = next((group for group in match.groups() if group), match[0]).strip(" ,:-–")
            if not part or not fits(part):
                return match[0]
            found.append(part)
            return _GAP

        self.left = pattern.sub(cut, self.left)
        return found


def hear(message: str) -> Heard:
    """Everything that was understood of one message."""
    ear = _Ear(re.sub(r"[^\S\n]+", " ", message.replace("\x00", " ").strip())[:_HEARD_LETTERS])
    url = next((u.rstrip(".,;:!?)]}’”*_") for u in ear.take(words.URL)), "")
    never = ear.take(words.NEVER)
    counted = ear.take(re.compile(words.SHOTS.pattern + r"(?! for| of(?! \d)| about)", re.I))
    seconds = [int(found) for found in ear.take(words.SECONDS)]
    ratios = ear.take(words.RATIO)
    places = _places(ear)
    offer = _joined(ear.take(words.OFFER))
    must_show = _joined(ear.take(words.MUST))
    tone = _tone(ear)
    audience = _audience(ear)
    return Heard(
        product=product_in(ear.left),
        audience=_sentence(audience),
        offer=_sentence(offer),
        tone=_sentence(tone),
        must_show=_sentence(must_show),
        never_say=_sentence(", ".join(part.strip() for part in never)),
        channels=tuple(name for name in CHANNELS if name in places),
        url=url[:2000],
        shots=_count(counted or words.SHOTS.findall(message[:_HEARD_LETTERS])),
        seconds=min(max(seconds[0], _LEAST_SECONDS), _MOST_SECONDS) if seconds else 0,
        aspect_ratio=words.RATIO_WORDS.get(ratios[0].lower(), ratios[0]) if ratios else "",
        tiktok=bool(re.search(r"tik ?-?tok", message[:_HEARD_LETTERS], re.I)),
    )


def _places(ear: _Ear) -> set[str]:
    found = set[str]()

    def note(match: re.Match[str]) -> str:
        phrase = match[0]
        for name in ("shorts", "reels", "youtube", "linkedin", "feed", "square"):
            if words.PLACE[name].search(phrase):
                found.add(name)
                phrase = words.PLACE[name].sub(" ", phrase)
        return _GAP

    ear.left = words.PLACES.sub(note, ear.left)
    return found


def _count(found: list[str]) -> int:
    first = found[0].lower() if found else ""
    number = re.match(r"(?:in |with |as )?(\w+)", first)
    word = number[1] if number else ""
    return words.COUNTS.get(word, int(word) if word.isdecimal() else 0)


def _tone(ear: _Ear) -> str:
    """Clauses that hold nothing but moods: “quiet and warm, a little proud”."""
    kept, tones = list[str](), list[str]()
    for clause in re.split(r"([,.;!?\n¦])", ear.left):
        said = re.findall(r"[\w’'-]+", clause.lower())
        moods = [word for word in said if word in words.TONES]
        if moods and all(word in words.TONES | words.TONE_FILLERS for word in said):
            tones.append(_mood(clause))
            kept.append(_GAP)
        else:
            kept.append(clause)
    ear.left = "".join(kept)
    return ", ".join(tones) or _trailing_tone(ear)


def _mood(clause: str) -> str:
    """Without what leads to the moods and what follows them."""
    lead = (
        r"^(?:(?:the|an?(?! (?:little|bit))|in|with|it|tone|style|mood|look|feel|should|be|is"
        r"|keep|make|please|we|i|"
        r"want|like|to|and|but|overall|voice|atmosphere|of)\b\W*)+"
    )
    clause = re.sub(lead, "", clause.strip(), flags=re.I)
    return re.sub(
        r"(?:\s+(?:tone|style|mood|look|feel|feeling|vibes?|please))+$", "", clause
    ).strip()


def _trailing_tone(ear: _Ear) -> str:
    """“… in a warm, calm tone”."""
    pattern = re.compile(
        r"\b(?:in|with) an? ((?:[\w-]+,? (?:and )?){1,4})(?:tone|style|mood|look|feel)\b", re.I
    )
    return _joined(ear.take(pattern))


def _audience(ear: _Ear) -> str:
    found = list(words.AUDIENCE.finditer(ear.left))
    sold_to = re.search(
        r"\b(?:promote|sell|show|market|advertise|pitch"
        r"|present)\b[^.;!?\n¦]*? to ([^.;!?\n,¦]{2,120})",
        ear.left,
        re.I,
    )
    if sold_to and words.PEOPLE.search(sold_to[1]):
        ear.left = ear.left[: sold_to.start(1) - 3] + _GAP + ear.left[sold_to.end() :]
        return sold_to[1].strip()
    fits = [m for m in found if not words.NOT_PEOPLE.match(_object(m)) and not _ad_for(ear.left, m)]
    chosen = next((m for m in fits if words.PEOPLE.search(_object(m))), fits[0] if fits else None)
    if chosen is None:
        return _people_alone(ear)
    end = chosen.start(1) + len(_object(chosen))
    ear.left = ear.left[: chosen.start()] + _GAP + ear.left[end:]
    return _object(chosen).strip()


def _people_alone(ear: _Ear) -> str:
    """A clause of its own, after the first: “Home brewers, 25 to 45.”"""
    pattern = re.compile(
        rf"(?<=[.;!?\n¦,])\s*((?:(?!¦)[\w’'-]+ ){{0,4}}{words.PEOPLE.pattern}"
        rf"(?:,? (?:aged )?\d\d ?(?:to|-|–) ?\d\d)?)\s*(?=[.;!?\n¦,]|$)",
        re.I,
    )
    found = pattern.search(ear.left)
    if not found:
        return ""
    ear.left = ear.left[: found.start(1)] + _GAP + ear.left[found.end(1) :]
    return found[1]


def _object(match: re.Match[str]) -> str:
    """What stands after the “for”, up to the next gap or turn of the sentence."""
    return re.split(r" ?¦| (?:and|with|because|so that|but) (?!\w+ers\b|\w+s\b|\d)", match[1])[0]


def _ad_for(text: str, match: re.Match[str]) -> bool:
    """“An ad for my bakery” names what is promoted, not who it is for."""
    before = text[: match.start()].rstrip()
    named = re.search(
        r"\b(?:ads?|adverts?|commercials?|campaigns?|videos?|spots?|clips?|films?|shots?|content|"
        r"promos?|something|launch|marketing|reels?)$|¦$|^$",
        before,
        re.I,
    )
    return named is not None and not words.PEOPLE.search(_object(match))


def _joined(parts: list[str]) -> str:
    return ", ".join(part.strip(" ,") for part in parts if part.strip(" ,"))


def _sentence(words_found: str) -> str:
    """With a capital, without the full stop, within a field of the brief."""
    kept = cut_at_word(" ".join(words_found.replace("¦", " ").split()).strip(" ,.;:"), FIELD_LIMIT)
    return kept[:1].upper() + kept[1:]
