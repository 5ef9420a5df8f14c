"""The words in brackets that make demo rendering show a certain ending.

`[fail]` `[refuse]` `[refuse-image]` `[withhold]` `[slow]` `[busy]` `[short]` `[lost]` `[gone]`:
each a state a real provider can bring about, so that every screen can be seen without one.
"""

import re
from typing import Literal, get_args

Ending = Literal[
    "fail", "refuse", "refuse-image", "withhold", "slow", "busy", "short", "lost", "gone"
]
_WORDS = re.compile(r"\[(" + "|".join(get_args(Ending)) + r")\]", re.IGNORECASE)


def endings(prompt: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORDS.findall(prompt))
