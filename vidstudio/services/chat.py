"""The conversation: a person's line is kept, and the assistant answers it in the background.

The line is in the database before anybody is asked, so that nothing that goes wrong afterwards
can lose it. One answer at a time in a campaign; the database says whose turn it is.
"""

import asyncio
import logging
from contextlib import suppress

from sqlmodel import Session, col, select

from vidstudio.base.errors import Conflict, InvalidRequest, VidstudioError
from vidstudio.base.problems import problem
from vidstudio.db.session import touch
from vidstudio.db.tables import Campaign, Message
from vidstudio.rules.plain import plain
from vidstudio.services import asking, chat_rows
from vidstudio.services.chat_rows import Asked
from vidstudio.services.chat_turn import AnswerTaken, Turn
from vidstudio.services.chat_voices import by_guide, by_model
from vidstudio.services.guards import find, require_maker
from vidstudio.studio import Studio, Who

log = logging.getLogger(__name__)
MESSAGE_LIMIT = 4000
SENDS = "20/minute"
_BUSY = "The assistant is still answering. Wait for it, or stop it first."


async def send(studio: Studio, who: Who, campaign_id: str, text: str) -> None:
    """Keep the person's line and start the answer to it.

    Raises InvalidRequest on `message`, TooManyRequests, and Conflict while an answer is written:
    then nothing was kept.
    """
    require_maker(who)
    text = _checked(text)
    studio.rates.hit("chat", SENDS, who.user_id)

    def work(session: Session) -> tuple[Asked, str]:
        _take_the_floor(session, studio, who, campaign_id)
        line = Message(
            id=studio.clock.new_id(),
            workspace_id=who.workspace_id,
            campaign_id=campaign_id,
            author="user",
            user_id=who.user_id,
            text=text,
            created_at=chat_rows.next_moment(session, studio, campaign_id),
        )
        session.add(line)
        return _opened(session, studio, who, line)

    _start(studio, who, *await studio.db.write(work))


async def again(studio: Studio, who: Who, campaign_id: str) -> None:
    """Answer the last line of a person once more, in place of what failed or was stopped.

    Raises Conflict when there is nothing to answer, or an answer is being written.
    """
    require_maker(who)
    studio.rates.hit("chat", SENDS, who.user_id)

    def work(session: Session) -> tuple[Asked, str]:
        _take_the_floor(session, studio, who, campaign_id)
        line = _last_line(session, campaign_id)
        if line is None:
            raise Conflict("There is nothing to answer yet.")
        _clear(session, line)
        return _opened(session, studio, who, line)

    _start(studio, who, *await studio.db.write(work))


async def stop(studio: Studio, who: Who, campaign_id: str) -> None:
    """End the answer, wherever it is written; its words so far stay. Harmless when none is."""
    require_maker(who)
    await studio.db.read(lambda session: find(session, Campaign, campaign_id, who))
    await studio.answers.stop(campaign_id)

    # Written elsewhere, or stopped here before it could begin.
    def work(session: Session) -> None:
        if chat_rows.release_broken(session, studio, campaign_id):
            _stop_rows(session, campaign_id)
            touch(session, who.workspace_id)

    await studio.db.write(work)


def _checked(text: str) -> str:
    text = plain(text).strip()
    if not text:
        raise InvalidRequest("Write a message first.", "message")
    if len(text) > MESSAGE_LIMIT:
        raise InvalidRequest(
            f"{len(text)} characters. {MESSAGE_LIMIT} is the most.", "message", code="too_long"
        )
    return text


def _take_the_floor(session: Session, studio: Studio, who: Who, campaign_id: str) -> None:
    """Two who press at once come one after the other. Raises Conflict for the second."""
    find(session, Campaign, campaign_id, who)
    session.exec(select(Campaign).where(Campaign.id == campaign_id).with_for_update()).one()
    if chat_rows.release_broken(session, studio, campaign_id):
        raise Conflict(_BUSY)


def _opened(session: Session, studio: Studio, who: Who, line: Message) -> tuple[Asked, str]:
    asked = Asked(line.campaign_id, line.id, line.text)
    row = chat_rows.open_line(session, studio, who, asked)
    touch(session, who.workspace_id)
    return asked, row.id


def _last_line(session: Session, campaign_id: str) -> Message | None:
    query = (
        select(Message)
        .where(Message.campaign_id == campaign_id, Message.author == "user")
        .order_by(col(Message.created_at).desc(), col(Message.id).desc())
    )
    return session.exec(query.limit(1)).first()


def _clear(session: Session, line: Message) -> None:
    """Failed and stopped lines make room. Raises Conflict for a line that has its answer."""
    rows = session.exec(select(Message).where(Message.turn_id == line.id)).all()
    broken = [row for row in rows if row.state in {"failed", "stopped"}]
    if rows and not broken:
        raise Conflict("This was answered already.")
    for row in broken:
        session.delete(row)


def _stop_rows(session: Session, campaign_id: str) -> None:
    """Whoever writes them notices within a second or so."""
    query = select(Message).where(Message.campaign_id == campaign_id, Message.state == "answering")
    for row in session.exec(query).all():
        row.state, row.lease_until = "stopped", None
        session.add(row)


def _start(studio: Studio, who: Who, asked: Asked, row_id: str) -> None:
    turn = Turn(studio, who, asked, row_id)
    studio.answers.start(who.workspace_id, asked.campaign_id, _answer(turn))


async def _answer(turn: Turn) -> None:
    """From the first word to the last, whatever happens on the way."""
    writer = asyncio.current_task()
    assert writer is not None
    keeper = asyncio.create_task(turn.keep(writer))
    try:
        await _speak(turn)
        await turn.end("done")
    except AnswerTaken:
        await turn.end("stopped")
    except asyncio.CancelledError:
        await turn.end("stopped")
        raise
    except Exception as error:
        if not isinstance(error, VidstudioError):
            log.exception("An answer failed")
        await turn.end("failed", problem(error).detail)
    finally:
        keeper.cancel()
        with suppress(asyncio.CancelledError):
            await keeper


async def _speak(turn: Turn) -> None:
    llm = asking.voice(turn.studio, turn.who)
    if llm is None:
        await by_guide(turn)
    else:
        await by_model(turn, llm)
