"""What helps to fill the make panel: refining, templates, earlier prompts, another take.

What a page script has to draw comes back to it as JSON and is not kept here.
"""

import json
from collections.abc import AsyncGenerator
from typing import Any, Literal

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from reflex.event import EventSpec

from vidstudio.base.errors import InvalidRequest, VidstudioError
from vidstudio.base.problems import problem
from vidstudio.base.texts import text
from vidstudio.rules import templates
from vidstudio.services import models, prices, reuse, shots
from vidstudio.services.refine import refine as refine_words
from vidstudio.services.reuse import Reused, What
from vidstudio.studio import Who, current
from vidstudio.ui.frame import Following, follows
from vidstudio.ui.live import ScreenState
from vidstudio.ui.make import MakeState
from vidstudio.ui.make_fit import Fitted, fit
from vidstudio.ui.make_form import PanelForm, Word, draft_of, read_form
from vidstudio.ui.session import access
from vidstudio.views import DraftView


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Wish(_Message):
    """`form` is what the panel holds meanwhile; `seconds` is for a frame.

    For "reference", an uploaded picture, `task_id` is the picture's id.
    """

    task_id: Word
    what: What | Literal["reference"]
    seconds: float | None = Field(None, ge=0, le=600)
    form: PanelForm


class Words(_Message):
    turn: int
    campaign_id: Word = ""
    model: Word = ""
    words: str = Field(max_length=20_000)


class Star(_Message):
    model: Word
    on: bool


class ToolState(MakeState):
    """Handlers of the panel's tools; what they change are the vars of `MakeState`."""

    @rx.event
    @access("member")
    async def bring(self, message: str) -> None:
        """Something of a take into the panel. What stood there can be had back."""
        wish = _read(Wish, message)
        found = await _reused(await self._who(), wish, draft_of(wish.form))
        fitted = fit(found.draft, await self._model(found.draft.model))
        await self._put(wish.form, Fitted(draft=fitted.draft, notes=(found.note, *fitted.notes)))
        if wish.what in {"other_model", "pictures"}:
            self.opens = f"{wish.what} {wish.form.turn}"

    @rx.event
    @access("member")
    async def recall(self, message: str) -> EventSpec:
        """The prompts so far, to history.js."""
        campaign_id = _read(PanelForm, message).campaign_id
        found = await reuse.prompts(current(), await self._who(), campaign_id)
        return _script("history.show", [past.model_dump(mode="json") for past in found])

    @rx.event(background=True)
    @access("member")
    async def refine(self, message: str) -> AsyncGenerator[EventSpec, None]:
        """A suggestion to refine.js, or the sentence why there is none."""
        asked = _read(Words, message)
        answer: dict[str, Any] = {"turn": asked.turn}
        try:
            found = await refine_words(
                current(),
                await self._who(),
                asked.words,
                campaign_id=asked.campaign_id or None,
                model_id=asked.model,
            )
            answer |= found.model_dump(mode="json")
        except VidstudioError as error:
            answer["error"] = problem(error).detail
        yield _script("refine.show", answer)

    @rx.event
    @access("member")
    async def set_template(self, message: str) -> None:
        """Another template, with its ratio and length; none leaves everything as it is."""
        form = read_form(message)
        draft, model = draft_of(form), await self._model(form.model)
        if not form.template:
            return await self._keep(form.campaign_id, draft)
        wanted = templates.template(form.template)
        shaped = {"aspect_ratio": wanted.aspect_ratio, "duration_seconds": wanted.duration_seconds}
        fitted = fit(draft.model_copy(update=shaped), model)
        await self._keep(form.campaign_id, fitted.draft)
        self._fitted(fitted.model_copy(update={"adjusted": tuple(shaped)}))
        return None

    @rx.event
    @access("member")
    async def fill_template(self, message: str) -> EventSpec:
        """The prompt of the fields so far, in pieces, to template.js."""
        form = read_form(message)
        found = templates.fill(form.template, form.template_values)
        pieces = [[field, words] for field, words in found.pieces]
        return _script("template.show", {"turn": form.turn, "pieces": pieces})

    @rx.event
    @access("member")
    async def plan(self, message: str) -> None:
        """Prompt, ratio and length into the shot; nothing is made."""
        form = read_form(message)
        edit = shots.ShotEdit(
            prompt=form.prompt,
            aspect_ratio=form.aspect_ratio,
            duration_seconds=form.duration_seconds,
        )
        await shots.edit(current(), await self._who(), form.shot_id, edit)
        screen = await self.get_state(ScreenState)
        await screen.refresh()
        title = next((shot.title for shot in screen.shots if shot.id == form.shot_id), "")
        self._say(text("make.bar.planned", title=title))

    @rx.event
    @access("member")
    async def favour(self, message: str) -> None:
        star = _read(Star, message)
        await models.favour(current(), await self._who(), star.model, on=star.on)
        self._offer(await models.catalogue(current(), await self._who()))

    async def _put(self, form: PanelForm, fitted: Fitted) -> None:
        """Every input anew; `undo` brings back what the form had."""
        await self._keep(form.campaign_id, fitted.draft)
        self._before_reset = draft_of(form)
        self._seed(fitted)
        self.undoable, self.saved = True, form.turn

    def _say(self, note: str) -> None:
        """In the strip above the bar; a new key lets it appear again."""
        self._count += 1
        self.said, self.notes, self.undoable = str(self._count), [note], False


@follows
class PriceTagState(Following):
    """A price that an admin has changed reaches the panels that are open."""

    _stamp: str = ""

    async def _renew(self) -> None:
        stamp = (await prices.book(current())).stamp
        if stamp != self._stamp:
            self._stamp = stamp
            await (await self.get_state(MakeState))._reprice()  # pyright: ignore[reportPrivateUsage]


async def _reused(who: Who, wish: Wish, into: DraftView) -> Reused:
    if wish.what == "reference":
        return await reuse.reuse_picture(current(), who, wish.task_id, into)
    if wish.what == "last_frame":
        return await reuse.reuse_frame(current(), who, wish.task_id, "last", into)
    if wish.what == "frame":
        return await reuse.reuse_frame(current(), who, wish.task_id, wish.seconds or 0.0, into)
    return await reuse.reuse(current(), who, wish.task_id, wish.what, into)


def _read(cls: type[Any], message: str) -> Any:
    try:
        return cls.model_validate_json(message)
    except ValidationError as error:
        raise InvalidRequest(text("make.bar.unreadable")) from error


def _script(function: str, value: object) -> EventSpec:
    """Calls a function of a page script, if the page still has it."""
    return rx.call_script(f"window.vidstudio.{function}({json.dumps(value)})")
