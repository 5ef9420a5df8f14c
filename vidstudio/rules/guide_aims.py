"""What a message to the guide is after, by its words alone."""

import re
from typing import Literal

Aim = Literal[
    "go_on", "plan", "accepted", "more", "own", "add", "launch", "sale", "page", "credits", "help",
    "who", "thanks", "hello", "stop", "undo", "make", "takes", "finish", "angles", "write_brief",
]  # fmt: skip

_END = r"[\s.!?,:;…)\]👍]*$"
_AIMS: tuple[tuple[Aim, str], ...] = (
    ("plan", r"^plan (?:these|the|those|my|our|some|three|more)? ?shots?\b|^(?:plan|shot plan"
             r"|plan it)" + _END),
    ("accepted", r"^accept(?:ed)?(?: (?:all|\d+))?(?: of (?:it|them))?(?: shots?)?(?: please)?"
                 + _END),
    ("more", r"\b(?:three|two|some|any|a few|more|other|another|different|new|further)(?: more"
             r"| other| new)? "
             r"(?:angles?|ideas?|ways?|strateg(?:y|ies)|options?|concepts?)\b|^(?:three|two|some"
             r"|one) more\b"
             r"|^(?:i (?:don[’']?t|do not) like (?:them|these|those|any)|none of (?:them"
             r"|these))\b"),
    ("own", r"^my own angle:|^my (?:own )?(?:angle|idea)(?: is|:)"),
    ("add", r"^(?:please )?(?:add|plan|i (?:need|want)|give me|insert)? ?(?:a|an|another"
            r"|one more)(?: new| further)? shot\b"),
    ("launch", r"^launch (?:a|my|our|the)? ?(?:new )?product" + _END),
    ("sale", r"^(?:a )?seasonal sale" + _END),
    ("page", r"^turn (?:this|a|my|the) (?:web ?)?page into (?:three )?ads:?" + _END),
    ("credits", r"\bcredits?\b|\b(?:i|we) (?:spend|spent)\b"
                r"|\bhow (?:much|expensive)\b|\bwhat (?:does|do|will"
                r"|would) .*\bcosts?\b"
                r"|\b(?:price|prices|cost|costs|budget)\b.*\?|^(?:price|prices|cost|costs"
                r"|balance)" + _END),
    ("help", r"\bwhat (?:can|could|do|should) (?:you|i|we)(?: \w+)? do\b"
             r"|^(?:please )?help(?: me)?(?: please)?" + _END +
             r"|\bhow (?:does|do) (?:this|it|that|i|you|we) (?:work|start|begin|use)\b"
             r"|^what is this|^commands?" + _END +
             r"|^how (?:to|do i) start"),
    ("who", r"\b(?:who|what) are you\b|\bare you (?:a|an|real|human)\b|\b(?:chat ?gpt"
            r"|language model|ai model)\b"
            r"|\bignore (?:all|any|your|the|previous)\b|\bsystem prompt\b|\bapi key\b"),
    ("thanks", r"^(?:many )?(?:thanks?|thank you|thx|cheers|merci|danke|gracias|tack|super|cool"
               r"|nice|great|lovely|"
               r"wonderful|perfect|awesome|amazing|wow|excellent)\b(?: (?:you|a lot|so much"
               r"|very much|work|job|that|this|"
               r"looks?|is|it|all|thanks|nice|good|great|one|stuff|for (?:that|this|your help"
               r"|now)))*" + _END),
    ("hello", r"^(?:hi|hello|hey|hallo|hej|hola|bonjour|moin|ciao|good (?:morning|day|afternoon"
              r"|evening))\b"
              r"(?: (?:there|you|all|everyone|again))?" + _END),
    ("stop", r"^(?:please )?(?:stop|cancel|abort)(?: (?:it|that|this|the|all|my|take|takes|video"
             r"|videos|\d+))*" + _END),
    ("undo", r"^(?:undo|go back|back|revert|start (?:over|again)|reset|delete (?:everything"
             r"|all))\b"),
    ("go_on", r"^(?:ok(?:ay)?|yes|yep|yeah|yup|sure|fine|right|correct|good|alright|ja|oui|sí|si"
              r"|passt|weiter|genau|"
              r"looks? (?:right|good|great|fine|ok)|(?:that[’']?s|that is|it[’']?s) (?:right"
              r"|good|fine|correct|ok|it)|"
              r"go(?: on| ahead| for it)?|continue|next(?: step)?|proceed|do (?:it|that)"
              r"|let[’']?s go|carry on|"
              r"i (?:like|agree)(?: it| with it)?|sounds good|and (?:now|then)|what(?:[’']?s"
              r"| is)? (?:next|now)|"
              r"brief is (?:right|fine|good|ok)|approved?)(?:[, ]+(?:please|thanks|then"
              r"|looks? (?:right|good)|go on|"
              r"go ahead|it is|that[’']?s right|next|do it|good|right))*" + _END),
    ("make", r"^(?:please |now |ok |and |let[’']?s )*(?:make|generate|render|produce|create"
             r"|shoot|start)(?: me)?"
             r"(?: (?:the|all|these|those|my|our|missing|every|both|some|more|now|another|a|new"
             r"|first|two|three|\d|right|immediately|quickly|"
             r"takes?|videos?|shots?|clips?|films?|them|it|everything|of|for|again|please|one))*"
             + _END),
    ("takes", r"\b(?:show|see|where|open|look at|list)\b.*\b(?:takes?|videos?|results?|clips?"
              r"|films?)\b|^(?:status|progress)\b"
              r"|\b(?:ready|done|finished) (?:yet|already|now)\b|\bhow (?:is|are|far"
              r"|long)\b.*\b(?:going|coming|take|takes|it|left|we)\b"),
    ("finish", r"\b(?:creatives?|approve|approval|review|publish(?:ing)?|download|export"
               r"|share it|go live|zip)\b"),
    ("angles", r"^(?:please )?(?:show (?:me )?)?(?:the |some |three |your )?(?:angles?|strategy"
               r"|strategies|ideas?)(?: please)?" + _END),
    ("write_brief", r"^(?:please )?(?:write|make|fill(?: in)?|do|show(?: me)?) (?:me )?(?:a|the"
                    r"|my|our) brief" + _END),
)  # fmt: skip
_COMPILED: tuple[tuple[Aim, re.Pattern[str]], ...] = tuple(
    (aim, re.compile(pattern, re.I)) for aim, pattern in _AIMS
)
_LONGEST = 160  # a longer text is no command, whatever its words

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "one": 1,
             "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}  # fmt: skip
