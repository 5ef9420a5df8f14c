"""What a language model is asked when it refines, and whether its answer can be used."""

import re

from vidstudio.rules.plain import plain
from vidstudio.rules.refining import tidied

# Longer answers than this many times the prompt, and this many characters more, are no refining.
_GROWTH, _ROOM = 4, 800
_LEAST_SHARE = 0.3
_MENTION = re.compile(r"(?<!\w)@[\w-]+")
_APOLOGY = re.compile(
    r"^(?:i[’']?m sorry|i am sorry|sorry|i can(?:no|[’'])t|i cannot|unfortunately|as an ai|"
    r"i[’']m unable|i am unable|es tut mir leid|leider kann|je suis désolé|désolé|lo siento|"
    r"mi dispiace|sinto muito|desculpe|het spijt me)\b",
    re.I,
)
_LEAD = re.compile(
    r"^(?:(?:sure|certainly|of course|okay|ok)[,.!:]? *)?(?:(?:here(?:[’']s| is)"
    r"|this is)\b[^\n]{0,60}"
    r"|(?:the )?(?:refined|improved|better|new|rewritten)? ?(?:video )?prompt)\s*:\s*",
    re.I,
)
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "'": "'", "‘": "’", "`": "`"}


def system_words(limit: int) -> str:
    """How to refine, for a model that makes at most `limit` characters of it."""
    return (
        "You improve prompts for video models. Answer with the improved prompt alone: no quotes, "
        "no headings, no explanations, no lists. Keep the language of the text, its meaning, every "
        "name, number and every @mention exactly as written. Add only what is missing of subject "
        "detail, place, light, lens, camera movement and ending, in two to five plain sentences. "
        f"At most {min(limit, 1500)} characters, and change as few words as you can."
    )


def usable(answer: str, before: str, limit: int) -> str | None:
    """The prompt in an answer, freed of quotes and a leading line; None for what is no prompt."""
    words = tidied(plain(_bare(answer)))
    letters = sum(letter.isalpha() for letter in words)
    if not letters or len(words) > min(limit, _GROWTH * len(before) + _ROOM):
        return None
    if len(words) < _LEAST_SHARE * len(before) or _APOLOGY.match(words):
        return None
    if words[0] in "{[" or "```" in words or re.search(r"^\s*(?:#|[-*] )", words, re.M):
        return None
    kept = set(_MENTION.findall(words))
    return words if set(_MENTION.findall(before)) <= kept else None


def _bare(answer: str) -> str:
    words = answer.strip()
    fenced = re.fullmatch(r"```\w*\n(.*?)\n?```", words, re.S)
    words = _LEAD.sub("", (fenced[1] if fenced else words).strip(), count=1).strip()
    closing = _QUOTES.get(words[:1])
    quoted = closing and len(words) > 1 and words.endswith(closing) and closing not in words[1:-1]
    return words[1:-1].strip() if quoted else words
