"""Draft first, render final; vary and retry; a retired model that its successor serves."""

import dataclasses
import io
from typing import Any

import pytest
from PIL import Image
from starlette.datastructures import URL

from tests.studio_fixtures import Home
from vidstudio.api.bodies import task_body
from vidstudio.base.errors import Conflict, NotFound
from vidstudio.rules.catalog import Catalog
from vidstudio.rules.mapping import map_request
from vidstudio.rules.requests import Parameters, TaskRequest
from vidstudio.services import library, prices, tasks, uploads
from vidstudio.studio import Studio
from vidstudio.views import PictureView


def wish(home: Home, **changes: Any) -> TaskRequest:
    values: dict[str, Any] = {
        "prompt": "A cup by a window.",
        "model": "kling-3",
        "duration_seconds": 8,
        "aspect_ratio": "9:16",
        "resolution": "1080p",
        "audio": True,
        "negative_prompt": "rain",
        "seed": 482113,
        "shot_id": home.shot_id,
    }
    return TaskRequest.model_validate({**values, **changes})


async def picture(studio: Studio, home: Home) -> PictureView:
    async with uploads.workbench(studio) as folder:
        source, data = folder / "cup.png", io.BytesIO()
        Image.new("RGB", (320, 400), "sienna").save(data, "PNG")
        source.write_bytes(data.getvalue())
        return await uploads.receive(studio, home.who, source, "cup.png")


async def test_a_final_is_the_draft_s_prompt_frames_and_seed(studio: Studio, home: Home) -> None:
    cup = await picture(studio, home)
    request = wish(home, first_frame=cup.id)
    made = (await tasks.draft(studio, home.who, request, "animatic", "d"))[0]
    assert (made.model_id, made.origin, made.quoted_credits) == ("animatic", "draft", 0)
    assert [ref.id for ref in made.references] == [cup.id]  # the animatic knows no frames
    offer = await tasks.final_offer(studio, home.who, made.id)
    assert (offer.model_id, offer.seed, offer.price_credits) == ("kling-3", 482113, 8 * 14)
    assert (offer.difference_credits, offer.left_credits, offer.missing_credits) == (112, 388, 0)
    assert offer.adapted == ()
    final = await tasks.render_final(studio, home.who, made.id, None, "f")
    assert (final.origin, final.parent_id, final.seed) == ("final", made.id, 482113)
    assert (final.prompt, final.negative_prompt, final.audio) == (made.prompt, "rain", True)
    assert final.first_frame is not None
    assert (final.first_frame.id, final.references) == (cup.id, ())
    assert final.quoted_credits == offer.price_credits
    again = await tasks.render_final(studio, home.who, made.id, None, "f")
    assert again.id == final.id


async def test_another_model_makes_what_it_can_and_says_so(studio: Studio, home: Home) -> None:
    made = (await tasks.draft(studio, home.who, wish(home, duration_seconds=15), "animatic"))[0]
    offer = await tasks.final_offer(studio, home.who, made.id, "runway-gen-4-5")
    assert (offer.duration_seconds, offer.resolution, offer.audio) == (10, "720p", False)
    assert offer.adapted == ("10 s instead of 15 s.", "720p instead of 1080p.", "No sound.")
    final = await tasks.render_final(studio, home.who, made.id, "runway-gen-4-5")
    assert (final.model_id, final.quoted_credits) == ("runway-gen-4-5", offer.price_credits)


async def test_what_is_missing_is_counted(studio: Studio, home: Home) -> None:
    dear = wish(home, duration_seconds=15, resolution="4k")
    made = (await tasks.draft(studio, home.who, dear, "animatic"))[0]
    offer = await tasks.final_offer(studio, home.who, made.id)
    assert (offer.price_credits, offer.missing_credits, offer.left_credits) == (510, 10, 0)


async def test_varied_and_retried_takes_know_where_they_come_from(
    studio: Studio, home: Home
) -> None:
    first = (await tasks.create(studio, home.who, wish(home, audio=False)))[0]
    varied = await tasks.vary(studio, home.who, first.id, "v")
    assert (varied.origin, varied.parent_id) == ("vary", first.id)
    assert varied.seed != first.seed
    assert (await tasks.vary(studio, home.who, first.id, "v")).id == varied.id
    retried = await tasks.retry(studio, home.who, first.id)
    assert (retried.origin, retried.parent_id, retried.seed) == ("retry", first.id, first.seed)


async def stop(studio: Studio, home: Home, task_id: str) -> None:
    await tasks.cancel(studio, home.who, task_id)


