"""What can be done with a video that came after its take had failed: everything, and it is told."""

import json
from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session, col, select
from starlette.datastructures import URL

from tests.twins.hooks import HookTwin, hook_twin
from tests.unit.engine.late import GIVEN, overdue, recovered
from tests.unit.engine.rig import PRICE, Rig
from vidstudio.api.bodies import task_body
from vidstudio.db.tables import Outbox, Shot
from vidstudio.engine.deliver import Postman
from vidstudio.services import creatives, library, queue, shots, stages, statement, tasks, zips
from vidstudio.services.library import LibraryQuery
from vidstudio.services.offers import missing_shots
from vidstudio.services.queue import QueueQuery
from vidstudio.services.shotviews import shot_views
from vidstudio.ui.details import detail
from vidstudio.ui.queue_rows import page_card
from vidstudio.ui.talk_takes import ended_words, tile
from vidstudio.views import ShotView

pytestmark = pytest.mark.fault("F-30")


@pytest.fixture
async def hooks() -> AsyncIterator[HookTwin]:
    async with hook_twin() as twin:
        yield twin


@pytest.fixture
def setting_changes(hooks: HookTwin) -> dict[str, object]:
    return {"egress_allow": hooks.pair}


async def shot_view(rig: Rig, shot_id: str) -> ShotView:
    def look(session: Session) -> ShotView:
        return shot_views(session, [session.get_one(Shot, shot_id)])[0]

    return await rig.studio.db.read(look)


async def test_the_webhook_is_told_of_the_failure_and_then_of_the_video(
    rig: Rig, hooks: HookTwin
) -> None:
    postman = Postman(rig.studio)
    failed = await overdue(rig, webhook_url=hooks.at("/late"))
    await postman.tick()
    await postman.idle()
    await rig.late(61)
    for _ in range(3):
        await postman.tick()
        await postman.idle()
    first, second = [json.loads(told.body) for told in hooks.told]
    assert (first["type"], second["type"]) == ("task.failed", "task.recovered")
    ids = [told.headers["webhook-id"] for told in hooks.told]
    assert ids == [f"msg_{failed.id}", f"rec_{failed.id}"]
    task = await rig.task(failed.id)
    assert task.recovered_at is not None
    same = {"task_id", "status", "finished_at", "credits_charged", "error", "type"}
    assert {key: first["data"][key] for key in same} == {key: second["data"][key] for key in same}
    assert (second["data"]["status"], second["data"]["credits_charged"]) == ("failed", 0)
    assert second["data"]["recovered_at"] == task.recovered_at.isoformat()


async def test_without_an_address_nobody_is_told(rig: Rig) -> None:
    task = await recovered(rig)
    rows = select(Outbox.type, Outbox.state).where(Outbox.task_id == task.id)
    found = await rig.studio.db.read(lambda s: s.exec(rows.order_by(col(Outbox.type))).all())
    assert [*found] == [("task.failed", "none"), ("task.recovered", "none")]


async def test_a_program_sees_the_video_beside_the_failure(rig: Rig) -> None:
    task = await recovered(rig)
    view = await tasks.get(rig.studio, rig.home.who, task.id)
    body = task_body(view, URL("https://studio.example/"))
    assert (body.status, body.credits_charged, body.credits_held) == ("failed", 0, 0)
    assert body.video_url == f"https://studio.example/api/assets/{task.result_asset_id}"
    assert body.poster_url
    assert body.error is not None
    assert (body.error.code, body.error.charged) == ("deadline", False)
    assert body.error.message.endswith("Its video has arrived after all, free of charge.")


