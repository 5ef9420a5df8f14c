"""What the library finds: words, filters, groups, counts; and never anything of a neighbour."""

from datetime import timedelta

import pytest
from pydantic import ValidationError
from sqlmodel import Session

from tests.studio_fixtures import Home, Timepiece, settle_in
from tests.unit.services.shelf import Take, insert_take
from vidstudio.base.clock import Clock
from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.db.tables import Shot
from vidstudio.rules.lifecycle import TaskState
from vidstudio.services import library
from vidstudio.services.library import LibraryQuery
from vidstudio.studio import Studio


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
def promises() -> tuple[str, ...]:
    """These takes were never paid for, and have no files."""
    return ()


async def kept(studio: Studio, take: Take) -> str:
    return await studio.db.write(lambda session: insert_take(session, studio, take))


async def found(studio: Studio, home: Home, **asked: object) -> list[str]:
    page = await library.search(studio, home.who, LibraryQuery.model_validate(asked))
    assert page.matching == len(page.tiles)
    return [tile.id for tile in page.tiles]


async def test_words_are_found_in_prompt_shot_and_model(studio: Studio, home: Home) -> None:
    first = await kept(studio, Take(home, prompt="Über den Wolken: 100 % Dampf_Kaffee"))
    other = await kept(studio, Take(home, prompt="A bag", model="kling-3"))
    for words in ("über den", "ÜBER", "100 %", "dampf_k", "  wolken "):
        assert await found(studio, home, q=words) == [first], words
    for words in ("100_%", "%", "dampf%kaffee", "\\"):
        wanted = [first] if words == "%" else []
        assert await found(studio, home, q=words) == wanted, words
    name = studio.catalog.cards["kling-3"].name
    assert await found(studio, home, q=name.upper()) == [other]
    assert set(await found(studio, home, q="shot 1")) == {first, other}
    assert await found(studio, home, q="a\0bag") == []


async def test_each_filter_leaves_what_fits(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    plain = await kept(studio, Take(home, values={"charged": 40, "rating": 3}))
    timepiece.advance(days=10)
    draft = await kept(
        studio,
        Take(
            home,
            model="kling-3",
            parameters={"aspect_ratio": "16:9", "duration_seconds": 10},
            values={"origin": "draft", "favourite": True, "rating": 5},
        ),
    )
    failed = await kept(studio, Take(home, state=TaskState.FAILED, values={"rating": 0}))
    waiting = await kept(studio, Take(home, state=TaskState.QUEUED))
    running = await kept(studio, Take(home, state=TaskState.FETCHING))
    for asked, wanted in (
        ({"states": ("failed", "waiting")}, {failed, waiting}),
        ({"states": ("making",)}, {running}),
        ({"states": ("done",)}, {plain, draft}),
        ({"models": ("kling-3",)}, {draft}),
        ({"ratios": ("16:9",)}, {draft}),
        ({"longest_seconds": 9, "states": ("done",)}, {plain}),
        ({"shortest_seconds": 10}, {draft}),
        ({"least_credits": 40, "most_credits": 40}, {plain}),
        ({"min_rating": 3}, {plain, draft}),
        ({"favourite": True}, {draft}),
        ({"drafts": True}, {draft}),
        ({"within": "today"}, {draft, failed, waiting, running}),
        ({"to_day": timepiece.time.date() - timedelta(days=10)}, {plain}),
        ({"from_day": timepiece.time.date(), "drafts": True}, {draft}),
        ({"makers": (home.who.user_id,), "drafts": True}, {draft}),
        ({"makers": ("somebody else",)}, set[str]()),
    ):
        assert set(await found(studio, home, **asked)) == wanted, asked


async def test_days_are_the_reader_s_own(studio: Studio, home: Home, timepiece: Timepiece) -> None:
    """At 22:30 UTC it is tomorrow in Tokyo."""
    evening = timepiece.time.replace(hour=22, minute=30)
    await kept(studio, Take(home, created_at=evening - timedelta(hours=9), values={"charged": 3}))
    await kept(studio, Take(home, created_at=evening, values={"charged": 40}))
    timepiece.time = evening
    here = await library.search(studio, home.who, LibraryQuery())
    assert [(g.takes, g.charged_credits) for g in here.groups] == [(2, 43)]
    tokyo = await library.search(studio, home.who, LibraryQuery(zone_minutes=540))
    told = {group.key: (group.takes, group.charged_credits) for group in tokyo.groups}
    assert told == {"2026-07-01": (1, 3), "2026-07-02": (1, 40)}
    assert await found(studio, home, within="today", zone_minutes=540) == [tokyo.tiles[0].id]


async def test_by_shot_takes_stand_together_in_the_order_of_the_list(
    studio: Studio, home: Home
) -> None:
    def add_shot(session: Session) -> None:
        session.add(
            Shot(
                id="second",
                workspace_id=home.who.workspace_id,
                campaign_id=home.campaign_id,
                number=2,
                place=2,
                title="Second",
            )
        )

    await studio.db.write(add_shot)
    for shot_id in ("second", home.shot_id, "second", home.shot_id):
        await kept(studio, Take(home, shot_id=shot_id))
    page = await library.search(studio, home.who, LibraryQuery(sort="shot"))
    order = [tile.shot_id for tile in page.tiles]
    assert order in (["second"] * 2 + [home.shot_id] * 2, [home.shot_id] * 2 + ["second"] * 2)
    assert {group.key: group.takes for group in page.groups} == {"second": 2, home.shot_id: 2}


async def test_counts_are_of_the_scope_and_not_of_the_filters(studio: Studio, home: Home) -> None:
    chosen = await kept(studio, Take(home))
    binned = await kept(studio, Take(home))
    await library.add_to_creatives(studio, home.who, (chosen,))
    await library.remove(studio, home.who, (binned,))
    page = await library.search(studio, home.who, LibraryQuery(q="nothing like it"))
    assert page.tiles == ()
    assert page.counts.model_dump() == {"takes": 1, "creatives": 1, "uploads": 0, "bin": 1}
    assert await found(studio, home, in_bin=True) == [binned]
    assert await found(studio, home, picked=True) == [chosen]


async def test_a_neighbour_finds_nothing_of_ours(studio: Studio, home: Home) -> None:
    await kept(studio, Take(home))
    eve = await settle_in(studio, "Eve")
    assert await found(studio, eve) == []
    with pytest.raises(NotFound):
        await library.search(studio, eve.who, LibraryQuery(campaign_id=home.campaign_id))
    assert (await library.creatives(studio, eve.who, LibraryQuery())).creatives == ()
    assert await library.makers(studio, eve.who) == ((eve.who.user_id, "Eve"),)


@pytest.mark.parametrize(
    "cursor",
    [
        "?",
        "é",
        "W10",  # []
        "WyJ4IiwgMV0",  # ["x", 1]
        "bnVsbA",  # null
        "WyIyMDI2LTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwgIlx1MDAwMCJd",  # a moment and a NUL
    ],
)
async def test_a_cursor_of_somebody_s_own_is_refused(
    studio: Studio, home: Home, cursor: str
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await library.search(studio, home.who, LibraryQuery(cursor=cursor))
    assert refused.value.field == "cursor"


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "x" * 201},
        {"min_rating": 6},
        {"limit": 49},
        {"zone_minutes": 900},
        {"models": ("a\0b",)},
        {"sort": "random"},
        {"unknown": 1},
    ],
)
def test_what_is_out_of_bounds_is_no_query(asked: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        LibraryQuery.model_validate(asked)
