"""Fetching what kie.ai has made: whole or not at all, from public addresses, up to a cap."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.twins.faults import Fault
from tests.twins.kie import KieTwin, kie_twin
from tests.unit.providers.contract import plain_job
from tests.unit.providers.opened import open_kie
from vidstudio.base.errors import LinkExpired, OutputUnusable, ProviderUnavailable
from vidstudio.providers import results
from vidstudio.providers.kie import KieProvider

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


async def finished(kie: KieProvider) -> str:
    """The address of a film that is ready."""
    job_id = (await kie.submit(JOB)).job_id
    while (told := await kie.poll(job_id)).state != "succeeded":
        pass
    assert told.output_url
    return told.output_url


@pytest.mark.fault("F-31")
async def test_an_address_that_has_run_out_is_renewed_once_by_the_way(
    kie: KieProvider, twin: KieTwin, tmp_path: Path
) -> None:
    url, film = await finished(kie), tmp_path / "film.mp4"
    twin.faults.add("file", Fault(status=403))
    await kie.fetch(url, film)
    assert film.stat().st_size > 1000
    twin.files.void(twin.book.newest)
    film.unlink()
    with pytest.raises(LinkExpired):
        await kie.fetch(url, film)
    assert not film.exists()
    fresh = (await kie.poll(twin.book.newest.job_id)).output_url
    await kie.fetch(fresh or "", film)


@pytest.mark.fault("F-33")
@pytest.mark.parametrize("manner", ["cut", "reset", "drop", "garbage"])
async def test_a_file_that_breaks_off_is_trouble_that_may_pass(
    kie: KieProvider, twin: KieTwin, tmp_path: Path, manner: str
) -> None:
    url, film = await finished(kie), tmp_path / "film.mp4"
    twin.faults.add("file", Fault(manner))
    with pytest.raises(ProviderUnavailable):
        await kie.fetch(url, film)
    assert not film.exists()
    await kie.fetch(url, film)


@pytest.mark.fault("F-32")
@pytest.mark.parametrize("manner", ["whole", "unmeasured"])
async def test_a_file_over_the_cap_is_given_up(
    kie: KieProvider, twin: KieTwin, tmp_path: Path, manner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MOST_RESULT_BYTES", 100_000)
    url, film = await finished(kie), tmp_path / "film.mp4"
    twin.faults.add("file", Fault(manner, body=b"x" * 200_000))
    with pytest.raises(OutputUnusable, match="over"):
        await kie.fetch(url, film)
    assert not film.exists()


ELSEWHERE = [
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1:22/",
    "http://localhost/",
    "http://[::1]/x.mp4",
    "http://10.0.0.1/x.mp4",
    "https://192.168.1.1/x.mp4",
    "http://2130706433/",
    "ftp://files.example/x.mp4",
    "file:///etc/passwd",
    "httpx://files.example/",
]


@pytest.mark.fault("F-40")
@pytest.mark.parametrize("url", ELSEWHERE)
@pytest.mark.parametrize("by", ["itself", "a redirect"])
async def test_a_result_elsewhere_is_not_fetched(
    kie: KieProvider, twin: KieTwin, tmp_path: Path, url: str, by: str
) -> None:
    film = tmp_path / "film.mp4"
    if by == "a redirect":
        start = await finished(kie)
        twin.faults.add("file", Fault(status=302, headers={"Location": url}))
    else:
        start = url
    with pytest.raises(OutputUnusable):
        await kie.fetch(start, film)
    assert not film.exists()


async def test_redirects_are_followed_three_times(
    kie: KieProvider, twin: KieTwin, tmp_path: Path
) -> None:
    url, film = await finished(kie), tmp_path / "film.mp4"
    moved = Fault(status=302, headers={"Location": url})
    twin.faults.add("file", *[moved] * 3)
    await kie.fetch(url, film)
    twin.faults.add("file", *[moved] * 4)
    with pytest.raises(OutputUnusable, match="too often"):
        await kie.fetch(url, film)
