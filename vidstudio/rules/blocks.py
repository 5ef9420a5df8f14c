"""The structured lines of a conversation: what the assistant proposes and a person decides.

A block is a value kept with its message. Nothing in one is authority: prices are computed anew,
and ids looked up in the workspace, when somebody presses its button.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

TITLE_LIMIT = 80
INTENT_LIMIT = 500
PROMPT_LIMIT = 5000
ANGLES_PICKED = 3  # the most
ANGLES_LIMIT = 6
SHOTS_LIMIT = 12


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class BriefLine(_Block):
    """A field of the brief as proposed. `kept` is what stands there; empty where nothing did."""

    field: str = Field(max_length=24)
    value: str = Field(max_length=2000)
    kept: str = Field(default="", max_length=2000)


class BriefBlock(_Block):
    """The brief as the assistant understood it. Accepting it writes the values."""

    kind: Literal["brief"] = "brief"
    lines: tuple[BriefLine, ...]
    channels: tuple[str, ...] = ()


class Angle(_Block):
    """One way to tell it. `channels` are names of rules/brief.CHANNELS."""

    title: str = Field(min_length=1, max_length=TITLE_LIMIT)
    hook: str = Field(max_length=INTENT_LIMIT)
    shots: int = Field(default=2, ge=1, le=SHOTS_LIMIT)
    channels: tuple[str, ...] = ()
    picture_id: str | None = None
    picked: bool = False


class StrategyBlock(_Block):
    kind: Literal["strategy"] = "strategy"
    angles: tuple[Angle, ...] = Field(min_length=1, max_length=ANGLES_LIMIT)


class PlannedShot(_Block):
    """`shot_id` is set once the row was accepted and the shot made."""

    title: str = Field(min_length=1, max_length=TITLE_LIMIT)
    intent: str = Field(default="", max_length=INTENT_LIMIT)
    prompt: str = Field(default="", max_length=PROMPT_LIMIT)
    aspect_ratio: str = Field(default="16:9", max_length=8)
    duration_seconds: int = Field(default=6, ge=1, le=600)
    amount_credits: int | None = None  # about, with the model of the make panel
    shot_id: str | None = None


class PlanBlock(_Block):
    kind: Literal["plan"] = "plan"
    shots: tuple[PlannedShot, ...] = Field(min_length=1, max_length=SHOTS_LIMIT)


class PromptBlock(_Block):
    """A better prompt for a shot, beside the one that stands there."""

    kind: Literal["prompt"] = "prompt"
    shot_id: str
    before: str = Field(default="", max_length=PROMPT_LIMIT)
    after: str = Field(min_length=1, max_length=PROMPT_LIMIT)


class TakesBlock(_Block):
    kind: Literal["takes"] = "takes"
    task_ids: tuple[str, ...] = Field(max_length=12)


class CostLine(_Block):
    """What would be made for one shot. The amount is a quote of the moment it was asked for."""

    shot_id: str
    title: str
    model: str
    model_name: str
    aspect_ratio: str
    duration_seconds: int
    resolution: str
    audio: bool = False
    usual_seconds: int = 0
    amount_credits: int
    takes: int = Field(default=1, ge=1, le=4)


class CostBlock(_Block):
    """The gate before anything costs: only a person's press makes these takes."""

    kind: Literal["cost"] = "cost"
    lines: tuple[CostLine, ...] = Field(min_length=1, max_length=SHOTS_LIMIT)

    @property
    def amount_credits(self) -> int:
        return sum(line.amount_credits * line.takes for line in self.lines)


class StepBlock(_Block):
    """What the assistant did on the way, in one folded line."""

    kind: Literal["step"] = "step"
    seconds: float = 0
    lines: tuple[str, ...] = ()


class PageBlock(_Block):
    """A web page that was read, as it was understood."""

    kind: Literal["page"] = "page"
    url: str
    title: str = ""
    summary: str = ""
    picture_ids: tuple[str, ...] = ()


Block = Annotated[
    BriefBlock
    | StrategyBlock
    | PlanBlock
    | PromptBlock
    | TakesBlock
    | CostBlock
    | StepBlock
    | PageBlock,
    Field(discriminator="kind"),
]
_ADAPTER = TypeAdapter[Any](Block)


def read_block(kept: dict[str, Any] | None) -> Any:
    """The block of a message row; None where there is none, or one that is not known any more:
    a single old line must not keep a campaign from opening."""
    try:
        return None if kept is None else _ADAPTER.validate_python(kept)
    except ValidationError:
        return None
