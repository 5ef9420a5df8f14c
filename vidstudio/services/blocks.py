"""What a person decides about a structured line of the conversation.

Every decision looks the line up in the caller's workspace and checks its kind. Pressed twice, or
by two people at once, it is done once. A block is never believed: what it names is looked up.
"""

from typing import Any, TypeVar

from pydantic import BaseModel
from sqlmodel import Session

from vidstudio.base.errors import Conflict, InvalidRequest, NotFound
from vidstudio.db.session import touch
from vidstudio.db.tables import Brief, Campaign, Draft, Message, Shot
from vidstudio.rules.blocks import (
    ANGLES_PICKED,
    PROMPT_LIMIT,
    BriefBlock,
    PlanBlock,
    PlannedShot,
    PromptBlock,
    StrategyBlock,
    read_block,
)
from vidstudio.services import briefs, shots
from vidstudio.services.guards import find, require_maker
from vidstudio.services.shots import NewShot
from vidstudio.studio import Studio, Who

Kind = TypeVar("Kind")


async def campaign_of(studio: Studio, who: Who, message_id: str) -> str:
    """Where the line stands. NotFound for a foreign one."""
    return await studio.db.read(lambda session: find(session, Message, message_id, who).campaign_id)


async def accept_brief(studio: Studio, who: Who, message_id: str) -> bool:
    """Write the proposed fields, but none that somebody has changed since it was proposed.
    False when it was decided before."""
    require_maker(who)

    def work(session: Session) -> bool:
        row, block = looked_up(session, who, message_id, BriefBlock)
        if not is_open(row):
            return False
        values = _brief_values(session.get(Brief, row.campaign_id), block)
        briefs.write(session, studio, row.campaign_id, values, who.user_id)
        briefs.accept(session, studio, row.campaign_id)
        decide(session, row, "accepted")
        return True

    return await studio.db.write(work)


def _brief_values(brief: Brief | None, block: BriefBlock) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for line in block.lines:
        now = getattr(brief, line.field, "") or ""
        if now in {"", line.kept} and now != line.value:
            values[line.field] = line.value
    if block.channels:
        values["channels"] = list(block.channels)
    return values


async def pick_angles(
    studio: Studio, who: Who, message_id: str, indexes: tuple[int, ...]
) -> tuple[str, ...]:
    """The titles of the picked angles; empty when the strategy was decided before."""
    require_maker(who)
    picked = set(indexes)
    if not picked:
        raise InvalidRequest("Pick one to three.", "angles")
    if len(picked) > ANGLES_PICKED:
        raise InvalidRequest("Three is the most.", "angles")

    def work(session: Session) -> tuple[str, ...]:
        row, block = looked_up(session, who, message_id, StrategyBlock)
        if not picked <= set(range(len(block.angles))):
            raise InvalidRequest("There is no such angle.", "angles")
        if not is_open(row):
            return ()
        angles = tuple(
            angle.model_copy(update={"picked": n in picked}) for n, angle in enumerate(block.angles)
        )
        decide(session, row, "accepted", block.model_copy(update={"angles": angles}))
        return tuple(angle.title for angle in angles if angle.picked)

    return await studio.db.write(work)


async def accept_shots(
    studio: Studio, who: Who, message_id: str, rows: tuple[int, ...] | None = None
) -> tuple[int, bool]:
    """Make shots of these rows, of all with None; each row once. An empty `rows` closes the plan
    as it is. Answers how many rows are shots now, and whether this press closed the plan.

    The shot that nobody has planned anything for becomes the first of them.
    """
    require_maker(who)

    def work(session: Session) -> tuple[int, bool]:
        row, block = looked_up(session, who, message_id, PlanBlock)
        wanted = set(range(len(block.shots)) if rows is None else rows)
        if not wanted <= set(range(len(block.shots))):
            raise InvalidRequest("There is no such row.", "rows")
        if not is_open(row):
            return _accepted(block), False
        campaign = session.get_one(Campaign, row.campaign_id)
        planned = tuple(
            shot.model_copy(update={"shot_id": _planned(session, studio, campaign, shot)})
            if n in wanted and shot.shot_id is None
            else shot
            for n, shot in enumerate(block.shots)
        )
        block = block.model_copy(update={"shots": planned})
        closed = not wanted or _accepted(block) == len(planned)
        decide(session, row, "accepted" if closed else "open", block)
        return _accepted(block), closed

    return await studio.db.write(work)


