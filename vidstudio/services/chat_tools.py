"""The assistant's tools, carried out: each looks something up or makes a block for a person.

None of them makes a take or moves a credit. Ids from arguments are looked up in the workspace
and the campaign: what is not there answers like what never was.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.db.tables import Brief, Shot, Task
from vidstudio.rules.blocks import (
    Angle,
    BriefBlock,
    BriefLine,
    CostBlock,
    PageBlock,
    PlanBlock,
    PlannedShot,
    PromptBlock,
    StrategyBlock,
    TakesBlock,
)
from vidstudio.rules.brief import CHANNELS
from vidstudio.rules.tools import (
    Arguments,
    LookAtCampaign,
    PlanShots,
    ProposeAngles,
    ProposeMake,
    ProposePrompt,
    ReadPage,
    ShotWish,
    ShowTakes,
    WriteBrief,
)
from vidstudio.services import briefs, chat_context, offers
from vidstudio.services.chat_pages import same_address
from vidstudio.services.guards import find
from vidstudio.services.shots import listed
from vidstudio.studio import Studio, Who

ASSISTANT = "assistant"
_NEWEST_TAKES = 4
_SHOWN = {"shown_to_the_person": True}


@dataclass(frozen=True)
class Desk:
    """Where a tool works: inside a transaction, in one campaign of the caller's workspace."""

    session: Session
    studio: Studio
    who: Who
    campaign_id: str
    page: PageBlock | None = None  # read before the transaction began


@dataclass(frozen=True)
class Outcome:
    """`result` is for the model, `line` for the folded line of steps, `block` for the person."""

    result: dict[str, Any] = field(default_factory=lambda: dict(_SHOWN))
    line: str = ""
    block: Any = None


def run(desk: Desk, wish: Arguments) -> Outcome:
    """Raises InvalidRequest and NotFound with sentences that a model can read too."""
    return _TOOLS[type(wish)](desk, wish)


def _look_at_campaign(desk: Desk, _wish: LookAtCampaign) -> Outcome:
    known = chat_context.situation(desk.session, desk.studio, desk.who, desk.campaign_id, "")
    data = chat_context.facts(known)
    return Outcome({**data, "newest_takes": _takes_facts(desk)}, "Looked at the campaign")


def _takes_facts(desk: Desk) -> list[dict[str, Any]]:
    return [
        {"id": task.id, "shot_id": task.shot_id, "number": task.number, "state": task.state}
        for task in _newest(desk, 12)
    ]


def _newest(desk: Desk, count: int) -> list[Task]:
    query = (
        select(Task)
        .where(Task.campaign_id == desk.campaign_id, col(Task.removed_at).is_(None))
        .order_by(col(Task.created_at).desc(), col(Task.id).desc())
    )
    return list(desk.session.exec(query.limit(count)).all())


def _read_page(desk: Desk, wish: ReadPage) -> Outcome:
    """Its summary goes into the brief where nothing stands there, and no other page."""
    page = desk.page
    if page is None:
        raise InvalidRequest("This page cannot be read.", "url")
    row = desk.session.get(Brief, desk.campaign_id)
    if same_address(row.page_url if row else "") in {"", *map(same_address, (page.url, wish.url))}:
        found = {"page_url": page.url, "page_summary": page.summary}
        values = {**found, "picture_ids": list(page.picture_ids)}
        briefs.write(
            desk.session, desk.studio, desk.campaign_id, values, by=ASSISTANT, only_empty=True
        )
    told = {"data_from_the_page": page.model_dump(include={"title", "summary"})}
    return Outcome(told, "Read the page", page)


def _write_brief(desk: Desk, wish: WriteBrief) -> Outcome:
    row = desk.session.get(Brief, desk.campaign_id)
    proposed = wish.model_dump(exclude={"channels"})
    lines = tuple(_brief_line(row, name, text) for name, text in proposed.items() if text)
    channels = _channels(wish.channels)
    if not lines and not channels:
        raise InvalidRequest("Name at least one field of the brief.", "write_brief")
    values = {line.field: line.value for line in lines}
    filled = briefs.write(
        desk.session,
        desk.studio,
        desk.campaign_id,
        {**values, "channels": list(channels)} if channels else values,
        by=ASSISTANT,
        only_empty=True,
    )
    kept = [line.field for line in lines if line.kept]
    words = "Suggested changes to the brief" if kept and not filled else "Wrote the brief"
    told = {**_SHOWN, "filled": list(filled), "kept_until_the_person_accepts": kept}
    return Outcome(told, words, BriefBlock(lines=lines, channels=channels))


