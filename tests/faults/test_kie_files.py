"""Fetching what kie.ai has made when it goes wrong: nobody pays for what cannot be played."""

import pytest

from tests.faults.kie_rig import FREE, KieRig, left_behind
from tests.faults.kie_rig import clock as clock
from tests.faults.kie_rig import rig as rig
from tests.faults.kie_rig import setting_changes as setting_changes
from tests.faults.kie_rig import twin as twin
from tests.twins.faults import Fault
from tests.twins.films import PNG, film
from vidstudio.providers import results


@pytest.mark.fault("F-31")
async def test_a_link_that_has_run_out_is_asked_for_anew(rig: KieRig) -> None:
    task_id = await rig.sent()
    rig.kie.jobs.end(rig.job())
    rig.kie.faults.add("file", Fault(status=403), Fault(status=403))
    await rig.step(61)
    rig.kie.files.void(rig.kie.book.newest)
    await rig.ended_paid(task_id)


@pytest.mark.fault("F-31")
@pytest.mark.parametrize("status", [403, 404, 410])
async def test_links_that_never_work_end_it_free(rig: KieRig, status: int) -> None:
    task_id = await rig.sent()
    rig.kie.faults.shares["file"].append((1.0, Fault(status=status, body="gone")))
    task = await rig.ended_free(task_id, "link_expired")
    assert task.exposure == task.quoted
    assert 3 <= rig.kie.files.fetched <= 12
    assert left_behind(rig, task_id) == []


@pytest.mark.fault("F-32")
@pytest.mark.parametrize("manner", ["whole", "unmeasured"])
async def test_a_file_over_the_cap_ends_it_free(
    rig: KieRig, manner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MOST_RESULT_BYTES", 100_000)
    task_id = await rig.sent()
    rig.kie.faults.shares["file"].append((1.0, Fault(manner, body=b"x" * 300_000)))
    task = await rig.ended_free(task_id, "output_unusable")
    assert "over" in task.state_message
    assert task.exposure == task.quoted
    assert left_behind(rig, task_id) == []


BROKEN = {
    "cut": Fault("cut"),
    "half without a length": Fault("unmeasured-half"),
    "reset": Fault("reset"),
    "an empty file": Fault(body=b""),
    "a page": Fault("html", headers={"Content-Type": "video/mp4"}),
    "a picture": Fault(body=PNG, headers={"Content-Type": "video/mp4"}),
    "half a film of the right length": Fault(body=film(4.0)[:900]),
}


@pytest.mark.fault("F-33")
@pytest.mark.fault("F-34")
@pytest.mark.parametrize("fault", BROKEN.values(), ids=BROKEN)
async def test_a_broken_file_is_fetched_again(rig: KieRig, fault: Fault) -> None:
    task_id = await rig.sent()
    rig.kie.faults.add("file", fault)
    await rig.ended_paid(task_id)


@pytest.mark.fault("F-33")
@pytest.mark.fault("F-34")
@pytest.mark.parametrize("fault", BROKEN.values(), ids=BROKEN)
async def test_a_file_that_stays_broken_is_never_paid(rig: KieRig, fault: Fault) -> None:
    task_id = await rig.sent()
    rig.kie.faults.shares["file"].append((1.0, fault))
    task = await rig.finish(task_id, 300)
    assert (task.state, await rig.money(), task.charged) == ("failed", FREE, 0)
    assert task.exposure == task.quoted
    assert task.result_asset_id is None
    assert left_behind(rig, task_id) == []


@pytest.mark.fault("F-40")
@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest/meta-data/x.mp4", "http://127.0.0.1:22/x.mp4",
            "http://10.0.0.8/x.mp4", "http://[::1]/x.mp4", "http://localhost/x.mp4"]
)  # fmt: skip
async def test_a_result_on_this_side_of_the_wall_is_not_fetched(rig: KieRig, url: str) -> None:
    task_id = await rig.sent()
    rig.kie.jobs.end(rig.job(), resultJson={"resultUrls": [url]})
    task = await rig.ended_free(task_id, "output_unusable")
    assert task.exposure == task.quoted
    assert "169.254" not in task.state_message


@pytest.mark.fault("F-41")
async def test_fewer_seconds_than_bought_cost_less(rig: KieRig) -> None:
    rig.kie.files.film_seconds = 1.0
    task_id = await rig.sent()
    task = await rig.finish(task_id, 11)
    assert (task.state, task.charged) == ("succeeded", 10)
    assert await rig.money() == (490, 0)


@pytest.mark.fault("F-41")
async def test_more_seconds_than_bought_cost_no_more(rig: KieRig) -> None:
    rig.kie.files.film_seconds = 4.0
    await rig.ended_paid(await rig.sent())