async def test_it_stands_for_its_shot_and_becomes_a_creative(rig: Rig) -> None:
    studio, who = rig.studio, rig.home.who
    failed = await overdue(rig)
    assert (await shot_view(rig, failed.shot_id)).bead == "empty"
    await rig.late(61)
    shown = await shot_view(rig, failed.shot_id)
    assert (shown.bead, shown.best_task_id, shown.takes) == ("done", failed.id, 1)
    assert shown.poster_url
    await shots.choose_best(studio, who, failed.shot_id, failed.id)
    creative_id = await creatives.add(studio, who, failed.id)
    made = (await creatives.get(studio, who, creative_id)).version.made_with
    task = await rig.task(failed.id)
    assert task.recovered_at is not None
    assert (made["charged_credits"], made["made_at"]) == (0, task.recovered_at.isoformat())
    assert (await library.add_to_creatives(studio, who, (failed.id,))).note == ""


async def test_it_can_be_a_new_version_and_be_varied(rig: Rig) -> None:
    studio, who = rig.studio, rig.home.who
    first = await rig.make()
    assert (await rig.finish(first)).state == "succeeded"
    creative_id = await creatives.add(studio, who, first)
    late = await recovered(rig)
    assert [view.id for view in await creatives.candidates(studio, who, creative_id)] == [late.id]
    assert await creatives.new_version(studio, who, creative_id, late.id) == 2
    assert (await tasks.keep(studio, who, late.id)).arrived
    assert await rig.money() == (GIVEN - PRICE, 0)
    varied = await tasks.vary(studio, who, late.id)
    assert (varied.origin, varied.parent_id) == ("vary", late.id)
    assert await rig.money() == (GIVEN - 2 * PRICE, PRICE)


async def test_it_is_counted_with_the_finished_ones(rig: Rig) -> None:
    studio, who = rig.studio, rig.home.who
    failed = await overdue(rig)

    async def found(*words: str) -> list[str]:
        asked = LibraryQuery.model_validate({"states": words})
        return [view.id for view in (await library.search(studio, who, asked)).tiles]

    async def tabs() -> tuple[int, int]:
        counts = (await queue.page(studio, who, QueueQuery())).counts
        return counts.done, counts.failed

    def in_campaign(session: Session) -> tuple[int, bool]:
        missing = missing_shots(session, failed.campaign_id)
        return len(missing), "make" in stages.stage_of(session, failed.campaign_id)[1]

    def plan(session: Session) -> None:
        session.get_one(Shot, failed.shot_id).intent = "A cup."

    await studio.db.write(plan)
    assert (await found("done"), await found("failed")) == ([], [failed.id])
    assert await tabs() == (0, 1)
    assert await studio.db.read(in_campaign) == (1, False)
    await rig.late(61)
    assert (await found("done"), await found("failed")) == ([failed.id], [])
    assert await tabs() == (1, 0)
    assert await studio.db.read(in_campaign) == (0, True)
    assert [file.size_bytes > 0 for file in await zips.pack(studio, who, (failed.id,))] == [True]


async def test_every_list_says_calmly_that_it_came_late_and_is_free(rig: Rig) -> None:
    studio, who = rig.studio, rig.home.who
    task = await recovered(rig)
    view = await tasks.get(studio, who, task.id)
    assert task.recovered_at is not None
    assert task.started_at is not None
    told = tile(view)
    assert (told.done, told.word, told.line) == (True, "", "Free")
    assert ended_words([view]) == "Take 01 is done. Free."
    (row,) = page_card((await queue.page(studio, who, QueueQuery(tab="done"))).rows).done
    assert (row.line, row.money) == ("It arrived after all, free of charge.", "Free")
    assert row.actions == ()
    shown = detail(view)
    assert shown.charged_line == "Free"
    assert shown.took == "32 min 1 s"


async def test_the_statement_tells_why_its_credits_came_back(rig: Rig) -> None:
    await recovered(rig)
    asked = statement.StatementQuery(month=f"{rig.time.time:%Y-%m}")
    page = await statement.page(rig.studio, rig.home.who, asked)
    (line,) = [row.line for row in page.rows if row.look == "take"]
    assert line == f"It came late and is free. Held {PRICE}, all of it came back."
