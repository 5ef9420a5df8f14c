"""What the sample campaign tells: its brief, its conversation, its picks and decisions."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, select

from vidstudio.db.tables import (
    Brief,
    Campaign,
    Creative,
    CreativeVersion,
    Decision,
    Message,
    Publication,
    Shot,
    Task,
    User,
)
from vidstudio.rules.blocks import (
    Angle,
    BriefBlock,
    BriefLine,
    PlanBlock,
    PlannedShot,
    StrategyBlock,
)
from vidstudio.services import picks
from vidstudio.studio import Studio

FILE = Path(__file__).parents[2] / "assets" / "samples" / "story.toml"
_BEGAN = timedelta(minutes=58)  # how long before now somebody started to plan
_STEP = timedelta(minutes=2)
_PICKED = timedelta(minutes=24)
_DECIDED = timedelta(minutes=12)


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BriefStory(_Told):
    goal: str
    audience: str
    product: str
    offer: str
    tone: str
    must_show: str
    never_say: str
    channels: tuple[str, ...]
    budget_credits: int


class ShotStory(_Told):
    intent: str


class DecisionStory(_Told):
    kind: str
    comment: str = ""
    at_ms: int | None = None


class PublicationStory(_Told):
    network: str
    url: str


class CreativeStory(_Told):
    clip: str
    captions: str = ""
    decisions: tuple[DecisionStory, ...] = ()
    published: PublicationStory | None = None


class Line(_Told):
    author: str = "assistant"
    kind: str = "note"
    text: str
    angles: tuple[Angle, ...] = ()


class Story(_Told):
    name: str
    greeting: str
    brief: BriefStory
    shots: dict[str, ShotStory]
    creatives: tuple[CreativeStory, ...]
    lines: tuple[Line, ...]


@cache
def story() -> Story:
    return Story.model_validate(tomllib.loads(FILE.read_text("utf-8")))


def brief(campaign: Campaign) -> Brief:
    told = story().brief
    return Brief(
        campaign_id=campaign.id,
        workspace_id=campaign.workspace_id,
        **told.model_dump(exclude={"channels"}),
        channels=list(told.channels),
        accepted_at=campaign.created_at,
    )


def conversation(
    studio: Studio, user: User, campaign: Campaign, shots: list[Shot]
) -> list[Message]:
    """Everything that was said, oldest first; the studio's greeting is the last word."""
    start = studio.clock.now() - _BEGAN
    lines = [_line(studio, campaign, line, _block(line, shots)) for line in story().lines]
    for place, message in enumerate(lines):
        message.user_id = user.id if message.author == "user" else None
        message.created_at = start + place * _STEP
    greeting = _line(studio, campaign, Line(author="studio", text=story().greeting), None)
    greeting.created_at = campaign.created_at
    return [*lines, greeting]


def _line(studio: Studio, campaign: Campaign, line: Line, block: dict[str, Any] | None) -> Message:
    return Message(
        id=studio.clock.new_id(),
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        author=line.author,
        kind=line.kind,
        text=line.text,
        block=block,
        block_state="accepted" if block else "",
    )


def _block(line: Line, shots: list[Shot]) -> dict[str, Any] | None:
    match line.kind:
        case "brief":
            told = story().brief
            fields = told.model_dump(exclude={"channels", "budget_credits"})
            lines = tuple(BriefLine(field=name, value=value) for name, value in fields.items())
            made: BaseModel = BriefBlock(lines=lines, channels=told.channels)
        case "strategy":
            made = StrategyBlock(angles=line.angles)
        case "plan":
            made = PlanBlock(shots=tuple(_planned(shot) for shot in shots))
        case _:
            return None
    return made.model_dump(mode="json")


def _planned(shot: Shot) -> PlannedShot:
    same = {"title", "intent", "prompt", "aspect_ratio", "duration_seconds"}
    return PlannedShot(**shot.model_dump(include=same), shot_id=shot.id)


def pick(session: Session, studio: Studio, user: User, tasks: Mapping[str, Task]) -> None:
    """The creatives of the story from the takes by the names of their clips."""
    when = studio.clock.now() - _PICKED
    for place, told in enumerate(story().creatives):
        picked = picks.insert(session, studio, tasks[told.clip], user.id)
        session.flush()
        creative = session.get_one(Creative, picked)
        creative.captions = told.captions
        query = select(CreativeVersion).where(CreativeVersion.creative_id == picked)
        version = session.exec(query).one()
        # One after the other, so that they keep the order of the story.
        creative.added_at = version.added_at = when + timedelta(minutes=place)
        session.add_all([creative, version])
        session.add_all(_decisions(studio, user, version, told))
        if told.published:
            session.add(_publication(studio, user, version, told.published))


def _decisions(
    studio: Studio, user: User, version: CreativeVersion, told: CreativeStory
) -> list[Decision]:
    now = studio.clock.now() - _DECIDED
    return [
        Decision(
            id=studio.clock.new_id(),
            workspace_id=version.workspace_id,
            creative_id=version.creative_id,
            version_id=version.id,
            sha256=version.sha256,
            **said.model_dump(),
            user_id=user.id,
            created_at=now + timedelta(minutes=place),
        )
        for place, said in enumerate(told.decisions)
    ]


def _publication(
    studio: Studio, user: User, version: CreativeVersion, told: PublicationStory
) -> Publication:
    return Publication(
        id=studio.clock.new_id(),
        workspace_id=version.workspace_id,
        creative_id=version.creative_id,
        version_id=version.id,
        sha256=version.sha256,
        network=told.network,
        url=told.url,
        user_id=user.id,
        published_at=studio.clock.now(),
        created_at=studio.clock.now(),
    )
