"""A short sentence at the bottom left: what happened, or why it did not."""

import json
from typing import Literal

import reflex as rx
from reflex.event import EventSpec

Tone = Literal["quiet", "warn", "bad"]


def toast(text: str, tone: Tone = "quiet") -> EventSpec:
    """Shown for 6 s by live.js, three at most; errors are read out at once."""
    return rx.call_script(f"window.vidstudio.toast({json.dumps(text)}, {json.dumps(tone)})")
