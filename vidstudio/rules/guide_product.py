"""The thing that a sentence is about, freed of what leads to it: “I need an ad for my …”."""

import re

_PRODUCT_LETTERS = 110
_GREETING = (
    r"(?:hi|hello|hey|ok|okay|so|well|please|yes|good (?:morning|day|evening)|dear \w+)\b[,!. ]*"
)
_DOING = (
    r"(?:(?:launch|promot|sell|advertis|introduc|releas|announc|creat|produc|mak|bring|push)"
    r"(?:e|ing|ed)?(?: out)?|(?:open|start|present|market|show|offer|run|do|need|want"
    r"|plan)(?:n?ing|ed)?"
    r"(?= (?:our|my|an?|the|this|some|three|two|new)\b))"
)
_LEADS = [
    re.compile(pattern, re.I)
    for pattern in (
        r"^turn (?:this|a|my|the) (?:web ?)?page into(?: (?:three )?ads)?:?",
        r"^(?:wir|ich|nous|on|je|wij|we|vi|noi|nós|nosotros) (?:\w+ ){1,2}(?:eine?n?|unsere?n?"
        r"|une?|"
        r"notre|una?|nostr[ao]|uma?|een|onze|en|ett|et|vårt?|vores) ",
        rf"^(?:{_GREETING})+",
        r"^(?:can|could|will|would) you (?:please )?(?:help (?:me|us) )?(?:to )?",
        r"^(?:we|i)(?:[’'](?:re|m|ve|d|ll))?\b(?: (?:just|now|would|like|love|want|need|wanted"
        r"|are|am|"
        r"have|got|will|going|planning|about|looking|hoping|currently|soon|to|be|a|help with))*\b",
        r"^(?:let[’']?s|help (?:me|us)(?: to)?|to|it[’']?s|this is|here is|it is|about|for|on|of"
        r"|with|at|in|from|by)\b",
        rf"^{_DOING}\b:?",
        r"^(?:(?:the|our|my|an?|winter|summer|spring|autumn|grand|final|big|best|great|hot|special"
        r"|weekend) )*(?:sales?|clearance|deals?|discounts?|specials?|opening|offers?)"
        r" (?:at|in|on|of|for|from) (?=\w)",
        r"^(?:me |us )?(?:an?|the|some|our|\w+)? ?(?:(?:short|small|new|nice|great|cool|social"
        r"|media|"
        r"promo|promotional|product|marketing|video|seasonal|ad) )*(?:ads?|adverts?|commercials?|"
        r"campaigns?|videos?|spots?|clips?|films?|shots?|content|promos?|trailers?|sale|something)"
        r" ?¦? ?(?:for|about|of|on|to promote|promoting|showing|that shows?)\b",
        r"^(?:(?:our|my|an?|the|this|these|some|all|super|cool|great|nice|amazing|awesome"
        r"|beautiful)\b ?)+",
    )
]
_IDLE = re.compile(
    r"^(?:please|thanks?(?: you)?|thank you|and|but|also|it|that|this|(?:can|could|would) you\b.*|"
    r"(?:i|we) (?:have|don|need|want|think|am|are|hope)\b.*|what\b.*|how\b.*|ideas?|help|ok|yes|no|"
    r"(?:an? )?(?:ads?|campaigns?|videos?|launch|new|something|shots?|promo|tickets?|prices?|only|"
    r"now|each|just|from|more|things?|stuff|it all)|(?:one|two|three|four|\d+) (?:days|weeks"
    r"|months))$",
    re.I,
)


def product_in(left: str) -> str:
    """The first thing named in what is left, with at most two short facts beside it."""
    chunks = [chunk.strip(' ,:-–—"“”') for chunk in re.split(r"[.;:!?\n¦](?=\s|$)|[¦\n]|, ", left)]
    named = [name for name in map(_without_lead, chunks) if _says_something(name)]
    if not named:
        return ""
    facts = [fact for fact in named[1:3] if len(fact.split()) <= _FACT_WORDS]
    return cut_at_word(", ".join([named[0], *facts]), _PRODUCT_LETTERS)


_FACT_WORDS = 6
_VERB = re.compile(
    r"(?<=\w) (?:(?:stands?|sits?|lies|is|are|has|was|were)\b|and (?:want|need|would|we|i|are)\b)",
    re.I,
)


def _says_something(chunk: str) -> bool:
    return len(re.findall(r"[^\W\d_]", chunk)) > 1 and not _IDLE.match(chunk)


def _without_lead(chunk: str) -> str:
    for lead in _LEADS:
        chunk = lead.sub("", chunk).strip(" ,:-–—")
    chunk = _VERB.split(chunk, maxsplit=1)[0]
    return re.sub(r"(?: (?:and|or|with|in|on|for|to|at|of|the|a|is|are))+$", "", chunk, flags=re.I)


def cut_at_word(text: str, most: int) -> str:
    """At most `most` characters, ending with a whole word where there is one."""
    if len(text) <= most:
        return text
    return text[: most + 1].rpartition(" ")[0].rstrip(" ,;:-–") or text[:most]
