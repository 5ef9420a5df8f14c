"""What the assistant can do: its tools, by name, with their arguments. None of them spends.

The same tools serve a language model and the guide without one. Arguments come from outside, so
each model states its limits; what does not fit is refused with a sentence the model can read.
"""

from pydantic import BaseModel, ConfigDict, Field

from vidstudio.rules.blocks import (
    ANGLES_LIMIT,
    INTENT_LIMIT,
    PROMPT_LIMIT,
    SHOTS_LIMIT,
    TITLE_LIMIT,
)
from vidstudio.rules.brief import FIELD_LIMIT


class Arguments(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)


class WriteBrief(Arguments):
    """Propose the brief, or better words for parts of it. Leave out what you do not know.
    The person sees it as a block and accepts it; empty fields are filled at once."""

    goal: str = Field(default="", max_length=FIELD_LIMIT)
    audience: str = Field(default="", max_length=FIELD_LIMIT)
    product: str = Field(default="", max_length=FIELD_LIMIT)
    offer: str = Field(default="", max_length=FIELD_LIMIT)
    tone: str = Field(default="", max_length=FIELD_LIMIT)
    must_show: str = Field(default="", max_length=FIELD_LIMIT)
    never_say: str = Field(default="", max_length=FIELD_LIMIT)
    channels: tuple[str, ...] = Field(
        default=(), description="of reels, shorts, feed, youtube, linkedin, square"
    )


class AngleWish(Arguments):
    title: str = Field(min_length=1, max_length=TITLE_LIMIT)
    hook: str = Field(max_length=INTENT_LIMIT, description="one or two sentences")
    shots: int = Field(default=2, ge=1, le=SHOTS_LIMIT)
    channels: tuple[str, ...] = ()


class ProposeAngles(Arguments):
    """Show different ways to tell it; the person picks one to three."""

    angles: tuple[AngleWish, ...] = Field(min_length=1, max_length=ANGLES_LIMIT)


class ShotWish(Arguments):
    title: str = Field(min_length=1, max_length=TITLE_LIMIT)
    intent: str = Field(default="", max_length=INTENT_LIMIT, description="what happens, shortly")
    prompt: str = Field(
        min_length=1,
        max_length=PROMPT_LIMIT,
        description="the full prompt for a video model: subject, place, light, camera move",
    )
    aspect_ratio: str = Field(default="9:16", max_length=8)
    duration_seconds: int = Field(default=6, ge=1, le=600)


class PlanShots(Arguments):
    """Propose shots. The person accepts all or single rows; nothing is made yet."""

    shots: tuple[ShotWish, ...] = Field(min_length=1, max_length=SHOTS_LIMIT)


class ProposePrompt(Arguments):
    """Propose a better prompt for one shot; shown beside the present one."""

    shot_id: str = Field(min_length=1, max_length=64)
    prompt: str = Field(min_length=1, max_length=PROMPT_LIMIT)


class ShowTakes(Arguments):
    """Show takes in the conversation. Without ids: the newest of the campaign."""

    task_ids: tuple[str, ...] = Field(default=(), max_length=12)


class MakeWish(Arguments):
    shot_id: str = Field(min_length=1, max_length=64)
    model: str = Field(default="", max_length=60, description="empty: the one chosen in the panel")
    takes: int = Field(default=1, ge=1, le=4)


class ProposeMake(Arguments):
    """Ask the person to make takes. Shows the price; only the person's press makes anything.
    Without shots: every shot that has no take yet."""

    shots: tuple[MakeWish, ...] = Field(default=(), max_length=SHOTS_LIMIT)


class LookAtCampaign(Arguments):
    """Read the brief, the shots with their ids and prompts, the takes and the credits."""


class ReadPage(Arguments):
    """Read a web page whose address the person wrote in this conversation or the brief."""

    url: str = Field(min_length=4, max_length=2000)


TOOLS: dict[str, type[Arguments]] = {
    "look_at_campaign": LookAtCampaign,
    "read_page": ReadPage,
    "write_brief": WriteBrief,
    "propose_angles": ProposeAngles,
    "plan_shots": PlanShots,
    "propose_prompt": ProposePrompt,
    "show_takes": ShowTakes,
    "propose_make": ProposeMake,
}