def _accepted(block: PlanBlock) -> int:
    return sum(shot.shot_id is not None for shot in block.shots)


def _planned(session: Session, studio: Studio, campaign: Campaign, wish: PlannedShot) -> str:
    """The id of the shot that this row has become."""
    values = wish.model_dump(include=set(NewShot.model_fields))
    empty = next((shot for shot in shots.listed(session, campaign.id) if _is_empty(shot)), None)
    if empty is None:
        return shots.insert(session, studio, campaign, NewShot(**values)).id
    for field, value in values.items():
        setattr(empty, field, value)
    session.add(empty)
    session.flush()
    return empty.id


def _is_empty(shot: Shot) -> bool:
    """Nothing was planned for it and nothing made; it still has the title it came with."""
    untouched = shot.title == f"Shot {shot.number}" and not shot.takes
    return untouched and not (shot.intent or shot.prompt)


async def use_prompt(studio: Studio, who: Who, message_id: str) -> str:
    """The shot gets the prompt, and so does the make panel of this person. The shot's id."""
    require_maker(who)

    def work(session: Session) -> str:
        row, block = looked_up(session, who, message_id, PromptBlock)
        shot = find(session, Shot, block.shot_id, who)
        if shot.removed_at:
            raise Conflict("This shot was removed from the plan.")
        if is_open(row):
            shot.prompt = block.after
            session.add(shot)
            _into_the_panel(session, studio, who, shot)
            decide(session, row, "accepted")
        return shot.id

    return await studio.db.write(work)


def _into_the_panel(session: Session, studio: Studio, who: Who, shot: Shot) -> None:
    """What was typed there for another shot waits for that one."""
    draft = session.get(Draft, (shot.campaign_id, who.user_id)) or Draft(
        campaign_id=shot.campaign_id, user_id=who.user_id, workspace_id=who.workspace_id, body={}
    )
    typed, other_id = draft.body.get("prompt", ""), draft.body.get("shot_id", "")
    elsewhere = {**draft.body.get("elsewhere", {})}
    other = session.get(Shot, other_id) if typed and other_id != shot.id else None
    if other and typed != other.prompt and not draft.body.get("template"):
        elsewhere[other_id] = typed[:PROMPT_LIMIT]
    elsewhere.pop(shot.id, None)
    shape = {"aspect_ratio": shot.aspect_ratio, "duration_seconds": shot.duration_seconds}
    seeds: dict[str, Any] = {
        **{field: value for field, value in shape.items() if value},
        "prompt": shot.prompt,
        "shot_id": shot.id,
        "elsewhere": elsewhere,
        "template": "",
        "template_values": {},
    }
    draft.body = {**draft.body, **seeds}
    draft.saved_at = studio.clock.now()
    session.add(draft)


async def discard(studio: Studio, who: Who, message_id: str) -> None:
    """Any open block becomes one line. What was decided stays decided."""
    require_maker(who)

    def work(session: Session) -> None:
        row, _ = looked_up(session, who, message_id, BaseModel)
        if is_open(row):
            decide(session, row, "discarded")

    await studio.db.write(work)


def looked_up(
    session: Session, who: Who, message_id: str, kind: type[Kind], *, lock: bool = True
) -> tuple[Message, Kind]:
    """The line and its block; NotFound for foreign ids and other kinds. Locked against a second
    press where the database locks rows."""
    row = session.get(Message, message_id, with_for_update=lock or None)
    if row is None or row.workspace_id != who.workspace_id:
        raise NotFound
    block = read_block(row.block)
    if not isinstance(block, kind):
        raise NotFound
    return row, block


def is_open(row: Message) -> bool:
    return row.block_state == "open"


def decide(session: Session, row: Message, state: str, block: BaseModel | None = None) -> None:
    row.block_state = state
    if block is not None:
        row.block = block.model_dump(mode="json")
    session.add(row)
    touch(session, row.workspace_id)
