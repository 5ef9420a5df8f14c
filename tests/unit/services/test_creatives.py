"""Creatives: versions, what is kept of how they were made, and who may touch them."""

import pytest
from sqlalchemy import event

from tests.studio_fixtures import Timepiece, settle_in
from tests.unit.services.picked import Picked, with_samples
from vidstudio.base.clock import Clock
from vidstudio.base.errors import Conflict, InvalidRequest, NotAllowed, NotFound
from vidstudio.services import creatives
from vidstudio.studio import Studio


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
async def picked(studio: Studio) -> Picked:
    return await with_samples(studio)


async def test_picking_keeps_how_the_file_came_to_be(studio: Studio, picked: Picked) -> None:
    task_id = picked.tasks["Last cup"]
    view = await creatives.get(studio, picked.who, await creatives.add(studio, picked.who, task_id))
    made = view.version.made_with
    assert made["model_name"] == "Animatic"
    assert made["by"] == "Ada"
    assert made["prompt"].startswith("One cup of black coffee")
    assert made["parameters"]["aspect_ratio"] == "4:5"
    assert made["charged_credits"] == 0
    assert made["file"]["sha256"] == view.version.sha256
    assert (made["file"]["width"], made["file"]["height"]) == (540, 676)
    assert (view.version.n, view.state, view.channel) == (1, "waiting", "feed")


async def test_picking_twice_is_picking_once(studio: Studio, picked: Picked) -> None:
    task_id = picked.tasks["Last cup"]
    first = await creatives.add(studio, picked.who, task_id)
    assert await creatives.add(studio, picked.who, task_id) == first
    assert len(await picked.creatives(studio)) == 5


async def test_a_new_version_is_the_present_file_and_the_old_one_stays(
    studio: Studio, picked: Picked
) -> None:
    before = (await picked.creatives(studio))["The bag at dawn"]
    task_id = picked.tasks["Last cup"]
    assert await creatives.new_version(studio, picked.who, before.id, task_id) == 2
    after = await creatives.get(studio, picked.who, before.id)
    assert [version.n for version in after.versions] == [2, 1]
    assert after.version.task_id == task_id
    assert after.aspect_ratio == "4:5"
    assert after.versions[1].sha256 == before.version.sha256
    # The same press again changes nothing.
    assert await creatives.new_version(studio, picked.who, before.id, task_id) == 2


async def test_a_take_belongs_to_one_creative(studio: Studio, picked: Picked) -> None:
    found = await picked.creatives(studio)
    taken = picked.tasks["First light"]
    with pytest.raises(Conflict, match="First light"):
        await creatives.new_version(studio, picked.who, found["From above"].id, taken)


async def test_an_older_version_does_not_come_back_as_a_new_one(
    studio: Studio, picked: Picked
) -> None:
    bag = (await picked.creatives(studio))["The bag at dawn"]
    await creatives.new_version(studio, picked.who, bag.id, picked.tasks["Last cup"])
    with pytest.raises(Conflict, match="version 1 already"):
        await creatives.new_version(studio, picked.who, bag.id, bag.version.task_id)


async def test_candidates_are_the_takes_that_no_creative_has(
    studio: Studio, picked: Picked
) -> None:
    bag = (await picked.creatives(studio))["The bag at dawn"]
    offered = await creatives.candidates(studio, picked.who, bag.id)
    assert {view.shot_title for view in offered} == {"Into the woods", "Last cup"}


async def test_a_removed_creative_is_gone_and_comes_back_by_picking(
    studio: Studio, picked: Picked
) -> None:
    light = (await picked.creatives(studio))["First light"]
    await creatives.remove(studio, picked.who, light.version.task_id)
    assert "First light" not in await picked.creatives(studio)
    with pytest.raises(NotFound):
        await creatives.get(studio, picked.who, light.id)
    with pytest.raises(NotFound):
        await creatives.rename(studio, picked.who, light.id, "Second light")
    assert await creatives.add(studio, picked.who, light.version.task_id) == light.id


