"""A provider in trouble is left alone, and asked after; what waits says why."""

from sqlmodel import Session

from tests.unit.engine.rig import Rig
from tests.unit.engine.twin import RUNNING
from vidstudio.base.errors import (
    ModelGone,
    NotSent,
    PromptRefused,
    ProviderBusy,
    ProviderError,
    ProviderMisconfigured,
    ProviderUnavailable,
)
from vidstudio.db.tables import ProviderHealth
from vidstudio.engine.loop import Engine


async def health(rig: Rig) -> ProviderHealth:
    def look(session: Session) -> ProviderHealth:
        return session.get_one(ProviderHealth, "twin")

    return await rig.studio.db.read(look)


async def fail_five(rig: Rig) -> list[str]:
    """Five takes that could not be sent: the breaker is open."""
    rig.twin.submits.extend([NotSent("No route.")] * 5)
    tried = len(rig.twin.tries)
    ids = [await rig.make() for _ in range(5)]
    await rig.step()
    assert len(rig.twin.tries) == tried + 5
    return ids


async def test_after_five_failures_in_a_row_nothing_more_is_sent_for_a_while(rig: Rig) -> None:
    await fail_five(rig)
    row = await health(rig)
    assert (row.state, row.reason) == ("open", "sending: No route.")
    later = await rig.make()
    await rig.step(20)
    assert len(rig.twin.tries) == 5
    held = await rig.task(later)
    assert (held.state, held.state_reason) == ("queued", "provider_down")


async def test_then_one_take_is_tried_and_the_rest_follows(rig: Rig) -> None:
    ids = await fail_five(rig)
    await rig.step(31)
    assert len(rig.twin.tries) == 6
    assert (await health(rig)).state == "closed"
    await rig.step(31)
    assert {(await rig.task(key)).state for key in ids} == {"succeeded"}
    assert {(await rig.task(key)).state_reason for key in ids} == {""}


async def test_a_try_that_fails_doubles_the_wait(rig: Rig) -> None:
    await fail_five(rig)
    rig.twin.submits.append(ProviderUnavailable("Down."))
    await rig.step(31)
    assert len(rig.twin.tries) == 6
    row = await health(rig)
    assert (row.state, row.open_seconds) == ("open", 60)
    await rig.step(59)
    assert len(rig.twin.tries) == 6


async def test_what_runs_there_is_asked_after_and_opens_it_again(rig: Rig) -> None:
    rig.twin.polls.append(RUNNING)
    running = await rig.make()
    await rig.step()
    await fail_five(rig)
    tried = len(rig.twin.tries)
    rig.twin.polls.append(ProviderError("Bad gateway."))
    await rig.step(6)
    assert (await health(rig)).state == "open"  # what fails while it is open says nothing new
    await rig.step(31)
    assert (await rig.task(running)).state == "succeeded"  # looks are never stopped
    assert (await health(rig)).state == "closed"
    await rig.step(31)
    assert len(rig.twin.tries) > tried


async def test_while_something_runs_there_a_look_must_succeed_first(rig: Rig) -> None:
    rig.twin.polls.extend([RUNNING] * 2)
    await rig.make()
    await rig.step()
    await fail_five(rig)
    tried = len(rig.twin.tries)
    rig.twin.polls.extendleft([ProviderError("Bad gateway.")])
    await rig.step(31)
    assert len(rig.twin.tries) == tried
    assert (await health(rig)).open_seconds == 60


async def test_a_wrong_key_fails_its_take_and_stops_sending_until_an_admin_acts(
    rig: Rig,
) -> None:
    rig.twin.submits.append(ProviderMisconfigured("The key is wrong.", status=401))
    wrong = await rig.make()
    await rig.step()
    assert (await rig.task(wrong)).state_reason == "provider_misconfigured"
    row = await health(rig)
    assert (row.state, row.reason) == ("operator", "sending: The key is wrong.")
    waiting = await rig.make()
    await rig.step(1200)
    assert (await rig.task(waiting)).state == "queued"
    assert len(rig.twin.tries) == 1


async def test_other_processes_see_it_too(rig: Rig) -> None:
    await fail_five(rig)
    rig.engine = Engine(rig.studio)
    await rig.make()
    await rig.step(10)
    assert len(rig.twin.tries) == 5


async def test_refusals_and_being_busy_are_no_trouble(rig: Rig) -> None:
    for error in (PromptRefused(), ProviderBusy(retry_after_seconds=600)):
        rig.twin.submits.extend([error] * 6)
    for _ in range(12):
        await rig.make()
    await rig.step()
    assert len(rig.twin.tries) == 12
    assert (await health(rig)).state == "closed"


async def test_a_model_that_is_gone_is_told_to_the_admin(rig: Rig) -> None:
    rig.twin.submits.append(ModelGone())
    await rig.make()
    await rig.step()
    row = await health(rig)
    assert row.state == "closed"
    assert row.reason == "twin/one: This model is not offered there any more."
