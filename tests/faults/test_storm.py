"""`make chaos` in small: nothing is lost, charged twice or bought twice while everything dies."""

import pytest

from tests.chaos.report import run_on
from tests.chaos.storm import Plan

PLANS = {
    "postgres": Plan(generations=300, workers=3, webs=2),
    "sqlite": Plan(generations=60, workers=2, webs=1),  # one writer, and every film is a child
}


@pytest.mark.storm
@pytest.mark.timeout(900)
async def test_everything_is_killed_again_and_again(
    database: str, request: pytest.FixtureRequest
) -> None:
    if database == "postgres":
        request.getfixturevalue("postgres_url")  # says so where it is missing
    plan = PLANS[database]
    report = await run_on(database, plan)
    assert report.clean, report.lines()
    assert report.generations == plan.generations
    assert sum(report.ends.values()) == plan.generations
    assert report.ends["succeeded"] > plan.generations / 2
    assert report.kills >= 5
    assert report.restarts > 0 or database == "sqlite"