_NUMBERED = re.compile(
    r"\b(?:shots?|clip|number|scene|aufnahme|einstellung|szene|toma|escena|scène"
    r"|no\.?|#) ?(\d{1,3}|one|two|three|four|five|six)\b"
    r"|\b(first|second|third|fourth|fifth|sixth|last)(?: (?:shot|one|clip|scene|prompt|video)\b"
    r"|(?= ?[,.;:]))",
    re.I,
)
_EVERY = re.compile(
    r"\b(?:all|every|both|each)(?: of)?(?: the| my| our)? (?:shots?|prompts?|clips?|of them"
    r"|videos?)\b",
    re.I,
)
_IMPERATIVE = re.compile(
    r"^(?:please |now |but |and |maybe |can you |could you |i[’']?d like |i want |i would like )*"
    r"(?:let|keep|put|give|use|have|move|turn|try|add|remove|show|make|start|end|begin|focus"
    r"|change|the \w+ should|"
    r"it should|it needs|a bit|a little|too|less|more|no|not so|without|replace|swap|place"
    r"|rewrite|refine|improve|"
    r"shorten|lengthen)\b",
    re.I,
)
_SHAPE = re.compile(
    r"^(?:please )?(?:make |set |change |turn )?(?:it|this|that|shot \d+|the \w+ shot"
    r"|all shots)?,? ?(?:to |in |into |a bit |be )*"
    r"(?:shorter|longer|\d{1,2} ?(?:s|sec|seconds?)(?: long)?|16:9|9:16|1:1|4:5|vertical"
    r"|horizontal|upright|widescreen|square"
    r"|4k|1080p|720p)(?: please| format)?[\s.!?]*$",
    re.I,
)  # fmt: skip
_KEYBOARD = re.compile(r"asdf|qwer|wert[yz]|zxcv|yxcv|sdfg|hjkl|(.)\1{3,}|^(.{1,3})\2{2,}$", re.I)
_FILLER_WORDS = (
    "test testing foo bar baz blah bla lorem ipsum dolor hmm hm uh um eh idk dunno none nothing"
)
_FILLER = frozenset(_FILLER_WORDS.split())


def aim_of(message: str) -> Aim | None:
    """None for a text that is no command: a brief, a wish, or something unclear."""
    said = " ".join(message.split())
    if len(said) > _LONGEST and not said.lower().startswith(
        ("my own angle", "add a shot", "plan these")
    ):
        return None
    return next((aim for aim, pattern in _COMPILED if pattern.search(said)), None)


def number_in(message: str, count: int) -> int:
    """The number of the shot that is named; 0 for none."""
    found = _NUMBERED.search(message)
    if not found:
        return 0
    word = (found[1] or found[2]).lower()
    return count if word == "last" else _ORDINALS.get(word) or int(word)


def means_all(message: str) -> bool:
    return bool(_EVERY.search(message))


def is_imperative(message: str) -> bool:
    return bool(_IMPERATIVE.match(message.strip()))


def is_shape(message: str) -> bool:
    """Length, ratio or quality: no matter of words."""
    return bool(_SHAPE.match(" ".join(message.split())))


def is_nonsense(message: str) -> bool:
    """No word in it that could be one."""
    said = re.findall(r"[^\W\d_]+", message)
    if any(letter > "\u024f" for word in said for letter in word):
        return False
    poor = sum(not _could_be_a_word(word) for word in said)
    return not said or 2 * poor > len(said)


def _could_be_a_word(word: str) -> bool:
    plain = word.lower()
    if plain in _FILLER or _KEYBOARD.search(plain) or len(plain) > _LONGEST_WORD:
        return False
    if len(plain) == 1:
        return plain in "ai"
    return bool(re.search(r"[aeiouyäöüåøæéèêáàíóúõãçęąı]", plain) or word.isupper())


_LONGEST_WORD = 24