def _brief_line(row: Brief | None, name: str, value: str) -> BriefLine:
    stands = getattr(row, name) if row else ""
    return BriefLine(field=name, value=value, kept="" if stands == value else stands)


def _channels(names: tuple[str, ...]) -> tuple[str, ...]:
    """The known ones, in the order of the list; what else a model thinks of is left out."""
    wanted = {name.strip().lower() for name in names}
    return tuple(name for name in CHANNELS if name in wanted)


def _propose_angles(_desk: Desk, wish: ProposeAngles) -> Outcome:
    angles = tuple(
        Angle.model_validate({**angle.model_dump(), "channels": _channels(angle.channels)})
        for angle in wish.angles
    )
    line = f"Sketched {_counted(len(angles), 'angle')}"
    return Outcome(line=line, block=StrategyBlock(angles=angles))


def _plan_shots(desk: Desk, wish: PlanShots) -> Outcome:
    """Rows of a plan are no shots yet, but cost what such a shot would."""
    rows = [_row(desk, shot) for shot in wish.shots]
    amounts = offers.about(desk.session, desk.studio, desk.who, rows)
    same = {"title", "intent", "prompt", "aspect_ratio", "duration_seconds"}
    planned = tuple(
        PlannedShot(**row.model_dump(include=same), amount_credits=amount)
        for row, amount in zip(rows, amounts, strict=True)
    )
    line = f"Drafted {_counted(len(planned), 'shot')}"
    return Outcome(line=line, block=PlanBlock(shots=planned))


def _row(desk: Desk, wish: ShotWish) -> Shot:
    ratio = wish.aspect_ratio if wish.aspect_ratio in _RATIOS else "16:9"
    return Shot(
        id="",
        workspace_id=desk.who.workspace_id,
        campaign_id=desk.campaign_id,
        number=0,
        title=wish.title,
        intent=wish.intent,
        prompt=wish.prompt,
        aspect_ratio=ratio,
        duration_seconds=wish.duration_seconds,
    )


def _propose_prompt(desk: Desk, wish: ProposePrompt) -> Outcome:
    shot, number = _shot(desk, wish.shot_id)
    if shot.prompt == wish.prompt:
        raise InvalidRequest("This is the present prompt, word for word.", "prompt")
    block = PromptBlock(shot_id=shot.id, before=shot.prompt, after=wish.prompt)
    return Outcome(line=f"Rewrote the prompt for shot {number}", block=block)


def _shot(desk: Desk, shot_id: str) -> tuple[Shot, int]:
    """With its place in the list. NotFound for removed and foreign ones alike."""
    find(desk.session, Shot, shot_id, desk.who)
    for number, shot in enumerate(listed(desk.session, desk.campaign_id), start=1):
        if shot.id == shot_id:
            return shot, number
    raise NotFound


def _show_takes(desk: Desk, wish: ShowTakes) -> Outcome:
    if wish.task_ids:
        tasks = [find(desk.session, Task, key, desk.who) for key in dict.fromkeys(wish.task_ids)]
        if any(task.campaign_id != desk.campaign_id or task.removed_at for task in tasks):
            raise NotFound
    else:
        tasks = _newest(desk, _NEWEST_TAKES)
    if not tasks:
        raise InvalidRequest("There are no takes in this campaign yet.", "task_ids")
    block = TakesBlock(task_ids=tuple(task.id for task in tasks))
    return Outcome(line=f"Looked at {_counted(len(tasks), 'take')}", block=block)


def _propose_make(desk: Desk, wish: ProposeMake) -> Outcome:
    if len({one.shot_id for one in wish.shots}) != len(wish.shots):
        raise InvalidRequest("Name each shot once.", "shots")
    lines = offers.priced(desk.session, desk.studio, desk.who, desk.campaign_id, wish.shots)
    if not lines:
        raise InvalidRequest(
            "Every planned shot has a take. Name the shots to make again.", "shots"
        )
    block = CostBlock(lines=lines)
    told = {**_SHOWN, "amount_credits": block.amount_credits, "waits_for": "the person's press"}
    return Outcome(told, f"Priced {_counted(sum(line.takes for line in lines), 'take')}", block)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


_TOOLS: dict[type[Arguments], Callable[[Desk, Any], Outcome]] = {
    LookAtCampaign: _look_at_campaign,
    ReadPage: _read_page,
    WriteBrief: _write_brief,
    ProposeAngles: _propose_angles,
    PlanShots: _plan_shots,
    ProposePrompt: _propose_prompt,
    ShowTakes: _show_takes,
    ProposeMake: _propose_make,
}
_RATIOS = {"16:9", "9:16", "1:1", "4:5", "4:3", "3:4", "21:9"}
