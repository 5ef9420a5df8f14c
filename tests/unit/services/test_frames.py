"""A frame of a take as a picture, what is reused of a take, and what models took so far."""

from pathlib import Path

import av
import pytest
from PIL import Image, ImageChops, ImageStat

from tests.studio_fixtures import Home, settle_in
from tests.unit.engine.conftest import clock, films, rig, setting_changes
from tests.unit.engine.rig import MODEL, Rig
from vidstudio.base.errors import Conflict, InvalidRequest, NotFound
from vidstudio.media.child import still_of
from vidstudio.media.facts import NotAVideo
from vidstudio.media.pixels import picture_of
from vidstudio.services import frames, library, models, reuse, tasks
from vidstudio.views import DraftView

__all__ = ["clock", "films", "rig", "setting_changes"]
SAMPLE = Path(__file__).parents[3] / "assets" / "samples" / "bag-at-dawn.mp4"


def unlike(one: Image.Image, other: Image.Image) -> float:
    """0 for the same picture, 255 for black and white."""
    return max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean)


def picture(frame: av.VideoFrame) -> Image.Image:
    return picture_of(frame, (frame.width, frame.height))


@pytest.mark.parametrize("place", ["first", "middle", "last", "beyond"])
async def test_a_still_is_the_very_frame(tmp_path: Path, place: str) -> None:
    with av.open(str(SAMPLE)) as container:
        shown = [(frame.time or 0.0, frame) for frame in container.decode(video=0)]
    at = {"first": 0, "middle": len(shown) // 2, "last": -1, "beyond": -1}[place]
    moment = {"last": None, "beyond": 500.0}.get(place, shown[at][0])
    target = tmp_path / "still.png"
    await still_of(SAMPLE, target, moment)
    with Image.open(target) as still:
        expected = picture(shown[at][1])
        assert still.size == expected.size
        assert unlike(still, expected) < 1
    assert unlike(picture(shown[0][1]), picture(shown[-1][1])) > 2


async def test_what_is_no_film_has_no_still(tmp_path: Path) -> None:
    page = tmp_path / "page.mp4"
    page.write_text("<html>")
    with pytest.raises(NotAVideo):
        await still_of(page, tmp_path / "still.png", 0)


async def test_the_last_frame_is_a_picture_of_the_workspace(rig: Rig) -> None:
    task_id = await rig.make()
    who = rig.home.who
    with pytest.raises(Conflict):
        await frames.grab(rig.studio, who, task_id, "last")
    await rig.finish(task_id)
    grabbed = await frames.grab(rig.studio, who, task_id, "last")
    assert (grabbed.width, grabbed.height) == (256, 144)
    assert grabbed.thumbnail_url != grabbed.url
    assert (await frames.grab(rig.studio, who, task_id, "last")).id == grabbed.id
    assert (await frames.grab(rig.studio, who, task_id, "first")).id != grabbed.id
    assert (await frames.grab(rig.studio, who, task_id, 0.5)).id != grabbed.id
    request_id = await rig.make(first_frame=grabbed.id)
    view = await tasks.get(rig.studio, who, request_id)
    assert view.first_frame == grabbed
    with pytest.raises(InvalidRequest):
        await frames.grab(rig.studio, who, task_id, float("nan"))


async def test_a_frame_that_was_deleted_can_be_taken_again(rig: Rig) -> None:
    task_id, who = await rig.make(), rig.home.who
    await rig.finish(task_id)
    first = await frames.grab(rig.studio, who, task_id, "last")
    await library.remove_uploads(rig.studio, who, (first.id,))
    again = await frames.grab(rig.studio, who, task_id, "last")
    assert again.id != first.id
    assert (await frames.grab(rig.studio, who, task_id, "last")).id == again.id


async def test_nobody_else_s_take(rig: Rig) -> None:
    task_id = await rig.make()
    await rig.finish(task_id)
    other: Home = await settle_in(rig.studio, "Bea")
    with pytest.raises(NotFound):
        await frames.grab(rig.studio, other.who, task_id, "last")


async def test_settings_and_frames_come_back(rig: Rig) -> None:
    task_id = await rig.make(seed=7)
    await rig.finish(task_id)
    studio, who = rig.studio, rig.home.who
    typed = DraftView(prompt="Mine", takes=3, model="animatic", template="product-showcase")
    back = (await reuse.reuse(studio, who, task_id, "settings", typed)).draft
    assert (back.prompt, back.model, back.seed, back.takes) == ("A cup.", MODEL, "7", 3)
    assert back.template == ""
    words = (await reuse.reuse(studio, who, task_id, "prompt", typed)).draft
    assert (words.prompt, words.model) == ("A cup.", "animatic")
    framed = await reuse.reuse_frame(studio, who, task_id, "last", typed)
    assert framed.draft.prompt == "Mine"
    assert framed.draft.mode == "first_frame"
    assert framed.draft.first_frame is not None
    assert framed.note == "The last frame of Take 01 is here."


async def test_prompts_so_far_are_one_s_own_and_different(rig: Rig) -> None:
    for prompt in ("One.", "Two.", "One."):
        await rig.make(prompt=prompt)
        rig.time.advance(1)
    other = await settle_in(rig.studio, "Bea")
    found = await reuse.prompts(rig.studio, rig.home.who, rig.home.campaign_id)
    assert [past.prompt for past in found] == ["One.", "Two."]
    with pytest.raises(NotFound):
        await reuse.prompts(rig.studio, other.who, rig.home.campaign_id)


async def test_usual_times_are_this_studio_s_own(rig: Rig) -> None:
    async def usual() -> tuple[int, int]:
        views = await models.catalogue(rig.studio)
        view = next(view for view in views if view.id == MODEL)
        return view.usual_seconds, view.own_takes

    assert await usual() == (60, 0)
    for _ in range(3):
        await rig.finish(await rig.make(), seconds=20)
    rig.time.advance(61)
    seconds, takes = await usual()
    assert takes == 3
    assert seconds != 60
    rig.time.advance(days=31)
    assert await usual() == (60, 0)


async def test_a_favourite_is_one_person_s(rig: Rig) -> None:
    studio, other = rig.studio, await settle_in(rig.studio, "Bea")
    await models.favour(studio, rig.home.who, "kling-3", on=True)
    await models.favour(studio, rig.home.who, "kling-3", on=True)

    async def starred(who: object) -> list[str]:
        return [view.id for view in await models.catalogue(studio, who) if view.favourite]  # pyright: ignore[reportArgumentType]

    assert await starred(rig.home.who) == ["kling-3"]
    assert await starred(other.who) == []
    await models.favour(studio, rig.home.who, "kling-3", on=False)
    assert await starred(rig.home.who) == []
    with pytest.raises(InvalidRequest):
        await models.favour(studio, other.who, "no-such", on=True)
