"""The brief as the guide writes it: what was heard, and sensible guesses that it names."""

import re
from typing import Any

from vidstudio.base.texts import counted, text
from vidstudio.rules import guide_words as words
from vidstudio.rules.brief import CHANNELS, FIELD_LIMIT
from vidstudio.rules.guide_hear import Heard, hear
from vidstudio.rules.guide_product import cut_at_word
from vidstudio.rules.guide_scenes import scene, subject_of, upper
from vidstudio.rules.languages import NAMES, language_of
from vidstudio.rules.situation import BriefFacts, Call, Say, Situation

_FIELDS = ("goal", "audience", "product", "offer", "tone", "must_show", "never_say")
_GUESSED_CHANNELS = ("reels", "feed")
_UNNAMED = re.compile(
    r"^(?:new |my |our )?(?:campaign|untitled|test|first campaign)?(?: ?\d+)?$", re.I
)
_COMMAND = re.compile(
    r"^(?:please )?(?:(?:set|change|make|write|put|our|my|the|its|new) )*"
    r"(goal|aim|audience|target group|product|offer|tone|must[- ]show|never[- ]say|channels?)"
    r"(?: (?:to|is|are|should be|becomes?|will be)|:|=)+ ?(.+)$",
    re.I | re.S,
)
_COMMAND_FIELDS = {"aim": "goal", "target group": "audience", "must show": "must_show",
                   "never say": "never_say", "channel": "channels"}  # fmt: skip
_SAVING = re.compile(r"%|percent|\b(?:free|off|half|sale|buy|limited|two for|friday)\b", re.I)
_ALSO = re.compile(r"\b(?:also|too|as well|add|plus|and)\b", re.I)


def first(situation: Situation, heard: Heard) -> tuple[Say | Call, ...]:
    """The whole brief at the first hearing, its guesses named."""
    brief = situation.brief
    known = _known(brief, _plain_product(situation, heard))
    by_address = "" if known["product"] else named_by(heard.url)
    known["product"] = known["product"] or by_address
    guessed = {name: value for name, value in _guesses(situation, known).items() if value}
    guessed = {name: v for name, v in guessed.items() if not known.get(name)}
    channels = known["channels"] or _GUESSED_CHANNELS
    told = [*guessed, *(["product"] if by_address else [])]
    told += [] if known["channels"] else ["channels"]
    arguments = {name: known.get(name) or guessed.get(name, "") for name in _FIELDS}
    fresh = {name: v for name, v in arguments.items() if v and v != getattr(brief, name)}
    lead = "page" if heard.url and not heard.product else "first"
    return (
        *((Call(name="read_page", arguments={"url": heard.url}),) if heard.url else ()),
        Say(text=_words(situation, lead, told, heard)),
        Call(name="write_brief", arguments={**fresh, "channels": channels}),
    )


def edit(situation: Situation) -> dict[str, Any]:
    """What a later message says for the brief, as arguments; empty when it says nothing."""
    return commanded(situation.message) or _heard_later(situation, hear(situation.message))


def commanded(message: str) -> dict[str, Any]:
    """“The audience is young parents”: a field by its name."""
    command = _COMMAND.match(message.strip())
    if command is None:
        return {}
    name = command[1].lower().replace("-", " ")
    return _commanded(_COMMAND_FIELDS.get(name, name), command[2].strip())


def _commanded(field: str, value: str) -> dict[str, Any]:
    if field == "channels":
        found = hear(value).channels
        return {"channels": found} if found else {}
    return {field: upper(cut_at_word(" ".join(value.split()).rstrip(" ."), FIELD_LIMIT))}


def _heard_later(situation: Situation, heard: Heard) -> dict[str, Any]:
    brief = situation.brief
    said = {name: getattr(heard, name) for name in ("audience", "offer", "tone", "must_show")}
    said["offer"] = _offer(brief.offer, heard.offer)
    gone = [name for name, place in words.PLACE.items() if place.search(heard.never_say)]
    if heard.never_say and not gone:
        before = [brief.never_say] if brief.never_say else []
        said["never_say"] = ", ".join([*before, heard.never_say])
    fresh = {
        name: cut_at_word(value, FIELD_LIMIT)
        for name, value in said.items()
        if value and value != getattr(brief, name)
    }
    more = brief.channels if gone or _ALSO.search(situation.message) else ()
    wanted = {name for name in (*more, *heard.channels) if name not in gone}
    channels = tuple(name for name in CHANNELS if name in wanted)
    changed = (heard.channels or gone) and channels and channels != brief.channels
    return {**fresh, "channels": channels} if changed else fresh


def _offer(stands: str, heard: str) -> str:
    """A new date takes the place of the old one; another offer, of the whole."""
    if stands and words.DATED.fullmatch(heard):
        rest = words.DATED.sub("", stands).strip(" ,")
        return f"{rest} {heard[:1].lower()}{heard[1:]}".strip()
    return heard


