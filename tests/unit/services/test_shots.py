"""Shots: added, planned, put in order, removed and brought back."""

import pytest

from tests.studio_fixtures import Home, settle_in
from vidstudio.base.errors import Conflict, InvalidRequest, NotFound
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import screens, shots, tasks
from vidstudio.services.shots import NewShot, ShotEdit
from vidstudio.studio import Studio
from vidstudio.views import ShotView


async def listed(studio: Studio, home: Home) -> tuple[ShotView, ...]:
    return (await screens.screen(studio, home.who, home.campaign_id)).shots


async def titles(studio: Studio, home: Home) -> list[str]:
    return [shot.title for shot in await listed(studio, home)]


async def three(studio: Studio, home: Home) -> list[str]:
    """Shot 1 and two more; their ids."""
    added = [await shots.add(studio, home.who, home.campaign_id, NewShot()) for _ in range(2)]
    return [home.shot_id, *added]


async def test_a_shot_comes_last_and_is_called_by_its_number(studio: Studio, home: Home) -> None:
    await three(studio, home)
    assert await titles(studio, home) == ["Shot 1", "Shot 2", "Shot 3"]


async def test_what_is_planned_is_shown(studio: Studio, home: Home) -> None:
    plan = ShotEdit(title="Dawn", intent="Steam", prompt="A cup", aspect_ratio="4:5", duration_seconds=8)  # fmt: skip  # noqa: E501
    await shots.edit(studio, home.who, home.shot_id, plan)
    await shots.edit(studio, home.who, home.shot_id, ShotEdit(title="First light"))
    (shot,) = await listed(studio, home)
    assert (shot.title, shot.intent, shot.prompt) == ("First light", "Steam", "A cup")
    assert (shot.aspect_ratio, shot.duration_seconds) == ("4:5", 8)
    cleared = ShotEdit(duration_seconds=0, aspect_ratio="")
    await shots.edit(studio, home.who, home.shot_id, cleared)
    (shot,) = await listed(studio, home)
    assert (shot.aspect_ratio, shot.duration_seconds) == (None, None)


@pytest.mark.parametrize(
    ("edit", "field", "words"),
    [
        (ShotEdit(title="x" * 81), "title", "80 is the most"),
        (ShotEdit(title="  "), "title", "has a title"),
        (ShotEdit(prompt="x" * 100_000), "prompt", "5000 is the most"),
        (ShotEdit(aspect_ratio="wide"), "aspect_ratio", "9:16"),
        (ShotEdit(duration_seconds=601), "duration_seconds", "600 s"),
        (ShotEdit(duration_seconds=-1), "duration_seconds", "600 s"),
        (ShotEdit(intent="a\x00"), "intent", "cannot be kept"),
    ],
)
async def test_bad_plans_name_the_field(
    studio: Studio, home: Home, edit: ShotEdit, field: str, words: str
) -> None:
    with pytest.raises(InvalidRequest, match=words) as caught:
        await shots.edit(studio, home.who, home.shot_id, edit)
    assert caught.value.field == field
    assert await titles(studio, home) == ["Shot 1"]


@pytest.mark.parametrize(
    ("place", "order"), [(1, "3 1 2"), (2, "1 3 2"), (3, "1 2 3"), (-5, "3 1 2"), (99, "1 2 3")]
)
async def test_a_shot_moves_to_its_place(
    studio: Studio, home: Home, place: int, order: str
) -> None:
    ids = await three(studio, home)
    await shots.move(studio, home.who, ids[2], place)
    assert await titles(studio, home) == [f"Shot {number}" for number in order.split()]


async def test_a_removed_shot_comes_back_where_it_was(studio: Studio, home: Home) -> None:
    ids = await three(studio, home)
    await shots.remove(studio, home.who, ids[1])
    assert await titles(studio, home) == ["Shot 1", "Shot 3"]
    await shots.restore(studio, home.who, ids[1])
    assert await titles(studio, home) == ["Shot 1", "Shot 2", "Shot 3"]


async def test_the_number_of_a_removed_shot_is_not_given_again(studio: Studio, home: Home) -> None:
    ids = await three(studio, home)
    await shots.remove(studio, home.who, ids[2])
    await shots.add(studio, home.who, home.campaign_id, NewShot())
    assert (await titles(studio, home))[-1] == "Shot 4"


async def test_the_last_shot_stays(studio: Studio, home: Home) -> None:
    with pytest.raises(Conflict, match="one shot at least"):
        await shots.remove(studio, home.who, home.shot_id)


async def test_a_shot_with_takes_in_the_works_stays(studio: Studio, home: Home) -> None:
    await three(studio, home)
    wanted = TaskRequest(prompt="A cup.", model="animatic", shot_id=home.shot_id, takes=2)
    await tasks.create(studio, home.who, wanted)
    with pytest.raises(Conflict, match=r"2 takes of this shot are still being made\. Stop them"):
        await shots.remove(studio, home.who, home.shot_id)
    made = (await screens.screen(studio, home.who, home.campaign_id, home.shot_id)).takes
    with pytest.raises(Conflict, match="Only a finished take"):
        await shots.choose_best(studio, home.who, home.shot_id, made[0].id)
    for take in made:
        await tasks.cancel(studio, home.who, take.id)
    await shots.remove(studio, home.who, home.shot_id)
    assert len(await listed(studio, home)) == 2


async def test_sixty_shots_are_the_most(studio: Studio, home: Home) -> None:
    for _ in range(shots.SHOTS_MOST - 1):
        await shots.add(studio, home.who, home.campaign_id, NewShot())
    with pytest.raises(Conflict, match="60 shots at most"):
        await shots.add(studio, home.who, home.campaign_id, NewShot())


async def test_a_neighbours_shot_is_not_there(studio: Studio, home: Home) -> None:
    eve = (await settle_in(studio, "Eve")).who
    for asking in (
        shots.edit(studio, eve, home.shot_id, ShotEdit(title="Hers")),
        shots.move(studio, eve, home.shot_id, 1),
        shots.remove(studio, eve, home.shot_id),
        shots.restore(studio, eve, home.shot_id),
    ):
        with pytest.raises(NotFound):
            await asking
