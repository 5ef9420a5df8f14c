"""Working a wish into a prompt: “warmer light”, “calmer”, “more steam”, “red instead of blue”."""

import re
from typing import NamedTuple

from vidstudio.rules.blocks import PROMPT_LIMIT
from vidstudio.rules.guide_product import cut_at_word
from vidstudio.rules.guide_scenes import upper
from vidstudio.rules.guide_words import TONES


class _Change(NamedTuple):
    """Where `asked` is heard, sentences with a word of `about` give way to `put`."""

    asked: re.Pattern[str]
    about: str
    put: str


def _change(asked: str, about: str, put: str) -> _Change:
    return _Change(re.compile(rf"\b(?:{asked})\b", re.I), about, put)


_LIGHT = "light lit shadow shadows sun glow"
_MOVE = "camera pan tilt slide dolly orbit zoom aerial hand-held handheld"
_PACE = "pace hurried"
_CHANGES = (
    _change("warmer|more warm(?:th)?|warm light|golden|wärmer(?:es)?"
            "|plus chaude?|más cálid[oa]", _LIGHT,
            "Warm, low light from the left, a golden rim on the edges, soft long shadows."),
    _change("cooler|colder|bluer|cold light|cool light|kühler(?:es)?|kälter(?:es)?"
            "|plus froide?", _LIGHT,
            "Cool, clear light from behind, bluish shadows, one clean highlight."),
    _change("darker|moodier|more (?:mood|contrast|dramatic|drama)|low key"
            "|dunkler(?:es)?|plus sombre|más oscur[oa]", _LIGHT,
            "Low, directional light, deep shadows, one bright edge on the subject."),
    _change("brighter|lighter|more light|daylight|airier|heller(?:es)?"
            "|plus clair|más clar[oa]", _LIGHT,
            "Bright, even daylight from a large window, open soft shadows."),
    _change("softer(?: light)?|less contrast|gentler", _LIGHT,
            "Soft, wide light from one side, hardly any shadows."),
    _change("at night|by night|night(?: ?time)?", _LIGHT,
            "Night: small warm lights, deep blue shadows, the subject clearly lit."),
    _change("sunset|golden hour|at dusk|evening light", _LIGHT,
            "Golden hour, the sun low and behind, long warm shadows."),
    _change("sunrise|at dawn|dawn light|morning light", _LIGHT,
            "First light of the day from the left, pale gold, a thin mist."),
    _change("calmer|slower|quieter|less (?:movement|motion|hectic|busy)|more calm|too (?:fast"
            "|hectic|busy)|ruhiger|langsamer|plus (?:calme|lent)|más (?:lent[oa]|tranquil[oa])",
            _MOVE, "The camera barely moves, a slow steady push in, everything takes its time."),
    _change("faster|quicker|more (?:energy|action|movement|motion|dynamic)|dynamic|livelier|"
            "schneller|plus rapide|más rápid[oa]|too (?:slow|boring|calm)|less boring|snappier",
            _MOVE,
            "Hand-held camera, quick and close to the action, one swift move that lands exactly."),
    _change("closer|close-?ups?|tighter|macro|nearer|more detail|näher|plus près|más cerca", _MOVE,
            "Very close: the camera stays on the surface, 100 mm lens, shallow focus."),
    _change("wider|further (?:away|back)|from (?:far|afar|further)|more (?:room|space)|zoom out",
            _MOVE,
            "Wide shot, 24 mm lens, the camera drifts back slowly and shows the whole place."),
    _change("from above|top[- ]?down|bird[’']?s[- ]eye|overhead", _MOVE,
            "Seen straight from above, locked camera, 35 mm lens."),
    _change("from below|lower angle|low angle", _MOVE,
            "Low camera close to the ground, looking up slightly, slow push in."),
    _change("static|locked|still camera|no camera move(?:ment)?|don[’']?t move the camera|tripod",
            _MOVE,
            "Locked camera on a tripod, 50 mm lens, only the subject moves."),
    _change("orbit|go around|circle|360", _MOVE,
            "The camera circles slowly around the subject, always in focus."),
    _change("hand-?held", _MOVE, "Hand-held camera, close and calm, 35 mm lens."),
    _change("slow[- ]?mo(?:tion)?", _PACE, "In slow motion, every movement drawn out."),
)  # fmt: skip
_SWAP = (
    re.compile(r"\b(?:replace|swap|change|turn) (?:the |all )?(.+?) (?:with|by|for|to"
               r"|into) (?:an? |the )?(.+)", re.I),
    re.compile(r"^(?:use |make it |have |put )?(?:an? |the )?(.+?) (?:instead of"
               r"|rather than) (?:an? |the )?(.+)", re.I),
)  # fmt: skip
_MORE = re.compile(r"\b(?:more|much more|a bit more|some more|extra) ((?:[\w’'-]+ ?){1,5})", re.I)
_LESS = re.compile(
    r"\b(?:no more|less|no|without|remove|drop|lose|take out|get rid of|delete|skip)"
    r"(?: the| any| all)? ((?:[\w’'-]+ ?){1,5})",
    re.I,
)
_ADD = re.compile(
    r"^(?:please )?(?:also )?(?:add|include|show|put in|bring in|give (?:it|me)) (.+)", re.I
)
_POLITE = re.compile(
    r"^(?:(?:please|can you|could you|would you|maybe|perhaps|but|and|then|so|also|i(?:[’']d"
    r"| would)? "
    r"(?:like|want|prefer)(?: it)?(?: to be)?|let[’']?s|i think|it should be|should be"
    r"|make (?:it|this|that|"
    r"(?:the )?(?:prompt|picture|video|clip|take|shot)(?: \d+)?)|for (?:the )?shot \d+"
    r"|in (?:the )?shot \d+|"
    r"shot \d+|(?:the )?(?:first|second|third|fourth|fifth|last) (?:shot|one|clip)|it (?:should"
    r"|must|needs to)|it|with|be|should|needs?|to)\b[:,]? ?)+",
    re.I,
)  # fmt: skip


