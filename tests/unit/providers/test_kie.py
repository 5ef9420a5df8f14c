"""kie.ai's adapter with its twin: what it sends for each route, uploads, results, the balance."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

import vidstudio
from tests.twins.faults import Fault
from tests.twins.films import PNG
from tests.twins.kie import SENDS, KieTwin, kie_twin
from tests.twins.kie_models import wrong_with
from tests.unit.providers.contract import plain_job
from tests.unit.providers.opened import kie_settings, open_kie
from vidstudio.base.clock import Clock
from vidstudio.base.errors import (
    NotSent,
    ProviderBusy,
    ProviderMisconfigured,
    ProviderUnavailable,
    Rejected,
)
from vidstudio.providers.base import Job
from vidstudio.providers.kie import KieProvider
from vidstudio.providers.kie_inputs import MODELS, market_request
from vidstudio.providers.registry import open_providers
from vidstudio.rules.catalog import Catalog, ModelCard, Route
from vidstudio.rules.requests import Parameters, TaskRequest, settle

FILE = Path(vidstudio.__file__).with_name("catalog.toml")
CATALOG = Catalog.load(FILE, frozenset({"sora_2_served"}))
ROUTED = [
    (card, route)
    for card in CATALOG.cards.values()
    for route in card.routes
    if route.provider == "kie"
]
JOB = plain_job("seedance-2-5")


@pytest.fixture
async def twin() -> AsyncIterator[KieTwin]:
    async with kie_twin() as opened:
        yield opened


@pytest.fixture
async def kie(twin: KieTwin, tmp_path: Path) -> AsyncIterator[KieProvider]:
    opened = open_kie(twin, tmp_path)
    yield opened
    await opened.close()


def wishes(card: ModelCard) -> Iterator[TaskRequest]:
    """Everything the card offers, at the ends of its lengths."""
    pictures: dict[str, dict[str, object]] = {
        "text": {},
        "first_frame": {"first_frame": "a"},
        "first_last": {"first_frame": "a", "last_frame": "b"},
        "references": {"references": tuple("abcd"[: card.max_references])},
    }
    lengths = {card.durations.min, card.durations.default, card.durations.values[-1]}
    for mode, seconds, ratio, resolution in product(
        card.modes, lengths, card.aspect_ratios, card.resolutions
    ):
        if mode == "references":
            seconds = min(seconds, card.reference_seconds or seconds)
        values = {"duration_seconds": seconds, "aspect_ratio": ratio, "resolution": resolution}
        wish = {"prompt": "A cup.", "model": card.id, "audio": None, **values, **pictures[mode]}
        yield TaskRequest.model_validate({**wish, "negative_prompt": "rain"})


@pytest.mark.parametrize(("card", "route"), ROUTED, ids=lambda one: getattr(one, "id", ""))
def test_what_a_route_offers_kie_takes(card: ModelCard, route: Route) -> None:
    """Against kie.ai's own documentation, as its twin checks it."""
    assert route.model in MODELS
    offered = card.by(route)
    tried = 0
    for wish in wishes(offered):
        wanted = settle(wish, offered, seed=5)
        urls = tuple(f"https://kie.example/{name}.png" for name in wanted.pictures)
        job = Job("r", route.model, wish.prompt, wanted.negative_prompt, wanted, pictures=())
        model, values = market_request(job, urls)
        assert wrong_with(model, values) == "", (model, values)
        assert all(url in str(values) for url in urls)
        tried += 1
    assert tried >= 2


def wanted(**changes: object) -> Parameters:
    return JOB.parameters.model_copy(update=changes)


def asked(model: str, *pictures: str, **changes: object) -> tuple[str, dict[str, object]]:
    return market_request(replace(JOB, model=model, parameters=wanted(**changes)), pictures)


def test_the_sora_rows_in_their_own_words() -> None:
    base = {"prompt": "A cup at dawn.", "n_frames": "10", "remove_watermark": True}
    model, values = asked("sora-2", duration_seconds=10)
    assert (model, values) == ("sora-2-text-to-video", {**base, "aspect_ratio": "landscape"})
    model, values = asked(
        "sora-2", "u", duration_seconds=15, aspect_ratio="9:16", resolution="1080p"
    )
    assert model == "sora-2-pro-image-to-video"
    assert (values["n_frames"], values["size"], values["image_urls"]) == ("15", "high", ["u"])
    assert values["aspect_ratio"] == "portrait"


def test_kling_has_its_own_words_for_quality() -> None:
    for resolution, mode in (("720p", "std"), ("1080p", "pro"), ("4k", "4K")):
        assert asked("kling-3", resolution=resolution)[1]["mode"] == mode


