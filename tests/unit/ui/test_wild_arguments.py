"""Any socket may call any handler with anything: what is no amount never becomes one."""

from typing import Any

import pytest
import reflex as rx

from tests.studio_fixtures import Home
from tests.unit.ui.states import opened_by, signed_in
from tests.unit.ui.wild import VALUES, Handler, books, call, fits, handlers, queued
from vidstudio.base.errors import InvalidRequest, VidstudioError
from vidstudio.studio import Studio, use

HANDLERS = tuple(handlers())


@pytest.fixture
async def tab(studio: Studio, home: Home) -> Any:
    """Builds the State of a handler anew, on the page of a campaign with a take in the works."""
    use(studio)
    cookie, _ = await signed_in(studio, home), await queued(studio, home)

    def build(handler: Handler) -> Any:
        root = opened_by(rx.State, cookie, f"/c/{home.campaign_id}")
        return root.get_substate(handler.state.split("."))

    return build


async def complaint(state: rx.State, handler: Handler, name: str, value: Any) -> str:
    """What is wrong with the answer to one wild value; empty when it was refused, or is harmless.

    A value of another type than the parameter's is refused by the parameter's name.
    """
    said = f"{handler.function.__qualname__}({name}={value!r})"
    try:
        await call(state, handler.function, **handler.arguments({name: value}))
    except InvalidRequest as error:
        named = fits(value, handler.hints[name]) or error.field == name
        return "" if named else f"{said} is refused for {error.field}"
    except VidstudioError:
        return ""
    except Exception as error:
        return f"{said} is an incident: {error!r}"
    return "" if fits(value, handler.hints[name]) else f"{said} is taken"


@pytest.mark.fault("F-53", "F-54")
async def test_no_handler_takes_what_is_no_amount(tab: Any, studio: Studio) -> None:
    before, complaints = await books(studio), list[str]()
    for handler in HANDLERS:
        for name in handler.hints:
            for value in VALUES:
                complaints.append(await complaint(tab(handler), handler, name, value))
        if await books(studio) != before:
            complaints.append(f"{handler.function.__qualname__} has moved money or a take")
            before = await books(studio)
    found = "\n".join(said for said in complaints if said)
    assert not found, found


@pytest.mark.fault("F-53")
async def test_no_handler_takes_more_than_it_asks_for(tab: Any, studio: Studio) -> None:
    before = await books(studio)
    for handler in HANDLERS:
        state = tab(handler)
        with pytest.raises(InvalidRequest):
            await call(state, handler.function, **handler.arguments({"price_credits": 0}))
    assert await books(studio) == before


def test_there_are_handlers_to_call() -> None:
    found = {f"{one.function.__qualname__}.{name}" for one in HANDLERS for name in one.hints}
    assert len(HANDLERS) > 100
    known = {"TakesState.rate.rating", "MakeState.submit.message", "AdminGrantState.grant.form"}
    assert known <= found