_PARTS = re.compile(
    r"[.;!?\n]+|, (?:and |but )?|\band\b(?= (?:keep|let|make|add|no|more|less|show|have|remove|"
    r"warmer|darker|brighter|calmer|slower|closer|wider))"
)


def changed(prompt: str, wish: str) -> str:
    """The prompt with every part of the wish worked in; the same where nothing was asked."""
    for part in _PARTS.split(wish):
        said = _POLITE.sub("", " ".join(part.split())).strip(' ,:-–—"“”')
        if re.search(r"[^\W\d_]{2}", said):
            prompt = _worked_in(prompt, said)
    return cut_at_word(prompt, PROMPT_LIMIT)


def understood(wish: str) -> bool:
    """Whether it asks for something that the guide knows how to change."""
    return any(
        pattern.search(wish) for pattern in (*(one.asked for one in _CHANGES), *_SWAP, _MORE, _LESS)
    )


def _worked_in(prompt: str, said: str) -> str:
    swapped = _swapped(prompt, said)
    if swapped != prompt:
        return swapped
    for change in _CHANGES:
        if change.asked.search(said):
            return _put(prompt, change)
    if more := _MORE.search(said):
        return _added(prompt, f"More {more[1].strip()}, clearly visible.")
    if less := _LESS.search(said):
        return _without(prompt, less[1].strip())
    if add := _ADD.match(said):
        return _added(prompt, f"In the picture: {add[1].strip()}.")
    return _added(prompt, _one_word(said) if " " not in said else f"{upper(said)}.")


def _one_word(said: str) -> str:
    """“Funnier” is a mood, “rain” a thing."""
    mood = said.lower() in TONES or said.lower().endswith("er")
    return f"The mood: {said.lower()}." if mood else f"{upper(said)}, clearly visible."


def _swapped(prompt: str, said: str) -> str:
    for at, pattern in enumerate(_SWAP):
        if found := pattern.search(said):
            old, new = (found[1], found[2]) if at == 0 else (found[2], found[1])
            pattern_old = re.compile(rf"\b{re.escape(old.strip())}\b", re.I)
            if pattern_old.search(prompt):
                return pattern_old.sub(lambda _m, new=new: new.strip(), prompt)
    return prompt


def _put(prompt: str, change: _Change) -> str:
    """The new sentence in the place of the first one about the same thing; others go."""
    about = re.compile(rf"\b(?:{'|'.join(change.about.split())})\b", re.I)
    kept, done = list[str](), False
    for at, sentence in enumerate(_sentences(prompt)):
        hit = about.search(sentence) and at > 0 and not sentence.lower().startswith("it ends")
        if hit and not done:
            kept.append(change.put)
        elif not hit:
            kept.append(sentence)
        done = done or bool(hit)
    joined = " ".join(kept)
    return joined if done else _added(joined, change.put)


def _added(prompt: str, sentence: str) -> str:
    """Before the ending, where there is one."""
    sentences = _sentences(prompt)
    if sentence in sentences:
        return prompt
    ends = (n for n, said in enumerate(sentences) if said.lower().startswith("it ends"))
    at = next(ends, len(sentences))
    return " ".join([*sentences[:at], sentence, *sentences[at:]])


def _without(prompt: str, thing: str) -> str:
    """Sentences that begin with the thing go; that it is not wanted is said once."""
    head = re.compile(rf"^(?:an? |the |some )?{re.escape(thing)}\b", re.I)
    kept = [said for n, said in enumerate(_sentences(prompt)) if n == 0 or not head.match(said)]
    return _added(" ".join(kept), f"No {thing} in the picture.")


def _sentences(prompt: str) -> list[str]:
    """Each with its full stop."""
    parts = re.split(r"(?<=[.!?…])\s+", prompt.strip())
    return [part if part.endswith((".", "!", "?", "…")) else f"{part}." for part in parts if part]
