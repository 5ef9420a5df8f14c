"""Admins see how the providers are, close breakers and stop sending; all of it is on record."""

import pytest
from sqlmodel import Session, col, select

from tests.studio_fixtures import Timepiece
from vidstudio import places, upstream
from vidstudio.base.clock import Clock
from vidstudio.base.errors import Conflict, InvalidRequest, NotAllowed, NotFound
from vidstudio.db.tables import AuditEntry, Halt
from vidstudio.rules import breaker
from vidstudio.services import providers
from vidstudio.studio import Studio, Who


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


async def fail(studio: Studio, words: str = "The key is wrong.") -> None:
    now = studio.clock.now()

    def write(session: Session) -> None:
        row = upstream.health(session, "local")
        upstream.keep(row, breaker.heard(upstream.breaker(row), "key", now), words, now)

    await studio.db.write(write)


async def audit(studio: Studio) -> list[tuple[str, str, str]]:
    query = select(AuditEntry).order_by(col(AuditEntry.id))
    rows = await studio.db.read(lambda session: session.exec(query).all())
    return [(row.action, row.object_id, row.reason) for row in rows]


async def test_a_provider_that_is_well(studio: Studio, owner: Who) -> None:
    await studio.db.write(lambda session: places.ensure(session, "local", 3))
    (view,) = await providers.health(studio, owner)
    assert (view.name, view.state, view.reason) == ("local", "closed", "")
    assert (view.places_used, view.places, view.waiting) == (0, 50, 0)
    assert (view.sent_credits_today, view.day_cap_credits, view.halted_reason) == (0, None, None)


async def test_an_admin_closes_the_breaker(studio: Studio, owner: Who) -> None:
    await fail(studio)
    (view,) = await providers.health(studio, owner)
    assert (view.state, view.reason) == ("operator", "The key is wrong.")
    await providers.close_breaker(studio, owner, "local", "New key set")
    (view,) = await providers.health(studio, owner)
    assert (view.state, view.reason) == ("closed", "")
    assert await audit(studio) == [("provider.close", "local", "New key set")]
    with pytest.raises(Conflict):
        await providers.close_breaker(studio, owner, "local", "Once more")
    with pytest.raises(NotFound):
        await providers.close_breaker(studio, owner, "nobody", "New key set")


async def test_an_admin_stops_and_resumes_sending(studio: Studio, owner: Who) -> None:
    await providers.halt(studio, owner, "Look at the bill")
    await providers.halt(studio, owner, "Again")
    (view,) = await providers.health(studio, owner)
    assert view.halted_reason == "Look at the bill"
    await providers.resume(studio, owner, "All is well")
    await providers.resume(studio, owner, "Again")
    (view,) = await providers.health(studio, owner)
    assert view.halted_reason is None
    assert [action for action, _, _ in await audit(studio)] == ["submits.halt", "submits.resume"]


async def test_resuming_ends_the_stop_of_the_invariants_too(studio: Studio, owner: Who) -> None:
    found = Halt(name="invariants", reason="I-1", actor="doctor", at=studio.clock.now())
    await studio.db.write(lambda session: session.add(found))
    await providers.resume(studio, owner, "Repaired by hand")
    (view,) = await providers.health(studio, owner)
    assert view.halted_reason is None


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
async def test_without_a_reason_nothing_happens(studio: Studio, owner: Who, reason: str) -> None:
    with pytest.raises(InvalidRequest, match="1 to 200"):
        await providers.halt(studio, owner, reason)
    (view,) = await providers.health(studio, owner)
    assert view.halted_reason is None


async def test_only_admins(studio: Studio, owner: Who) -> None:
    other = Who(owner.user_id, owner.workspace_id, "owner", "browser")
    for call in (
        providers.health(studio, other),
        providers.close_breaker(studio, other, "local", "Why"),
        providers.halt(studio, other, "Why"),
        providers.resume(studio, other, "Why"),
    ):
        with pytest.raises(NotAllowed):
            await call
