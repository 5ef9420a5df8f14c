"""The story that the twin tells: brief, angles, plan, cost, whatever is said to it.

It reads where the campaign stands from the data it is given, as a real model would.
"""

import json
from typing import Any

from tests.twins.llm_replies import Reply, Script, Tool

PACE_SECONDS = 0.01
BRIEF = {
    "goal": "Make the autumn roast the first cup people think of",
    "audience": "Home brewers, 25 to 45",
    "product": "Nordlicht autumn roast, a matte black bag",
    "offer": "Free shipping until Sunday",
    "tone": "Warm and unhurried",
    "channels": ["reels", "feed", "youtube"],
}
ANGLES = (
    {"title": "First light", "hook": "The day starts with this cup.", "shots": 3},
    {"title": "From the north", "hook": "A roast from where the sky moves.", "shots": 2},
    {"title": "By hand", "hook": "Every step takes its time.", "shots": 2},
)
SHOTS = (
    (
        "The bag at dawn",
        "A matte black coffee bag on a worn oak table, low dawn light, push in.",
        9,
    ),
    ("Steam", "Steam rises from a stoneware cup by a window, soft light from the left, static.", 9),
    ("Northern sky", "A cabin under a green northern sky, a lit window, slow crane up.", 16),
)


def story(asked: dict[str, Any]) -> Reply:
    """A tool call for the next step; after its result, a sentence."""
    if asked["messages"][-1]["role"] == "tool":
        return _after(asked)
    call = _next_step(_known(asked))
    return Reply(tools=(call,), pace=PACE_SECONDS)


def chatter(asked: dict[str, Any]) -> Reply:
    """Words alone, for figures."""
    return Reply(words="One calm sentence after another. " * 12, pace=PACE_SECONDS)


def _after(asked: dict[str, Any]) -> Reply:
    answered = asked["messages"][-1]
    calls = asked["messages"][-2]["tool_calls"]
    name = next(c["function"]["name"] for c in calls if c["id"] == answered["tool_call_id"])
    words = {
        "write_brief": "I filled in the brief from what you wrote. Does it look right?",
        "propose_angles": "Three ways to tell it. Pick up to three.",
        "plan_shots": "Here are the shots. Accept all, or single rows.",
        "propose_make": "This is what the takes cost. Nothing is made before you press Make.",
    }
    said = "That did not work. Tell me more." if '"error"' in answered["content"] else words[name]
    return Reply(words=said, pace=PACE_SECONDS)


def _known(asked: dict[str, Any]) -> dict[str, Any]:
    told = next(m["content"] for m in asked["messages"] if m["role"] == "user")
    return json.loads(told.partition("\n")[2])


def _next_step(known: dict[str, Any]) -> Tool:
    waiting = known.get("open_blocks", [])
    planned = any(shot.get("prompt") for shot in known.get("shots", []))
    if planned:
        return Tool("propose_make")
    if known.get("picked"):
        return Tool("plan_shots", {"shots": [_shot(*shot) for shot in SHOTS]})
    if known.get("brief", {}).get("accepted") or "brief" in waiting:
        return Tool("propose_angles", {"angles": list(ANGLES)})
    return Tool("write_brief", BRIEF)


def _shot(title: str, prompt: str, width: int) -> dict[str, Any]:
    ratio = "16:9" if width == 16 else "9:16"
    intent = prompt.split(",")[0]
    common = {"title": title, "intent": intent, "prompt": prompt}
    return {**common, "aspect_ratio": ratio, "duration_seconds": 2}


SCRIPTS: dict[str, Script] = {"story": story, "chatter": chatter}
