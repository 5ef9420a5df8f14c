"""A frame of a finished take as a reference picture."""

import uuid
from typing import Literal

from sqlmodel import Session

from vidstudio.base.errors import Conflict, InvalidRequest, StorageFailed
from vidstudio.db.tables import Asset, Task
from vidstudio.media.child import still_of
from vidstudio.media.facts import NotAVideo
from vidstudio.rules.sentences import take_name
from vidstudio.services import uploads
from vidstudio.services.guards import find
from vidstudio.studio import Studio, Who
from vidstudio.views import PictureView

At = Literal["first", "last"] | float
MOST_SECONDS = 600.0


async def grab(studio: Studio, who: Who, task_id: str, at: At) -> PictureView:
    """The frame shown `at` that moment: "first", "last", or seconds from the start.

    The same frame twice is one picture. Raises Conflict for a take without a video, NotFound,
    InvalidRequest on `at`, NotAllowed for those who may only look.
    """
    moment = _moment(at)
    uploads.admit(studio, who)
    task, film, asset_id = await studio.db.read(
        lambda session: _film(session, who, task_id, moment)
    )
    there = await uploads.known(studio, who, asset_id)
    if there:
        return there
    async with uploads.workbench(studio) as folder:
        video, still = folder / "film", folder / "source"
        await studio.store.copy_to(film.storage_key, video)
        try:
            await still_of(video, still, moment)
        except NotAVideo as error:
            raise StorageFailed("No frame of this take can be read.") from error
        name = f"{take_name(task.number)} {'last frame' if moment is None else f'{moment:g} s'}.png"
        return await uploads.receive(studio, who, still, name, asset_id)


def _moment(at: At) -> float | None:
    """In seconds, to the millisecond; None is the last frame."""
    if at == "last":
        return None
    seconds = 0.0 if at == "first" else float(at)
    if not 0 <= seconds <= MOST_SECONDS:
        raise InvalidRequest(f"A moment lies between 0 and {MOST_SECONDS:g} s.", "at")
    return round(seconds, 3)


def _film(
    session: Session, who: Who, task_id: str, moment: float | None
) -> tuple[Task, Asset, str]:
    """With the id of the picture of that moment."""
    task = find(session, Task, task_id, who)
    film = session.get(Asset, task.result_asset_id) if task.result_asset_id else None
    if film is None or film.deleted_at is not None:
        raise Conflict("This take has no video to take a frame from.")
    return task, film, _picture_id(session, f"{film.id} {moment}")


def _picture_id(session: Session, name: str) -> str:
    """A picture that somebody has deleted keeps its id: the next one gets another."""
    while True:
        asset_id = str(uuid.uuid5(uuid.NAMESPACE_URL, name))
        there = session.get(Asset, asset_id)
        if there is None or there.deleted_at is None:
            return asset_id
        name = f"{name} {asset_id}"
