"""Notes about where creatives went: only of approved files, only web addresses."""

from datetime import date, timedelta

import pytest

from tests.studio_fixtures import settle_in
from tests.unit.services.picked import Picked, with_samples
from vidstudio.base.errors import Conflict, InvalidRequest, NotAllowed, NotFound
from vidstudio.services import publish
from vidstudio.services.publish import NewPublication
from vidstudio.studio import Studio

POST = NewPublication(network="instagram", url="https://instagram.com/reel/DRn8")
BAD_ADDRESSES = [
    "javascript:alert(1)", "data:text/html,x", "ftp://a.example/", "//a.example/x",
    "instagram.com/p", "https://", "https://user:pass@a.example/", "https://a.example/ x", 'https://a.example/"x',
    "http://[broken", "https://a.example/" + "x" * 2000,
]  # fmt: skip


@pytest.fixture
async def picked(studio: Studio) -> Picked:
    return await with_samples(studio)


async def test_a_note_is_made_once_edited_and_taken_back(studio: Studio, picked: Picked) -> None:
    bag = (await picked.creatives(studio))["The bag at dawn"]
    key = await publish.mark(studio, picked.who, bag.id, POST)
    assert await publish.mark(studio, picked.who, bag.id, POST) == key
    bag = (await picked.creatives(studio))["The bag at dawn"]
    assert [(p.network, p.url, p.version_n) for p in bag.publications] == [
        ("instagram", POST.url, 1)
    ]
    changed = NewPublication(network="tiktok", url="", published_on=date(2026, 6, 30))
    await publish.edit(studio, picked.who, key, changed)
    (note,) = (await picked.creatives(studio))["The bag at dawn"].publications
    assert (note.network, note.url, note.published_at.date()) == ("tiktok", "", date(2026, 6, 30))
    await publish.unmark(studio, picked.who, key)
    assert (await picked.creatives(studio))["The bag at dawn"].publications == ()
    with pytest.raises(NotFound):
        await publish.edit(studio, picked.who, key, changed)


@pytest.mark.parametrize("title", ["From above", "Northern sky"])
async def test_what_is_not_approved_is_not_published(
    studio: Studio, picked: Picked, title: str
) -> None:
    view = (await picked.creatives(studio))[title]
    with pytest.raises(Conflict, match="Approve it first"):
        await publish.mark(studio, picked.who, view.id, POST)


@pytest.mark.parametrize("url", BAD_ADDRESSES)
async def test_only_web_addresses_are_kept(studio: Studio, picked: Picked, url: str) -> None:
    bag = (await picked.creatives(studio))["The bag at dawn"]
    with pytest.raises(InvalidRequest) as refused:
        await publish.mark(studio, picked.who, bag.id, NewPublication(network="x", url=url))
    assert refused.value.field == "url"


async def test_networks_and_days_are_checked(studio: Studio, picked: Picked) -> None:
    bag = (await picked.creatives(studio))["The bag at dawn"]
    today = studio.clock.now().date()
    for request, field in (
        (NewPublication(network="myspace"), "network"),
        (NewPublication(network="x", published_on=today + timedelta(days=2)), "published_on"),
        (NewPublication(network="x", published_on=date(1999, 1, 1)), "published_on"),
    ):
        with pytest.raises(InvalidRequest) as refused:
            await publish.mark(studio, picked.who, bag.id, request)
        assert refused.value.field == field


async def test_others_and_viewers_note_nothing(studio: Studio, picked: Picked) -> None:
    bag = (await picked.creatives(studio))["The bag at dawn"]
    key = await publish.mark(studio, picked.who, bag.id, POST)
    stranger = (await settle_in(studio, "Eve")).who
    with pytest.raises(NotFound):
        await publish.mark(studio, stranger, bag.id, POST)
    with pytest.raises(NotFound):
        await publish.unmark(studio, stranger, key)
    for role in ("reviewer", "viewer"):
        with pytest.raises(NotAllowed):
            await publish.mark(studio, picked.as_role(role), bag.id, POST)
