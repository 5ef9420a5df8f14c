"""One answer while it is given: words and tool calls on one side, rows on the other.

The words live in memory at once and in the database about a second later. Whoever takes the
row away, by stopping it from another process or because this one stood still, ends the answer.
"""

import asyncio
import logging
from typing import NamedTuple

from pydantic import ValidationError
from sqlmodel import Session

from vidstudio.base.errors import AssistantFailed, VidstudioError
from vidstudio.db.session import touch
from vidstudio.db.tables import Campaign, Message
from vidstudio.llm.base import LlmMessage
from vidstudio.rules.blocks import PageBlock
from vidstudio.rules.plain import plain, plain_values
from vidstudio.rules.situation import Call, Situation
from vidstudio.rules.tools import TOOLS, Arguments, ReadPage
from vidstudio.services import chat_context, chat_pages, chat_rows, chat_tools
from vidstudio.services.chat_rows import TEXT_LIMIT, Asked
from vidstudio.services.chat_tools import Desk, Outcome
from vidstudio.services.guards import find
from vidstudio.studio import Studio, Who

log = logging.getLogger(__name__)
FLUSH_SECONDS = 1.0
_SILENT = "The assistant gave no answer. Try again."


class Refused(Exception):
    """A tool was not carried out; the words say why, to whoever called it."""


class AnswerTaken(Exception):
    """The line is not ours to write any more: somebody else ended it."""


class _Place(NamedTuple):
    """Which rows an answer has: the line being written, and its folded steps."""

    row_id: str
    step_id: str = ""


