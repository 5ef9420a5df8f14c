"""The rows of an answer: its line, its folded steps, its blocks. All inside a caller's transaction.

The line that is being written is always the last of its answer.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlmodel import Session, col, func, select

from vidstudio.db.session import touch
from vidstudio.db.tables import Message
from vidstudio.rules.blocks import StepBlock
from vidstudio.studio import Studio, Who

LEASE_SECONDS = 15.0
TEXT_LIMIT = 12_000
_DECIDED_BY_PEOPLE = {"brief", "strategy", "plan", "prompt", "cost"}
_STEPS_LIMIT = 12
_SUMMARY_LIMIT = 120


class Asked(NamedTuple):
    """The person's line that is answered: its rows carry its id as their `turn_id`."""

    campaign_id: str
    line_id: str
    text: str


def next_moment(session: Session, studio: Studio, campaign_id: str) -> datetime:
    """Now, but after every line there is: two lines never share a moment."""
    session.flush()
    query = select(func.max(Message.created_at)).where(Message.campaign_id == campaign_id)
    newest = cast("datetime | None", session.exec(query).one())
    now = studio.clock.now()
    return now if newest is None or newest < now else newest + timedelta(microseconds=1)


def lease_end(studio: Studio) -> datetime:
    return studio.clock.now() + timedelta(seconds=LEASE_SECONDS)


def open_line(session: Session, studio: Studio, who: Who, asked: Asked) -> Message:
    """A new line to write on, at the end."""
    row = _row(session, studio, who, asked)
    row.state, row.lease_until = "answering", lease_end(studio)
    session.add(row)
    return row


def add_line(session: Session, studio: Studio, who: Who, asked: Asked, text: str) -> Message:
    row = _row(session, studio, who, asked)
    row.text = text
    session.add(row)
    return row


def add_block(session: Session, studio: Studio, who: Who, asked: Asked, block: Any) -> Message:
    """A structured line; what waited for a decision of the same kind steps back for it."""
    row = _row(session, studio, who, asked)
    row.kind, row.block = block.kind, block.model_dump(mode="json")
    if block.kind in _DECIDED_BY_PEOPLE:
        _step_back(session, asked.campaign_id, row)
        row.block_state = "open"
    session.add(row)
    return row


def _step_back(session: Session, campaign_id: str, fresh: Message) -> None:
    query = select(Message).where(
        Message.campaign_id == campaign_id,
        Message.kind == fresh.kind,
        Message.block_state == "open",
    )
    for row in session.exec(query).all():
        shot = (row.block or {}).get("shot_id")
        if shot == (fresh.block or {}).get("shot_id"):
            row.block_state = "discarded"
            session.add(row)


def add_step(session: Session, row: Message, line: str, seconds: float) -> None:
    """One more line in the folded row of steps."""
    known = StepBlock.model_validate(row.block) if row.block else StepBlock()
    lines = (*known.lines, line)[:_STEPS_LIMIT]
    row.kind = "step"
    row.block = StepBlock(seconds=round(seconds, 1), lines=lines).model_dump(mode="json")
    row.text = _summary(lines)
    session.add(row)


def _summary(lines: tuple[str, ...]) -> str:
    """“Looked at the campaign, drafted 3 shots”."""
    first, *others = dict.fromkeys(lines)
    return ", ".join((first, *(line[:1].lower() + line[1:] for line in others)))[:_SUMMARY_LIMIT]


def release_broken(session: Session, studio: Studio, campaign_id: str) -> bool:
    """Lines that nobody writes any more have failed. True while one is still being written."""
    query = select(Message).where(
        Message.campaign_id == campaign_id,
        Message.state == "answering",
        col(Message.author) == "assistant",
    )
    now, busy = studio.clock.now(), False
    for row in session.exec(query).all():
        if row.lease_until is not None and row.lease_until >= now:
            busy = True
            continue
        row.state, row.lease_until = "failed", None
        row.text = row.text or "The answer broke off. Try again."
        session.add(row)
        touch(session, row.workspace_id)
    return busy


def _row(session: Session, studio: Studio, who: Who, asked: Asked) -> Message:
    return Message(
        id=studio.clock.new_id(),
        workspace_id=who.workspace_id,
        campaign_id=asked.campaign_id,
        author="assistant",
        turn_id=asked.line_id,
        text="",
        created_at=next_moment(session, studio, asked.campaign_id),
    )
