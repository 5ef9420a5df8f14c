"""What can be done with the selected takes. The selection is the browser's: it names them here."""

import json
from typing import Annotated, Literal

import reflex as rx
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from reflex.event import EventSpec

from vidstudio.base.errors import InvalidRequest
from vidstudio.base.texts import counted
from vidstudio.services import library, tasks
from vidstudio.services.library import TakeIds
from vidstudio.studio import Studio, Who, current
from vidstudio.ui.library_state import LibraryState
from vidstudio.ui.library_words import Option
from vidstudio.ui.parts.bridge import sent
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.session import access
from vidstudio.views import DoneView

Going = Annotated[str, StringConstraints(pattern=r"^/c/[0-9a-zA-Z?=&_-]{1,300} \d{1,20}$")]
Note = Annotated[str, StringConstraints(max_length=20_000)]
# What is said of it afterwards; rating and favourites show themselves.
_SAID = {
    "creatives": "creatives",
    "move": "moved",
    "restore": "restored",
    "remove": "removed",
    "forget": "forgotten",
    "vary": "varied",
}


class Act(BaseModel):
    """`turn` only makes a note differ from the last one."""

    model_config = ConfigDict(extra="forbid", strict=False)

    do: Literal["rate", "favourite", "creatives", "move", "remove", "restore", "forget", "vary"]
    ids: TakeIds
    rating: int | None = None
    on: bool = True
    shot: Annotated[str, StringConstraints(max_length=64)] = ""
    turn: int = 0


class LibraryActs(LibraryState):
    places: list[Option] = []

    @rx.event
    @access("member")
    async def act(self, note: Note) -> EventSpec | None:
        """Do what the note says, and tell how it went. Deleting can be undone for a while."""
        asked = _read(note)
        done = await _done(current(), await self._who(), asked)
        words = _words(asked.do, done)
        if asked.do == "remove" and done.ids:
            told = f"{json.dumps(words)}, {json.dumps(done.ids)}"
            return rx.call_script(f"window.vidstudio.library.removed({told})")
        return toast(words, "warn" if done.note else "quiet") if words else None

    @rx.event
    @access("member")
    async def go(self, note: Going) -> EventSpec:
        """To a page of a campaign, by the router: without loading."""
        return rx.redirect(sent(note))

    @rx.event
    @access("member")
    async def ask_places(self, note: Note) -> EventSpec:
        """Where the named takes could move to, in the dialog that asks."""
        found = await library.places(current(), await self._who(), _read(note).ids)
        self.places = [Option(word=shot_id, label=title) for shot_id, title in found]
        return rx.call_script("window.vidstudio.open('library-move')")


def _read(note: str) -> Act:
    try:
        return Act.model_validate_json(note)
    except ValidationError as error:
        raise InvalidRequest("This action was called in a wrong way.") from error


async def _done(studio: Studio, who: Who, asked: Act) -> DoneView:
    match asked.do:
        case "rate":
            return await library.rate(studio, who, asked.ids, asked.rating)
        case "favourite":
            return await library.favourite(studio, who, asked.ids, asked.on)
        case "creatives":
            return await library.add_to_creatives(studio, who, asked.ids)
        case "move":
            return await library.move(studio, who, asked.ids, asked.shot)
        case "remove":
            return await library.remove(studio, who, asked.ids)
        case "restore":
            return await library.restore(studio, who, asked.ids)
        case "vary":
            # The same note sent twice makes one take.
            made = [
                await tasks.vary(studio, who, task_id, f"vary-{task_id}-{asked.turn}")
                for task_id in asked.ids[:1]
            ]
            return DoneView(ids=tuple(view.id for view in made))
        case "forget":
            return await library.remove_uploads(studio, who, asked.ids)


def _words(do: str, done: DoneView) -> str:
    said = counted(f"library.did.{_SAID[do]}", len(done.ids)) if do in _SAID and done.ids else ""
    return " ".join(filter(None, (said, done.note)))