class Turn:
    """`row_id` is the line that is open for writing from the beginning."""

    def __init__(self, studio: Studio, who: Who, asked: Asked, row_id: str) -> None:
        self.studio, self.who, self.asked = studio, who, asked
        self._place = _Place(row_id)
        self._text, self._flushed = "", ""
        self._acted = False
        self._started = studio.clock.monotonic()
        self._writing = asyncio.Lock()  # one transaction of this answer at a time

    async def situation(self) -> Situation:
        return await self.studio.db.read(self._situation)

    async def question(self) -> tuple[LlmMessage, ...]:
        """Everything a model is told before it answers."""

        def look(session: Session) -> tuple[LlmMessage, ...]:
            line = session.get_one(Message, self.asked.line_id)
            return chat_context.messages(session, self._situation(session), line)

        return await self.studio.db.read(look)

    def _situation(self, session: Session) -> Situation:
        asked = self.asked
        find(session, Campaign, asked.campaign_id, self.who)
        return chat_context.situation(session, self.studio, self.who, asked.campaign_id, asked.text)

    def say(self, piece: str) -> None:
        """Raises AssistantFailed when a line grows past what can be kept."""
        if len(self._text) + len(piece) > TEXT_LIMIT:
            raise AssistantFailed("The assistant’s answer grew too long and was cut.", "endless")
        self._text += plain(piece)
        self._tell()

    def _tell(self) -> None:
        self.studio.answers.write(self.asked.campaign_id, self._place.row_id, self._text)

    def paragraph(self) -> None:
        """What is said next stands apart from what was said before."""
        if self._text.strip():
            self.say("\n\n")

    async def act(self, call: Call) -> Outcome:
        """Carry out a tool and show its block. Raises Refused with a sentence."""
        wish = read_wish(call)
        try:
            page = await self._page(wish)
            async with self._writing:
                outcome, place = await self.studio.db.write(
                    lambda session: self._act(session, wish, page)
                )
                if place.row_id != self._place.row_id:
                    self._text = self._flushed = ""
                self._place, self._acted = place, True
        except VidstudioError as error:
            raise Refused(str(error)) from None
        self._tell()
        return outcome

    async def _page(self, wish: Arguments) -> PageBlock | None:
        if not isinstance(wish, ReadPage):
            return None
        return await chat_pages.read(self.studio, self.who, self.asked.campaign_id, wish.url)

    def _act(
        self, session: Session, wish: Arguments, page: PageBlock | None
    ) -> tuple[Outcome, _Place]:
        campaign_id = self.asked.campaign_id
        find(session, Campaign, campaign_id, self.who)
        row = self._own(session)
        outcome = chat_tools.run(Desk(session, self.studio, self.who, campaign_id, page), wish)
        place = self._show(session, row, outcome)
        touch(session, self.who.workspace_id)
        return outcome, place

    def _own(self, session: Session) -> Message:
        row = session.get(Message, self._place.row_id)
        if row is None or row.state != "answering":
            raise AnswerTaken
        return row

    def _show(self, session: Session, row: Message, outcome: Outcome) -> _Place:
        """The words so far, the step and the block, then an empty line to go on with."""
        around = (session, self.studio, self.who, self.asked)
        spoken = self._text.strip()
        if spoken:
            row.text, row.state, row.lease_until = spoken, "done", None
            session.add(row)
        step = session.get(Message, self._place.step_id) if self._place.step_id else None
        step = step or chat_rows.add_line(*around, "")
        seconds = self.studio.clock.monotonic() - self._started
        chat_rows.add_step(session, step, outcome.line, seconds)
        if outcome.block is not None:
            chat_rows.add_block(*around, outcome.block)
        if spoken:
            row = chat_rows.open_line(*around)
        else:
            row.created_at = chat_rows.next_moment(session, self.studio, row.campaign_id)
            session.add(row)
        return _Place(row.id, step.id)

    async def keep(self, writer: "asyncio.Task[None]") -> None:
        """For ever: write down what was said, and end `writer` when its line was taken away."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            try:
                await self._flush()
            except AnswerTaken:
                writer.cancel()
                return
            except Exception:
                # The next second brings another try; the lease outlasts a few of them.
                log.exception("Writing down an answer failed; trying again")

    async def _flush(self) -> None:
        async with self._writing:
            text = self._text

            def work(session: Session) -> None:
                row = self._own(session)
                row.lease_until = chat_rows.lease_end(self.studio)
                if text != self._flushed:
                    row.text = text
                    touch(session, self.who.workspace_id)
                session.add(row)

            await self.studio.db.write(work)
            self._flushed = text

    async def end(self, state: str, sentence: str = "") -> None:
        """The last word: `state` is done, stopped or failed, with a `sentence` if failed.

        Nothing happens to a line that somebody else has ended, but that its words are kept.
        """
        async with self._writing:
            await self.studio.db.write(lambda session: self._end(session, state, sentence))

    def _end(self, session: Session, state: str, sentence: str) -> None:
        row, spoken = session.get(Message, self._place.row_id), self._text.strip()
        if row is None:
            return
        if row.state == "stopped":
            row.text = spoken
            session.add(row)
        elif row.state == "answering":
            self._close(session, row, state, sentence)
        touch(session, self.who.workspace_id)

    def _close(self, session: Session, row: Message, state: str, sentence: str) -> None:
        spoken = self._text.strip()
        if state == "done" and not spoken:
            if self._acted:
                session.delete(row)  # the blocks said it all
                return
            state, sentence = "failed", _SILENT
        row.state, row.text, row.lease_until = state, spoken, None
        if state == "failed" and spoken:
            # What was said stays, and the sentence comes after it.
            row.state = "done"
            session.add(row)
            row = chat_rows.add_line(session, self.studio, self.who, self.asked, "")
        if state == "failed":
            row.state, row.text = "failed", sentence
        session.add(row)


def read_wish(call: Call) -> Arguments:
    """The checked arguments. Raises Refused naming what does not fit."""
    kind = TOOLS.get(call.name)
    if kind is None:
        raise Refused(f"There is no tool “{call.name[:40]}”. There are: {', '.join(TOOLS)}.")
    try:
        return kind.model_validate(plain_values(call.arguments))
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        told = [f"{'.'.join(map(str, one['loc'])) or call.name}: {one['msg']}" for one in faults]
        raise Refused("; ".join(told[:5])) from None