def test_what_no_route_offers_is_refused_before_it_is_sent() -> None:
    with pytest.raises(Rejected):
        asked("mystery-9")
    with pytest.raises(Rejected):
        asked("kling-3", "u", mode="references")


async def test_a_job_is_sent_as_the_market_wants_it(kie: KieProvider, twin: KieTwin) -> None:
    job = replace(JOB, callback_url="https://studio.example/api/videos/sora/callback?token=t")
    submission = await kie.submit(job)
    entry = twin.book.newest
    assert entry.job_id == submission.job_id
    assert (entry.model, entry.token) == ("bytedance/seedance-2-5", "t")
    assert set(twin.heard[-1].json()) == {"model", "input", "callBackUrl"}
    await kie.submit(JOB)
    assert "callBackUrl" not in twin.heard[-1].json()


@pytest.mark.parametrize("path", ["", "/", "/api/v1", "/api/v1/"])
async def test_the_address_may_end_in_its_version(twin: KieTwin, tmp_path: Path, path: str) -> None:
    kie = open_kie(twin, tmp_path, sora_api_url=f"{twin.address}{path}")
    await kie.submit(JOB)
    assert twin.heard[-1].path == "/api/v1/jobs/createTask"
    await kie.close()


async def test_pictures_are_brought_by_us_and_named_by_what_they_are(
    kie: KieProvider, twin: KieTwin, tmp_path: Path
) -> None:
    picture = tmp_path / "picture-0.png"
    picture.write_bytes(PNG)
    [url] = await kie.prepare((picture,))
    [name] = twin.files.uploads
    assert twin.files.uploads[name] == PNG
    assert name.endswith(".png")
    assert url == f"{twin.address}/files/uploads/{name}"
    frame = wanted(mode="first_frame", first_frame="a")
    await kie.submit(replace(JOB, parameters=frame, pictures=(picture,), uploads=(url,)))
    assert twin.book.newest.values["first_frame_url"] == url


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(body={"code": 500, "msg": "x"}), NotSent),
        (Fault(body={"code": 200, "data": {}}), NotSent),
        (Fault(body={"code": 200, "data": {"downloadUrl": "file:///etc/passwd"}}), NotSent),
        (Fault("drop"), NotSent),
        (Fault(status=413, body="big"), NotSent),
        (Fault(body={"code": 401, "msg": "x"}), ProviderMisconfigured),
    ],
)
async def test_a_picture_that_does_not_arrive_buys_nothing(
    kie: KieProvider, twin: KieTwin, tmp_path: Path, fault: Fault, kind: type[Exception]
) -> None:
    picture = tmp_path / "picture-0.png"
    picture.write_bytes(PNG)
    twin.faults.add("upload", fault)
    with pytest.raises(kind):
        await kie.submit(replace(JOB, pictures=(picture,)))
    assert twin.book.asked == 0


@pytest.mark.fault("F-19")
async def test_a_wrong_key_and_an_empty_account(twin: KieTwin, tmp_path: Path) -> None:
    stranger = open_kie(twin, tmp_path, sora_api_key="wrong")
    for asking in (stranger.submit(JOB), stranger.poll("job-1"), stranger.credits_left()):
        with pytest.raises(ProviderMisconfigured, match="401"):
            await asking
    await stranger.close()
    kie, twin.credits = open_kie(twin, tmp_path), 30.5
    with pytest.raises(ProviderMisconfigured, match="402"):
        await kie.submit(JOB)
    assert await kie.credits_left() == 30.5
    twin.faults.add("credit", Fault(body={"code": 200, "data": "many"}), Fault(status=502, body=""))
    for _ in range(2):
        with pytest.raises(ProviderUnavailable):
            await kie.credits_left()
    assert twin.book.jobs == {}
    await kie.close()


@pytest.mark.fault("F-20")
async def test_more_than_kie_takes_is_refused_for_now(kie: KieProvider, twin: KieTwin) -> None:
    for _ in range(SENDS):
        await kie.submit(JOB)
    with pytest.raises(ProviderBusy):
        await kie.submit(JOB)
    assert len(twin.book.jobs) == SENDS


async def test_it_is_opened_by_its_key_and_asks_nobody(twin: KieTwin, tmp_path: Path) -> None:
    for key, names in (("k", {"local", "kie"}), ("  ", {"local"}), (None, {"local"})):
        found = open_providers(kie_settings(twin, tmp_path, sora_api_key=key), Clock())
        assert set(found) == names
        for provider in found.values():
            await provider.close()
    assert not twin.heard