@pytest.mark.parametrize("what", [tasks.retry, tasks.vary, tasks.render_final])
async def test_a_press_after_the_end_makes_another_take(
    studio: Studio, home: Home, what: Any
) -> None:
    made = (await tasks.draft(studio, home.who, wish(home), "animatic"))[0]
    ids = list[str]()
    for _ in range(3):
        for _ in range(2):
            ids.append((await what(studio, home.who, made.id, key="press")).id)
        await stop(studio, home, ids[-1])
    assert ids[::2] == ids[1::2]
    assert len(set(ids)) == 3


@pytest.mark.parametrize("what", [tasks.retry, tasks.vary, tasks.render_final])
async def test_a_take_is_not_made_again_without_its_picture(
    studio: Studio, home: Home, what: Any
) -> None:
    cup = await picture(studio, home)
    made = (await tasks.create(studio, home.who, wish(home, first_frame=cup.id)))[0]
    await stop(studio, home, made.id)
    assert (await library.remove_uploads(studio, home.who, (cup.id,))).ids == (cup.id,)
    with pytest.raises(Conflict, match="deleted"):
        await what(studio, home.who, made.id)


async def test_a_draft_again_is_a_draft(studio: Studio, home: Home) -> None:
    made = (await tasks.draft(studio, home.who, wish(home), "animatic"))[0]
    again = await tasks.vary(studio, home.who, made.id)
    assert (again.origin, again.final) == ("draft", made.final)
    assert again.seed != made.seed


async def test_a_foreign_take_is_not_there(studio: Studio, home: Home) -> None:
    with pytest.raises(NotFound):
        await tasks.final_offer(studio, home.who, "x")


@pytest.mark.parametrize(
    ("changes", "model", "expected", "said"),
    [
        ({"duration_seconds": 9}, "veo-3-1", {"duration_seconds": 8}, "8 s instead of 9 s."),
        ({"aspect_ratio": "4:5"}, "kling-3", {"aspect_ratio": "1:1"}, "1:1 instead of 4:5."),
        ({"first_frame": "a"}, "animatic", {"references": ("a",)}, "references, not frames"),
        ({"references": ("a", "b")}, "sora-2", {"first_frame": "a"}, "One picture only"),
        ({"references": tuple("abcd")}, "kling-3", {"references": tuple("abc")}, "first 3"),
    ],
)
def test_the_nearest_a_model_can_make(
    studio: Studio, changes: Any, model: str, expected: dict[str, Any], said: str
) -> None:
    request = TaskRequest(prompt="x", model="animatic", **changes)
    mapped = map_request(request, studio.catalog.card(model))
    assert {name: getattr(mapped.request, name) for name in expected} == expected
    assert said in " ".join(mapped.changes)


class TestRetired:
    @pytest.fixture
    def setting_changes(self) -> dict[str, object]:
        return {"demo": "false"}

    async def test_its_price_is_that_of_the_named_model(self, studio: Studio) -> None:
        """Whichever model serves it."""
        asked, successor = studio.catalog.card("sora-2"), studio.catalog.card("seedance-2-5")
        request = TaskRequest(prompt="x", model="sora-2", duration_seconds=3, resolution="4k")
        served = map_request(request, successor).request
        assert (served.model, served.duration_seconds) == ("seedance-2-5", 4)
        wanted = Parameters(
            mode="text",
            duration_seconds=4,
            aspect_ratio="16:9",
            resolution="720p",
            audio=True,
            seed=1,
        )
        assert prices.quote(await prices.book(studio), asked, wanted).amount_credits == 20

    async def test_its_successor_makes_the_nearest(self, studio: Studio, home: Home) -> None:
        old = studio.catalog.card("sora-2")
        lifecycle = old.lifecycle.model_copy(update={"successor": "animatic"})
        heir = studio.catalog.card("animatic")
        catalog = Catalog([heir, old.model_copy(update={"lifecycle": lifecycle})])
        changed = dataclasses.replace(studio, catalog=catalog)
        request = wish(home, model="sora-2", audio=True, aspect_ratio="16:9", resolution="720p")
        view = (await tasks.create(changed, home.who, request))[0]
        assert (view.model_id, view.asked_model, view.audio) == ("animatic", "sora-2", False)
        assert view.quoted_credits == 20
        body = task_body(view, URL("https://studio.example/"))
        assert (body.model, body.served_by.model) == ("sora-2", "animatic")
        assert body.served_by.reason == "retired"
        assert body.estimated_time == 180
