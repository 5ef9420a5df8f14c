import asyncio
import json
import os
from pathlib import Path

import pytest
from PIL import Image

from vidstudio.base.errors import InvalidRequest, TooLarge
from vidstudio.media import child
from vidstudio.media.child import inspect_video, sanitise_image
from vidstudio.media.facts import NotAVideo
from vidstudio.media.spawn import environment


@pytest.fixture
def stuck(tmp_path: Path) -> Path:
    """An upload that never comes: whoever opens it waits for a writer."""
    path = tmp_path / "stuck.jpg"
    os.mkfifo(path)
    return path


@pytest.mark.asyncio
async def test_a_video_is_inspected_with_its_poster(clip: Path, tmp_path: Path) -> None:
    facts = await inspect_video(clip, tmp_path / "poster.webp")
    assert (facts.width, facts.height, facts.codec) == (256, 144, "h264")
    with Image.open(tmp_path / "poster.webp") as poster:
        assert poster.width == 480


@pytest.mark.asyncio
async def test_a_picture_is_made_safe_with_its_thumbnail(
    tmp_path: Path, photo: Image.Image
) -> None:
    photo.save(tmp_path / "in.png")
    facts = await sanitise_image(tmp_path / "in.png", tmp_path / "out", tmp_path / "thumb")
    assert (facts.width, facts.height, facts.mime) == (400, 300, "image/jpeg")
    with Image.open(tmp_path / "thumb") as thumbnail:
        assert thumbnail.size == (320, 240)


@pytest.mark.asyncio
async def test_refusals_arrive_as_the_same_errors(tmp_path: Path) -> None:
    page = tmp_path / "page.mp4"
    page.write_bytes(b"<html></html>")
    with pytest.raises(NotAVideo, match="web page"):
        await inspect_video(page, tmp_path / "poster.webp")
    with pytest.raises(InvalidRequest, match="web page") as caught:
        await sanitise_image(page, tmp_path / "out", tmp_path / "thumb")
    assert (caught.value.field, caught.value.code) == ("file", "not_a_picture")
    os.truncate(page, 60_000_000)
    with pytest.raises(TooLarge, match="60 MB"):
        await sanitise_image(page, tmp_path / "out", tmp_path / "thumb")


@pytest.mark.asyncio
async def test_work_without_end_is_cut_off(
    stuck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "IMAGE_SECONDS", 0.3)
    with pytest.raises(InvalidRequest) as caught:
        await sanitise_image(stuck, tmp_path / "out", tmp_path / "thumb")
    assert caught.value.code == "too_heavy"


@pytest.mark.asyncio
async def test_cancelling_the_caller_kills_the_child(stuck: Path, tmp_path: Path) -> None:
    work = asyncio.create_task(sanitise_image(stuck, tmp_path / "out", tmp_path / "thumb"))
    pipe = await asyncio.to_thread(os.open, stuck, os.O_WRONLY)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    with pytest.raises(BrokenPipeError):
        os.write(pipe, b"nobody reads this any more")
    os.close(pipe)


def test_secrets_stay_out_of_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIE_API_KEY", "secret-of-ours")
    assert "secret-of-ours" not in json.dumps(environment())
