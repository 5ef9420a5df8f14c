"""The download pack: what is in it, under which names, and that it is what was approved."""

import hashlib
import io
import json
import zipfile
from typing import Any

import pytest

from tests.studio_fixtures import settle_in
from tests.unit.services.picked import Picked, with_samples
from vidstudio.base.errors import Conflict, InvalidRequest, NotFound
from vidstudio.services import creatives, packs, reviews
from vidstudio.services.packs import PackOptions, PackRequest
from vidstudio.services.reviews import NewDecision
from vidstudio.studio import Studio, Who

BAG, LIGHT = "The bag at dawn", "First light"


@pytest.fixture
async def picked(studio: Studio) -> Picked:
    return await with_samples(studio)


async def ids(studio: Studio, picked: Picked, *titles: str) -> tuple[str, ...]:
    found = await picked.creatives(studio)
    return tuple(found[title].id for title in titles)


def request(picked: Picked, wanted: tuple[str, ...], **options: Any) -> PackRequest:
    return PackRequest(
        campaign_id=picked.campaign_id, creative_ids=wanted, options=PackOptions(**options)
    )


async def opened(studio: Studio, who: Who, asked: PackRequest) -> zipfile.ZipFile:
    _, pieces = await packs.pack(studio, who, asked)
    archive = zipfile.ZipFile(io.BytesIO(b"".join([piece async for piece in pieces])))
    assert archive.testzip() is None
    return archive


async def test_the_pack_is_what_was_approved_under_good_names(
    studio: Studio, picked: Picked
) -> None:
    asked = request(picked, await ids(studio, picked, BAG, LIGHT))
    archive = await opened(studio, picked.who, asked)
    bag = "autumn-launch/the-bag-at-dawn_reels_9x16_v1"
    light = "autumn-launch/first-light_reels_9x16_v1"
    names = {f"{stem}.{end}" for stem in (bag, light) for end in ("mp4", "webp", "txt", "json")}
    assert set(archive.namelist()) == names | {"autumn-launch/pack.json"}
    view = (await picked.creatives(studio))[BAG]
    film = archive.read(f"{bag}.mp4")
    assert hashlib.sha256(film).hexdigest() == view.version.sha256
    assert archive.read(f"{bag}.txt").decode() == f"{view.captions}\n"
    told = json.loads(archive.read(f"{bag}.json"))
    assert told["file"]["sha256"] == view.version.sha256
    assert told["approved"]["by"] == "Ada"
    assert "made_with" not in told
    assert "Animatic" not in archive.read(f"{bag}.json").decode()


async def test_the_size_is_counted_before(studio: Studio, picked: Picked) -> None:
    asked = request(picked, await ids(studio, picked, BAG, LIGHT))
    plan = await packs.plan(studio, picked.who, asked)
    archive = await opened(studio, picked.who, asked)
    assert {file.name: file.size_bytes for file in plan.files} == {
        info.filename: info.file_size for info in archive.infolist()
    }
    assert plan.size_bytes == sum(plan.sizes.values()) > 600_000
    assert (plan.name, plan.creatives) == ("autumn-launch.zip", 2)


async def test_options_leave_things_out_and_the_story_is_asked_for(
    studio: Studio, picked: Picked
) -> None:
    wanted = await ids(studio, picked, BAG)
    bare = await opened(studio, picked.who, request(picked, wanted, posters=False, captions=False,
                                                    metadata=False))  # fmt: skip
    assert bare.namelist() == ["autumn-launch/the-bag-at-dawn_reels_9x16_v1.mp4"]
    full = await opened(studio, picked.who, request(picked, wanted, videos=False, story=True))
    made = json.loads(full.read("autumn-launch/the-bag-at-dawn_reels_9x16_v1.json"))["made_with"]
    assert (made["model_name"], made["charged_credits"]) == ("Animatic", 0)
    assert made["prompt"].startswith("A matte black coffee bag")