def _plain_product(situation: Situation, heard: Heard) -> Heard:
    """Of other languages only the first clause; with nothing said, the campaign's own name."""
    language = language_of(situation.message)
    product = heard.product if language in {"en", ""} else heard.product.split(", ")[0]
    name = situation.campaign_name.strip()
    if not product and not heard.url and not situation.brief.product and not _UNNAMED.match(name):
        product = name[:100]
    return heard._replace(product=upper(product))


def _known(brief: BriefFacts, heard: Heard) -> dict[str, Any]:
    """What was said, else what stands in the brief."""
    known = {name: getattr(heard, name, "") or getattr(brief, name) for name in _FIELDS}
    return {
        **known,
        "goal": _goal(brief, known, heard),
        "channels": heard.channels or brief.channels,
    }


def _goal(brief: BriefFacts, known: dict[str, Any], heard: Heard) -> str:
    """Wishes for shots are kept with the goal: the plan reads them there."""
    shots = f"{heard.shots} shots" if heard.shots > 1 else ("1 shot" if heard.shots else "")
    seconds = f"{heard.seconds} s each" if heard.seconds else ""
    wishes = ", ".join(filter(None, (shots, heard.aspect_ratio, seconds)))
    if not wishes:
        return brief.goal
    goal = brief.goal.rstrip(".") or _guessed_goal(known)
    return cut_at_word(text("guide.brief.wanted", goal=goal, wishes=wishes), FIELD_LIMIT)


def _guesses(situation: Situation, known: dict[str, Any]) -> dict[str, str]:
    subject = subject_of(known["product"] or situation.brief.page_summary[:80])
    must = text("guide.brief.must", The=upper(subject.short)) if known["product"] else ""
    launch = re.search(r"\b(?:launch|new|introduc|open)", situation.message, re.I)
    page = _page(situation.brief.page_summary)
    offered = {**known, "offer": known["offer"] or page.offer}
    goal = text("guide.brief.goal_launch", the=subject.short) if launch else _guessed_goal(offered)
    return {
        "goal": goal,
        "audience": page.audience or scene(subject.kind, "audience"),
        "offer": page.offer,
        "tone": scene(subject.kind, "tone"),
        "must_show": must,
    }


def _page(summary: str) -> Heard:
    """Audience and offer as the page says them; of several offers the first with a number."""
    heard = [hear(sentence) for sentence in re.split(r"(?<=[.!?])\s+", summary)]
    offers = [one.offer for one in heard if one.offer]
    offer = next((offer for offer in offers if re.search(r"\d", offer)), "")
    audience = next((one.audience for one in heard if one.audience), "")
    return Heard(offer=offer or next(iter(offers), ""), audience=audience)


def _guessed_goal(known: dict[str, Any]) -> str:
    if not known["product"]:
        return text("guide.brief.goal_page")
    key = "goal_offer" if _SAVING.search(known["offer"]) else "goal"
    return text(f"guide.brief.{key}", the=subject_of(known["product"]).short)


def _words(situation: Situation, lead: str, guessed: list[str], heard: Heard) -> str:
    names = [text(f"guide.brief.field.{name}") for name in guessed]
    guesses = text("guide.brief.none")
    if names:
        fields = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        guesses = counted("guide.brief.guess", len(names), fields=upper(f"the {fields}"))
    said = [text(f"guide.brief.{lead}", guesses=guesses)]
    said += [text("guide.brief.tiktok")] if heard.tiktok else []
    return " ".join([*said, key_note(situation)]).strip()


def key_note(situation: Situation) -> str:
    """What a key would add: told with the first brief, not again."""
    if situation.brief.product or (situation.shots and any(s.prompt for s in situation.shots)):
        return ""
    language = language_of(situation.message)
    if language == "en" or not foreign(situation.message):
        return text("guide.brief.key")
    name = NAMES.get(language, text("guide.brief.foreign_other"))
    return text("guide.brief.foreign", language=name)


_FEW_WORDS = 3


def foreign(message: str) -> bool:
    """Whether it is surely not English: a known other language, or other letters."""
    language = language_of(message)
    letters = [letter for letter in message if letter.isalpha()]
    other_script = 2 * sum(letter > "\u024f" for letter in letters) > len(letters)
    return other_script or (language not in {"en", ""} and len(message.split()) >= _FEW_WORDS)


def named_by(url: str) -> str:
    """A name from an address: “nordlicht.coffee/autumn” → “Nordlicht autumn”."""
    host, _, path = re.sub(r"^https?://|^www\.", "", url, flags=re.I).partition("/")
    labels = re.sub(r"^www\.", "", host.partition(":")[0]).split(".")
    last = re.sub(r"[?#].*", "", path).strip("/").split("/")[-1]
    words_in_path = [word for word in re.split(r"[-_.+%]", last) if word.isalpha()][:4]
    skipped = {"html", "htm", "php", "index", "en", "de", "products", "product", "shop"}
    kept = [word.lower() for word in words_in_path if word.lower() not in skipped]
    return upper(" ".join([labels[-2] if len(labels) > 1 else labels[0], *kept]))
