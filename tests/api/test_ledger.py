"""Money as CSV over the REST door: what the file is, and who gets which."""

import httpx
import pytest
from sqlmodel import Session

from tests.properties.purse import PROMISES, Purse
from tests.studio_fixtures import Home, Timepiece
from vidstudio.db.tables import User
from vidstudio.studio import Studio


@pytest.fixture
def promises() -> tuple[str, ...]:
    """The ledger alone is driven here: the take that it is about never moves."""
    return PROMISES


async def test_a_member_gets_the_month_of_the_own_workspace(
    member: httpx.AsyncClient, studio: Studio, home: Home, neighbour: Home, timepiece: Timepiece
) -> None:
    purse = Purse(studio, home)
    purse.release(purse.hold(60))
    month = f"{timepiece.time:%Y-%m}"
    answer = await member.get("/api/credits/statement.csv", params={"month": month})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].endswith(f'"credits-{month}.csv"')
    lines = answer.text.splitlines()
    assert [line.split(",")[1:2] for line in lines[1:]] == [['"Shot 1'], ["Granted by the studio"]]
    foreign = {"month": month, "campaign_id": neighbour.campaign_id}
    refused = await member.get("/api/credits/statement.csv", params=foreign)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


async def test_a_month_that_is_none_names_the_field(member: httpx.AsyncClient) -> None:
    answer = await member.get("/api/credits/statement.csv", params={"month": "2026-13"})
    assert (answer.status_code, answer.json()["field"]) == (422, "month")


async def test_the_ledger_of_all_is_for_admins(
    member: httpx.AsyncClient, studio: Studio, home: Home, neighbour: Home
) -> None:
    answer = await member.get("/api/admin/ledger.csv", params={"kind": "grant"})
    people = {line.split(",")[1] for line in answer.text.splitlines()[1:]}
    assert (answer.status_code, people) == (200, {"Ada", "Eve"})

    def demote(session: Session) -> None:
        session.get_one(User, home.who.user_id).is_admin = False

    await studio.db.write(demote)
    refused = await member.get("/api/admin/ledger.csv")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
