"""The pages of creatives as a tab has them: what they show, and where a press leads."""

import json
from datetime import date

import pytest

from tests.studio_fixtures import Home
from tests.unit.services.picked import Picked, with_samples
from tests.unit.ui.states import opened_by, signed_in
from vidstudio.base.errors import Conflict, InvalidRequest
from vidstudio.services import creatives
from vidstudio.services.publish import NewPublication, mark
from vidstudio.studio import Studio, use
from vidstudio.ui.creative import CreativeState
from vidstudio.ui.creative_facts import bytes_words, checks, history
from vidstudio.ui.creative_words import film_time, open_card
from vidstudio.ui.publish import PublicationForm, PublishState
from vidstudio.ui.publish_cards import address_words
from vidstudio.ui.review import ReviewState


@pytest.fixture
async def picked(studio: Studio, home: Home) -> Picked:
    use(studio)
    return await with_samples(studio, home)


@pytest.fixture
async def cookie(studio: Studio, home: Home) -> str:
    return await signed_in(studio, home)


async def review(picked: Picked, cookie: str, query: str = "") -> ReviewState:
    state = opened_by(ReviewState, cookie, f"/c/{picked.campaign_id}/review{query}")
    assert await ReviewState.event_handlers["opened"].fn(state) is None
    return state


def note(state: ReviewState, kind: str, comment: str = "", version_id: str = "") -> str:
    shown = state.shown
    said = {"creative_id": shown.id, "version_id": version_id or shown.version_id, "kind": kind}
    return json.dumps(said | {"comment": comment, "at_ms": None, "turn": 1})


async def decide(state: ReviewState, *said: str) -> str:
    return str(await ReviewState.event_handlers["decide"].fn(state, note(state, *said)))


async def test_the_first_that_waits_stands_open(picked: Picked, cookie: str) -> None:
    state = await review(picked, cookie)
    assert state.shown.title == "From above"
    assert state.counts == {"all": 4, "waiting": 1, "changes": 1, "approved": 2, "hold": 0}
    state = await review(picked, cookie, "?show=approved")
    assert [row.title for row in state.rows] == ["First light", "The bag at dawn"]
    state = await review(picked, cookie, "?show=nonsense")
    assert state.tab == "all"


async def test_a_decision_goes_on_to_the_next_that_waits(
    studio: Studio, picked: Picked, cookie: str
) -> None:
    await creatives.add(studio, picked.who, picked.tasks["Last cup"])
    state = await review(picked, cookie)
    assert "Next: Last cup" in await decide(state, "approved")
    assert state.shown.title == "Last cup"
    assert "Nothing waits in this campaign any more" in await decide(state, "changes", "Warmer.")
    assert state.shown.id == ""
    assert state.counts["waiting"] == 0


async def test_a_comment_stays_where_it_is(picked: Picked, cookie: str) -> None:
    state = await review(picked, cookie)
    await decide(state, "comment", "<i>Nice</i>")
    assert state.shown.title == "From above"
    assert [said.words for said in state.shown.comments] == ["<i>Nice</i>"]


async def test_a_word_on_an_old_file_is_refused_and_the_tab_shows_the_new_one(
    studio: Studio, picked: Picked, cookie: str
) -> None:
    state = await review(picked, cookie)
    before = note(state, "approved")
    await creatives.new_version(studio, picked.who, state.shown.id, picked.tasks["Last cup"])
    with pytest.raises(Conflict):
        await ReviewState.event_handlers["decide"].fn(state, before)
    await state._renew()
    assert (state.shown.n, state.shown.present) == (2, True)
    await ReviewState.event_handlers["look_at"].fn(state, 1)
    assert not state.shown.present
    assert state.shown.note.startswith("This is version 1. Version 2")


@pytest.mark.parametrize("odd", ["", "{}", "[]", "null", '{"kind": "approved"}'])
async def test_a_note_that_is_none_is_refused(picked: Picked, cookie: str, odd: str) -> None:
    state = await review(picked, cookie)
    with pytest.raises(InvalidRequest):
        await ReviewState.event_handlers["decide"].fn(state, odd)


async def test_the_note_says_who_approved_the_version_before(
    studio: Studio, picked: Picked
) -> None:
    bag = (await picked.creatives(studio))["The bag at dawn"]
    await creatives.new_version(studio, picked.who, bag.id, picked.tasks["Last cup"])
    view = await creatives.get(studio, picked.who, bag.id)
    words = "Ada approved version 1. This is a new file, so it asks again."
    assert open_card(view).note == words
    assert {line.words for line in history(view)} == {
        "Ada asked for approval of version 2",
        "Ada approved version 1",
        "Ada added take 01",
    }