async def test_an_earlier_version_does_not_take_the_present_one_away(
    studio: Studio, picked: Picked
) -> None:
    bag = (await picked.creatives(studio))["The bag at dawn"]
    await creatives.new_version(studio, picked.who, bag.id, picked.tasks["Last cup"])
    with pytest.raises(Conflict, match="version 1 of “The bag at dawn”"):
        await creatives.remove(studio, picked.who, bag.version.task_id)
    await creatives.remove(studio, picked.who, picked.tasks["Last cup"])
    assert "The bag at dawn" not in await picked.creatives(studio)


async def test_titles_channels_and_captions_are_checked(studio: Studio, picked: Picked) -> None:
    key = (await picked.creatives(studio))["From above"].id
    await creatives.rename(studio, picked.who, key, "  <b>Latte</b>\n from above ")
    await creatives.set_channel(studio, picked.who, key, "feed")
    view = await creatives.get(studio, picked.who, key)
    assert (view.title, view.channel) == ("<b>Latte</b> from above", "feed")
    with pytest.raises(InvalidRequest, match=r"81 characters\. 80 is the most"):
        await creatives.rename(studio, picked.who, key, "x" * 81)
    with pytest.raises(InvalidRequest, match="needs a title"):
        await creatives.rename(studio, picked.who, key, " \n ")
    with pytest.raises(InvalidRequest, match="no channel"):
        await creatives.set_channel(studio, picked.who, key, "cinema")
    with pytest.raises(InvalidRequest, match="NUL"):
        await creatives.set_captions(studio, picked.who, key, "", "a\x00b")


async def test_nobodys_captions_are_overwritten_unseen(studio: Studio, picked: Picked) -> None:
    key = (await picked.creatives(studio))["From above"].id
    await creatives.set_captions(studio, picked.who, key, "", "Mine")
    with pytest.raises(Conflict, match="Somebody else"):
        await creatives.set_captions(studio, picked.who, key, "", "Theirs")
    await creatives.set_captions(studio, picked.who, key, "", "Mine")
    await creatives.set_captions(studio, picked.who, key, "Mine", "Mine, longer")
    assert (await creatives.get(studio, picked.who, key)).captions == "Mine, longer"


async def test_others_get_nothing_and_viewers_change_nothing(
    studio: Studio, picked: Picked
) -> None:
    bag = (await picked.creatives(studio))["The bag at dawn"]
    stranger = (await settle_in(studio, "Eve")).who
    for call in (
        creatives.get(studio, stranger, bag.id),
        creatives.candidates(studio, stranger, bag.id),
        creatives.of_campaign(studio, stranger, picked.campaign_id),
        creatives.rename(studio, stranger, bag.id, "Mine now"),
        creatives.new_version(studio, stranger, bag.id, picked.tasks["Last cup"]),
        creatives.add(studio, stranger, picked.tasks["Last cup"]),
    ):
        with pytest.raises(NotFound):
            await call
    for role in ("reviewer", "viewer"):
        with pytest.raises(NotAllowed):
            await creatives.rename(studio, picked.as_role(role), bag.id, "No")
        assert await creatives.get(studio, picked.as_role(role), bag.id)


async def test_a_take_of_another_workspace_is_no_version(studio: Studio, picked: Picked) -> None:
    other = await with_samples(studio)
    bag = (await picked.creatives(studio))["The bag at dawn"]
    with pytest.raises(NotFound):
        await creatives.new_version(studio, picked.who, bag.id, other.tasks["Last cup"])


async def test_a_list_of_creatives_costs_the_same_queries_as_one(
    studio: Studio, picked: Picked
) -> None:
    asked: list[str] = []

    def count(_c: object, _u: object, statement: str, *_: object) -> None:
        asked.append(statement)

    async def queries() -> int:
        asked.clear()
        await creatives.of_campaign(studio, picked.who, picked.campaign_id)
        return len(asked)

    engine = studio.db._reader  # pyright: ignore[reportAttributeAccessIssue]
    event.listen(engine, "before_cursor_execute", count)
    four = await queries()
    for title in ("Last cup", "Into the woods"):
        await creatives.add(studio, picked.who, picked.tasks[title])
    assert await queries() == four