async def test_only_approved_files_are_packed(studio: Studio, picked: Picked) -> None:
    wanted = await ids(studio, picked, BAG, "From above")
    with pytest.raises(Conflict, match="“From above” is not approved"):
        await packs.plan(studio, picked.who, request(picked, wanted))
    (bag,) = await ids(studio, picked, BAG)
    await creatives.new_version(studio, picked.who, bag, picked.tasks["Last cup"])
    with pytest.raises(Conflict, match="not approved"):
        await packs.pack(studio, picked.who, request(picked, (bag,)))


async def test_foreign_campaigns_and_creatives_are_not_found(
    studio: Studio, picked: Picked
) -> None:
    stranger = (await settle_in(studio, "Eve")).who
    wanted = await ids(studio, picked, BAG)
    with pytest.raises(NotFound):
        await packs.plan(studio, stranger, request(picked, wanted))
    with pytest.raises(NotFound):
        await packs.plan(studio, picked.who, request(picked, (*wanted, "somebody-elses")))


async def test_an_empty_pack_is_refused(studio: Studio, picked: Picked) -> None:
    with pytest.raises(InvalidRequest, match="at least one"):
        await packs.pack(studio, picked.who, request(picked, ()))
    assert (await packs.plan(studio, picked.who, request(picked, ()))).files == ()


async def test_names_are_safe_and_unique_whatever_the_titles_are(
    studio: Studio, picked: Picked
) -> None:
    found = await picked.creatives(studio)
    odd = ["../../etc/passwd", "Größe: 100 % Käse?", "NUL", "NUL"]
    for view, title in zip(found.values(), odd, strict=True):
        await creatives.rename(studio, picked.who, view.id, title)
        await creatives.set_channel(studio, picked.who, view.id, "")
        said = NewDecision(kind="approved")
        await reviews.decide(studio, picked.who, view.id, view.version.id, said)
    wanted = tuple(view.id for view in found.values())
    plan = await packs.plan(studio, picked.who, request(picked, wanted, metadata=False))
    films = [file.name for file in plan.files if file.kind == "videos"]
    assert films == [
        "autumn-launch/etc-passwd_9x16_v1.mp4",
        "autumn-launch/grosse-100-kase_9x16_v1.mp4",
        "autumn-launch/creative_16x9_v1.mp4",
        "autumn-launch/creative_1x1_v1.mp4",
    ]


async def test_two_creatives_of_one_name_do_not_share_a_file(
    studio: Studio, picked: Picked
) -> None:
    bag, light = await ids(studio, picked, BAG, LIGHT)
    await creatives.rename(studio, picked.who, light, BAG)
    plan = await packs.plan(studio, picked.who, request(picked, (bag, light)))
    names = [file.name for file in plan.files]
    assert len(set(names)) == len(names)
    assert "autumn-launch/the-bag-at-dawn-2_reels_9x16_v1.mp4" in names


async def test_a_reader_who_leaves_leaves_no_files(studio: Studio, picked: Picked) -> None:
    _, pieces = await packs.pack(
        studio, picked.who, request(picked, await ids(studio, picked, BAG, LIGHT))
    )
    assert await anext(pieces)
    await pieces.aclose()
    assert list(studio.work_dir.iterdir()) == []


async def test_a_file_that_is_gone_is_told_before_anything_is_sent(
    studio: Studio, picked: Picked, promises: tuple[str, ...]
) -> None:
    asked = request(picked, await ids(studio, picked, BAG))
    (path,) = studio.settings.data_dir.rglob(f"*/t/{picked.tasks[BAG]}*.mp4")
    kept = path.read_bytes()
    path.unlink()
    with pytest.raises(Conflict, match=r"the-bag-at-dawn_reels_9x16_v1\.mp4 is gone"):
        await packs.pack(studio, picked.who, asked)
    path.write_bytes(kept)
