"""What people do in the conversation: write, stop, start again, and decide about blocks."""

from typing import Any, Literal

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from reflex.event import EventSpec

from vidstudio.base.errors import Conflict, InvalidRequest
from vidstudio.base.texts import counted, text
from vidstudio.services import asking, blocks, chat, creatives, gates, unsent
from vidstudio.studio import current
from vidstudio.ui.live import ScreenState
from vidstudio.ui.make import MakeState
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.session import access
from vidstudio.ui.talk_ids import MessageId, Row

Starter = Literal["launch", "sale"]


class Typed(BaseModel):
    """Words that are being typed, as composer.js sends them."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    campaign_id: str = Field(max_length=64)
    text: str = Field(max_length=unsent.TEXT_LIMIT)


class ConversationState(ScreenState):
    """`kept` is what this person had typed before the page was loaded; `sent` counts up with each
    line that was taken, so that the box can let go of it."""

    guide: bool = False
    kept: str = ""
    kept_for: str = ""

    @rx.event
    @access("member")
    async def opened_talk(self) -> None:
        campaign_id = self._campaign_id()
        who = await self._who()
        words = await unsent.words(current(), who, campaign_id)
        self.guide = asking.voice(current(), who) is None
        self.kept, self.kept_for = words, campaign_id

    @rx.event
    @access("member")
    async def keep_words(self, message: str) -> None:
        """The server's copy of what is being typed."""
        try:
            typed = Typed.model_validate_json(message)
        except ValidationError as error:
            raise InvalidRequest("These words cannot be read.", "message") from error
        await unsent.keep(current(), await self._who(), typed.campaign_id, typed.text)

    @rx.event
    @access("member")
    async def send(self, form: dict[str, str]) -> EventSpec | None:
        """What was typed stays in the box until it is kept."""
        words = form.get("message", "").strip()
        if not words:
            return None
        # The campaign the words were written for: another one may have been opened meanwhile.
        here = form.get("campaign") or self.campaign.id
        await chat.send(current(), await self._who(), here, words)
        return rx.call_script("document.dispatchEvent(new Event('vidstudio:sent'))")

    @rx.event
    @access("member")
    async def start(self, starter: Starter) -> None:
        await self._say(text(f"conversation.empty.{starter}.says"))

    @rx.event
    @access("member")
    async def again(self) -> None:
        await chat.again(current(), await self._who(), self.campaign.id)

    @rx.event
    @access("member")
    async def stop(self) -> None:
        await chat.stop(current(), await self._who(), self.campaign.id)

    @rx.event
    @access("member")
    async def brief_is_right(self, message_id: MessageId) -> None:
        await self._about(message_id)
        if await blocks.accept_brief(current(), await self._who(), message_id):
            await self._say(text("conversation.brief.says"))

    @rx.event
    @access("member")
    async def plan_angles(self, form: dict[str, str]) -> None:
        """The form of a strategy: its id, and a tick for each picked angle."""
        message_id = form.get("strategy", "")
        await self._about(message_id)
        names = [name.removeprefix("angle-") for name in form if name.startswith("angle-")]
        indexes = tuple(int(name) for name in names if name.isascii() and name.isdigit())
        titles = await blocks.pick_angles(current(), await self._who(), message_id, indexes)
        if titles:
            await self._say(text("conversation.strategy.says", titles=", ".join(titles)))

    @rx.event
    @access("member")
    async def more_angles(self) -> None:
        await self._say(text("conversation.strategy.says_more"))

    @rx.event
    @access("member")
    async def accept_shots(self, message_id: MessageId) -> None:
        await self._accept(message_id, None)

    @rx.event
    @access("member")
    async def accept_shot(self, message_id: MessageId, row: Row) -> None:
        await self._accept(message_id, (row,))

    @rx.event
    @access("member")
    async def go_on(self, message_id: MessageId) -> None:
        """With the shots accepted so far."""
        await self._accept(message_id, ())

    @rx.event
    @access("member")
    async def use_prompt(self, message_id: MessageId, edit: bool) -> list[Any]:
        """Into the shot and the make panel; to `edit` it, the cursor goes there too."""
        shot_id = await blocks.use_prompt(current(), await self._who(), message_id)
        then = "window.vidstudio.editPrompt()" if edit else ""
        return [
            MakeState.opened(),
            ScreenState.choose_shot(shot_id),
            rx.call_script(then) if edit else toast(text("conversation.prompt.used_toast")),
        ]

    @rx.event
    @access("member")
    async def discard(self, message_id: MessageId) -> None:
        await blocks.discard(current(), await self._who(), message_id)

    @rx.event
    @access("member")
    async def make_gate(self, message_id: MessageId) -> EventSpec | None:
        """Makes what the gate asks for; one that was made before changes nothing."""
        made = await gates.make(current(), await self._who(), message_id)
        return toast(counted("conversation.cost.making", len(made))) if made else None

    @rx.event
    @access("member")
    async def pick_take(self, task_id: MessageId) -> EventSpec:
        await creatives.add(current(), await self._who(), task_id)
        return toast(text("conversation.takes.saved"))

    async def _accept(self, message_id: str, rows: tuple[int, ...] | None) -> None:
        await self._about(message_id)
        who = await self._who()
        count, closed = await blocks.accept_shots(current(), who, message_id, rows)
        if closed and count:
            await self._say(counted("conversation.plan.says", count))

    async def _about(self, message_id: str) -> None:
        """A decision goes on with the next answer, here: the present one has to be over, and the
        line one of this campaign, not of one whose page is still shown."""
        if self.answering:
            raise Conflict(text("conversation.still_writing"))
        if await blocks.campaign_of(current(), await self._who(), message_id) != self.campaign.id:
            raise Conflict(text("conversation.elsewhere"))

    async def _say(self, words: str) -> None:
        await chat.send(current(), await self._who(), self.campaign.id, words)
