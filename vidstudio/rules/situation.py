"""What an assistant knows when it answers: one campaign as it stands, and what was just said."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from vidstudio.rules.blocks import Angle


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True)


class BriefFacts(_Fact):
    goal: str = ""
    audience: str = ""
    product: str = ""
    offer: str = ""
    tone: str = ""
    must_show: str = ""
    never_say: str = ""
    channels: tuple[str, ...] = ()
    page_url: str = ""
    page_summary: str = ""
    accepted: bool = False


class ShotFacts(_Fact):
    """`done` and `live` count its takes."""

    id: str
    number: int
    title: str
    intent: str = ""
    prompt: str = ""
    aspect_ratio: str = ""
    duration_seconds: int | None = None
    done: int = 0
    live: int = 0


class Situation(_Fact):
    """`message` is what the person just said. `open_blocks` are kinds that wait for a decision.
    `picked` are the angles chosen last; `creatives` counts picked takes."""

    campaign_name: str
    message: str
    brief: BriefFacts = BriefFacts()
    shots: tuple[ShotFacts, ...] = ()
    shot_id: str = ""
    picked: tuple[Angle, ...] = ()
    open_blocks: tuple[str, ...] = ()
    creatives: int = 0
    approved: int = 0
    available_credits: int = 0
    charged_credits: int = 0  # of this campaign, as the next
    held_credits: int = 0


class Say(_Fact):
    """Words of an answer."""

    text: str


class Call(_Fact):
    """A tool of rules/tools.TOOLS with its arguments as they came."""

    name: str
    arguments: dict[str, Any]
