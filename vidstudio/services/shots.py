"""The shots of a campaign: planned, put in order, taken away and brought back."""

import re
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, func, select

from vidstudio.arrivals import has_arrived
from vidstudio.base.errors import Conflict, InvalidRequest
from vidstudio.db.session import touch
from vidstudio.db.tables import Campaign, Shot, Task
from vidstudio.rules.blocks import INTENT_LIMIT, PROMPT_LIMIT, TITLE_LIMIT
from vidstudio.rules.brief import checked_text
from vidstudio.services.guards import find, require_maker
from vidstudio.services.shotviews import listed
from vidstudio.studio import Studio, Who

SHOTS_MOST = 60
LONGEST_SECONDS = 600
_RATIO = re.compile(r"\d{1,2}:\d{1,2}")
_TEXTS = {"title": TITLE_LIMIT, "intent": INTENT_LIMIT, "prompt": PROMPT_LIMIT}


class NewShot(BaseModel):
    """Without a title it is called by its number. `aspect_ratio` is like “9:16”, or empty."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = ""
    intent: str = ""
    prompt: str = ""
    aspect_ratio: str = ""
    duration_seconds: int | None = None


class ShotEdit(BaseModel):
    """What is None stays as it is. A length of 0 takes the planned one away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str | None = None
    intent: str | None = None
    prompt: str | None = None
    aspect_ratio: str | None = None
    duration_seconds: int | None = None


async def add(studio: Studio, who: Who, campaign_id: str, request: NewShot) -> str:
    """A shot at the end of the list; its id."""
    require_maker(who)

    def work(session: Session) -> str:
        return insert(session, studio, find(session, Campaign, campaign_id, who), request).id

    return await studio.db.write(work)


def insert(session: Session, studio: Studio, campaign: Campaign, request: NewShot) -> Shot:
    """The same inside a transaction of the caller. Raises InvalidRequest or Conflict."""
    planned = _checked(request.model_dump())
    title = planned.pop("title")
    there = listed(session, campaign.id)
    if len(there) >= SHOTS_MOST:
        raise Conflict(f"A campaign has {SHOTS_MOST} shots at most. Remove one first.")
    highest = session.exec(
        select(func.max(Shot.number)).where(Shot.campaign_id == campaign.id)
    ).one()
    number = int(highest or 0) + 1
    shot = Shot(
        id=studio.clock.new_id(),
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        number=number,
        place=max((shot.place for shot in there), default=0) + 1,
        title=title or f"Shot {number}",
        **planned,
    )
    session.add(shot)
    session.flush()
    touch(session, campaign.workspace_id)
    return shot


async def edit(studio: Studio, who: Who, shot_id: str, request: ShotEdit) -> None:
    """Raises InvalidRequest naming the field and its limit."""
    require_maker(who)
    values = _checked({k: v for k, v in request.model_dump().items() if v is not None})
    if values.get("title") == "":
        raise InvalidRequest("A shot has a title.", "title")

    def work(session: Session) -> None:
        shot = find(session, Shot, shot_id, who)
        for field, value in values.items():
            setattr(shot, field, value)
        session.add(shot)
        touch(session, who.workspace_id)

    await studio.db.write(work)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    for field, limit in _TEXTS.items():
        if field in values:
            values[field] = checked_text(field, values[field], limit)
    ratio, seconds = values.get("aspect_ratio"), values.get("duration_seconds")
    if ratio and not _RATIO.fullmatch(ratio):
        raise InvalidRequest("Ratio: two numbers like 9:16.", "aspect_ratio")
    if seconds is not None and not 0 <= seconds <= LONGEST_SECONDS:
        raise InvalidRequest(f"Length: between 1 and {LONGEST_SECONDS} s.", "duration_seconds")
    return values if seconds != 0 else {**values, "duration_seconds": None}


async def move(studio: Studio, who: Who, shot_id: str, place: int) -> None:
    """Put it at `place` of the list, counted from 1; a place outside is the nearest end."""
    require_maker(who)

    def work(session: Session) -> None:
        shot = find(session, Shot, shot_id, who)
        order = [other for other in listed(session, shot.campaign_id) if other.id != shot.id]
        order.insert(min(max(place, 1) - 1, len(order)), shot)
        for number, other in enumerate(order, start=1):
            other.place = number
            session.add(other)
        touch(session, who.workspace_id)

    await studio.db.write(work)


async def remove(studio: Studio, who: Who, shot_id: str) -> None:
    """Out of the list; its takes stay in the library.

    Raises Conflict while takes are being made, and for the last shot.
    """
    require_maker(who)

    def work(session: Session) -> None:
        shot = find(session, Shot, shot_id, who)
        session.refresh(shot, with_for_update=not studio.db.sqlite)
        live = session.exec(
            select(func.count()).where(Task.shot_id == shot.id, col(Task.terminal_at).is_(None))
        ).one()
        if live:
            raise Conflict(_still_made(live))
        if shot.removed_at is None and len(listed(session, shot.campaign_id)) == 1:
            raise Conflict("A campaign has one shot at least. Rename this one, or add another.")
        shot.removed_at = shot.removed_at or studio.clock.now()
        session.add(shot)
        touch(session, who.workspace_id)

    await studio.db.write(work)


def _still_made(live: int) -> str:
    if live == 1:
        return "A take of this shot is still being made. Stop it first."
    return f"{live} takes of this shot are still being made. Stop them first."


async def restore(studio: Studio, who: Who, shot_id: str) -> None:
    """Back to where it stood."""
    require_maker(who)

    def work(session: Session) -> None:
        shot = find(session, Shot, shot_id, who)
        shot.removed_at = None
        session.add(shot)
        touch(session, who.workspace_id)

    await studio.db.write(work)


async def choose_best(studio: Studio, who: Who, shot_id: str, task_id: str) -> None:
    """The take that stands for its shot. Raises Conflict for one that is not finished."""
    require_maker(who)

    def work(session: Session) -> None:
        shot, task = find(session, Shot, shot_id, who), find(session, Task, task_id, who)
        done = has_arrived(task) and task.removed_at is None
        if task.shot_id != shot.id or not done:
            raise Conflict("Only a finished take of this shot can stand for it.")
        shot.best_task_id = task.id
        session.add(shot)
        touch(session, who.workspace_id)

    await studio.db.write(work)