async def test_the_file_check_says_what_was_measured(studio: Studio, picked: Picked) -> None:
    version = (await picked.creatives(studio))["The bag at dawn"].version
    assert [(line.value, line.mark) for line in checks(version, "reels")] == [
        ("8.0 s, as asked", "good"),
        ("540 × 960, 9:16, as asked", "good"),
        ("H.264, plays everywhere", "good"),
        ("387.1 KB, Reels takes up to 4 GB", "good"),
    ]
    odd = version.model_copy(update={"duration_seconds": 5.0, "codec": "av1", "width": 960})
    assert [line.mark for line in checks(odd, "")] == ["warn", "warn", "warn", "good"]
    wide = checks(version, "youtube")[1]
    assert (wide.value, wide.mark) == ("540 × 960, YouTube wants 16:9", "warn")
    huge = version.model_copy(update={"size_bytes": 5_000_000_000})
    assert checks(huge, "reels")[3].mark == "bad"


async def test_the_creative_page_keeps_what_is_written(
    studio: Studio, picked: Picked, cookie: str
) -> None:
    key = (await picked.creatives(studio))["From above"].id
    state = opened_by(CreativeState, cookie, f"/creative/{key}")
    handlers = CreativeState.event_handlers
    assert await handlers["opened"].fn(state) is None
    assert state.shown.opened.title == "From above"
    assert {offer.line for offer in state.offers} == {"Into the woods", "Last cup"}
    await handlers["rename"].fn(state, "Straight down")
    await handlers["keep_captions"].fn(state, "Mine")
    state._captions = "what somebody saw before"
    with pytest.raises(Conflict):
        await handlers["keep_captions"].fn(state, "Theirs")
    await handlers["new_version"].fn(state, state.offers[0].id)
    view = await creatives.get(studio, picked.who, key)
    assert (view.title, view.captions, view.version.n) == ("Straight down", "Mine", 2)
    assert state.shown.opened.n == 2


async def test_a_creative_that_is_gone_leads_to_the_library(picked: Picked, cookie: str) -> None:
    state = opened_by(CreativeState, cookie, "/creative/nobody")
    answer = await CreativeState.event_handlers["opened"].fn(state)
    assert "/library?tab=creatives" in str(answer)


async def publish_page(picked: Picked, cookie: str) -> PublishState:
    state = opened_by(PublishState, cookie, f"/c/{picked.campaign_id}/publish")
    assert await PublishState.event_handlers["opened"].fn(state) is None
    return state


async def test_everything_approved_is_chosen_and_nothing_else_can_be(
    picked: Picked, cookie: str
) -> None:
    state = await publish_page(picked, cookie)
    able = {tile.id for tile in state.tiles if tile.look == "approved"}
    assert set(state.chosen) == able
    assert (state.pack.count_words, state.pack.files_words) == ("2 creatives", "9 files, free")
    other = next(tile.id for tile in state.tiles if tile.look != "approved")
    await PublishState.event_handlers["toggle"].fn(state, other)
    assert set(state.chosen) == able
    for key in able:
        await PublishState.event_handlers["toggle"].fn(state, key)
    assert (state.chosen, state.pack.href, state.pack.names) == ([], "", ())


async def test_a_note_about_a_post_is_kept_or_refused_where_it_is_wrong(
    studio: Studio, picked: Picked, cookie: str
) -> None:
    state = await publish_page(picked, cookie)
    handlers = PublishState.event_handlers
    row = next(row for row in state.went if not row.published)
    await handlers["edit"].fn(state, row.key)
    form = {"creative_id": row.creative_id, "network": "instagram", "published_on": "2026-07-01"}
    await handlers["mark"].fn(
        state, PublicationForm(**form, url="javascript:alert(1)").model_dump()
    )
    assert state.fault.startswith("Paste a web address")
    assert state.editing == row.key
    await handlers["mark"].fn(
        state, PublicationForm(**form, url="https://a.example/p/1").model_dump()
    )
    assert (state.fault, state.editing, state.went_words) == ("", "", "2 of 2 published")
    view = (await picked.creatives(studio))[row.row.title]
    assert view.publications[0].url == "https://a.example/p/1"


async def test_a_second_place_is_another_row(studio: Studio, picked: Picked, cookie: str) -> None:
    light = (await picked.creatives(studio))["First light"]
    elsewhere = NewPublication(network="tiktok", published_on=date(2026, 6, 30))
    await mark(studio, picked.who, light.id, elsewhere)
    state = await publish_page(picked, cookie)
    assert [row.published for row in state.went] == [True, True, False]
    await PublishState.event_handlers["edit"].fn(state, light.id)
    assert [row.published for row in state.went] == [True, True, False, False]


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [(127, "127 B"), (9_400, "9.4 KB"), (10_400_000, "10.4 MB"), (4_000_000_000, "4 GB")],
)
def test_sizes_are_told_as_people_read_them(size_bytes: int, words: str) -> None:
    assert bytes_words(size_bytes) == words


def test_moments_and_addresses_are_short() -> None:
    assert film_time(63_290) == "1:03.2"
    assert address_words("https://www.instagram.com/p/DRk2aX0/?utm=1") == "instagram.com/p/DRk2aX0"
