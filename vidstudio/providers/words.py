"""What a provider said, made fit to be shown: one line, no secrets, no addresses."""

import re

_MOST_SIGNS = 200
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,15}://\S+", re.IGNORECASE)
_SECRETS = re.compile(r"\b(?:bearer\s+\S+|[A-Za-z0-9_\-]{32,})", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
_PICTURE = re.compile(r"image|picture|photo|face|portrait", re.IGNORECASE)
_POLICY = re.compile(
    r"sensitive|polic(?:y|ies)|moderat|nsfw|prohibited|unsafe|safety|guardrail|content.?filter"
    r"|inappropriate|violat|copyright|public figure",
    re.IGNORECASE,
)
_OUTPUT = re.compile(r"output|generated (?:video|content|result)|result", re.IGNORECASE)


def safe(text: object) -> str:
    """Text of somebody else for people to read; empty for what is no text."""
    if not isinstance(text, str):
        return ""
    line = " ".join(_UNSEEN.sub(" ", text[: 20 * _MOST_SIGNS]).split())
    line = _SECRETS.sub("…", _ADDRESS.sub("…", line))
    return line if len(line) <= _MOST_SIGNS else line[: _MOST_SIGNS - 1] + "…"


def api_error(title: str, status: int, text: object) -> str:
    """`Sora API error: 500 - Internal server error`."""
    return f"{title} API error: {status} - {safe(text) or 'no reason given'}"


def is_refusal(text: object) -> bool:
    """Whether the words speak of what may be shown, not of what can be made."""
    return isinstance(text, str) and bool(_POLICY.search(text))


def is_of_picture(text: object) -> bool:
    return isinstance(text, str) and bool(_PICTURE.search(text))


def is_of_output(text: object) -> bool:
    return isinstance(text, str) and bool(_OUTPUT.search(text))
