"""What making costs, in words: of a cost gate, of a line, of the foot of the shot list."""

from collections.abc import Sequence
from typing import Any

from vidstudio.base.texts import counted, text
from vidstudio.rules.blocks import CostBlock, CostLine
from vidstudio.ui.amounts import credits, number, roughly
from vidstudio.ui.make_fit import quality_word
from vidstudio.views import MissingView, ScreenView


def gate_words(block: CostBlock, screen: ScreenView, state: str) -> dict[str, Any]:
    """Title, note and whether the credits fall short, for a gate in the conversation."""
    takes, amount = sum(line.takes for line in block.lines), block.amount_credits
    if state == "accepted":
        return {"title": counted("conversation.cost.made", takes), "note": made_of(block.lines)}
    available = screen.balance.available_credits
    brief = screen.campaign.brief
    left = text("conversation.cost.left", left=number(max(0, available - amount)))
    cap_left = available
    if brief.budget_credits is not None:
        cap_left = max(0, brief.budget_credits - brief.charged_credits - brief.held_credits)
        left = text(
            "conversation.cost.left_of_cap",
            left=number(max(0, available - amount)),
            campaign=number(max(0, cap_left - amount)),
        )
    short = amount > min(available, cap_left)
    missing = amount - min(available, cap_left)
    ends = text("conversation.cost.short", missing=number(missing)) if short else left
    kind = "gate" if amount else "free_gate"
    return {
        "title": counted(f"conversation.cost.{kind}", takes, credits=credits(amount)),
        "note": f"{made_of(block.lines)}. {ends}",
        "text": counted("conversation.cost.make", takes),
        "short": short,
    }


def made_of(lines: Sequence[CostLine]) -> str:
    """“Kling 3, 8 s, 1080p”; where lines differ, each value once."""
    models = list(dict.fromkeys(line.model_name for line in lines))
    lengths = sorted({line.duration_seconds for line in lines})
    qualities = list(dict.fromkeys(quality_word(line.resolution) for line in lines))
    seconds = f"{lengths[0]} s" if len(lengths) == 1 else f"{lengths[0]} to {lengths[-1]} s"
    return ", ".join([" and ".join(models), seconds, " and ".join(qualities)])


def line_words(line: CostLine) -> str:
    said = text(
        "conversation.cost.line",
        model=line.model_name,
        ratio=line.aspect_ratio,
        seconds=line.duration_seconds,
        quality=quality_word(line.resolution),
        usual=roughly(line.usual_seconds),
    )
    if line.takes == 1:
        return said
    return text("conversation.cost.line_takes", line=said, count=line.takes)


def foot_words(missing: MissingView) -> str:
    """“2 takes, about 128 credits”, under the button that makes them."""
    amount = missing.amount_credits
    kind = "foot" if amount else "foot_free"
    return counted(f"conversation.cost.{kind}", missing.shots, credits=credits(amount))
