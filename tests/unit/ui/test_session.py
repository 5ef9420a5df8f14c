"""Who may call a handler, with which arguments, and what the browser is told of an error."""

import inspect
import logging
from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
import reflex as rx
from pydantic import BaseModel, Field
from reflex_base.event.processor import event_processor

from tests.studio_fixtures import Home, Timepiece
from tests.unit.ui.states import opened_by, signed_in
from vidstudio.base.clock import Clock
from vidstudio.base.errors import InvalidRequest, NotFound, NotSignedIn
from vidstudio.studio import Studio, use
from vidstudio.ui.session import (
    KeepSecrets,
    SessionState,
    access,
    backend_exception_handler,
    frontend_exception_handler,
    session_token,
)


class Order(BaseModel):
    amount: int = Field(ge=1)


class CounterState(SessionState):
    """Spends, and remembers what was spent."""

    spent: list[str] = []  # noqa: RUF012  how a State declares a var

    @rx.event
    @access("member")
    async def spend(self, amount: Annotated[int, Field(ge=1, le=100)]) -> None:
        who = await self._who()
        self.spent.append(f"{who.workspace_id} {amount}")

    @rx.event
    @access("member")
    async def order(self, form: Order) -> None:
        self.spent.append(f"ordered {form.amount}")

    @rx.event
    @access("public")
    def greet(self, name: str = "you") -> None:
        self.spent.append(f"hello {name}")

    @rx.event
    @access("member")
    async def stream(self) -> AsyncIterator[None]:
        self.spent.append("streamed")
        yield


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
async def cookie(studio: Studio, home: Home) -> str:
    use(studio)
    return await signed_in(studio, home)


async def call(state: SessionState, name: str, *arguments: Any) -> Any:
    return await type(state).event_handlers[name].fn(state, *arguments)


async def test_a_signed_in_person_gets_in(cookie: str, home: Home) -> None:
    state = opened_by(CounterState, cookie)
    await call(state, "spend", 5)
    assert state.spent == [f"{home.who.workspace_id} 5"]


@pytest.mark.parametrize(
    "header", ["", "vidstudio_session=", "vidstudio_session=forged", "other=1", "garbage;;;="]
)
async def test_nobody_else_does(cookie: str, header: str) -> None:
    state = opened_by(CounterState, header)
    with pytest.raises(NotSignedIn):
        await call(state, "spend", 5)
    with pytest.raises(NotSignedIn):
        await anext(CounterState.event_handlers["stream"].fn(state))
    assert state.spent == []


async def test_a_session_that_has_ended_is_asked_again(cookie: str, timepiece: Timepiece) -> None:
    state = opened_by(CounterState, cookie)
    timepiece.advance(days=8)
    with pytest.raises(NotSignedIn):
        await call(state, "spend", 5)


@pytest.mark.parametrize("amount", [-5, 0, 101, 10**18, "5", True, 5.0, None, {}, [5]])
async def test_wrong_arguments_never_reach_the_handler(cookie: str, amount: Any) -> None:
    state = opened_by(CounterState, cookie)
    with pytest.raises(InvalidRequest) as refused:
        await call(state, "spend", amount)
    assert refused.value.field == "amount"
    assert state.spent == []


@pytest.mark.parametrize("arguments", [(), (1, 2)])
async def test_too_few_or_too_many_arguments_are_refused(
    cookie: str, arguments: tuple[int, ...]
) -> None:
    with pytest.raises(InvalidRequest):
        await call(opened_by(CounterState, cookie), "spend", *arguments)


async def test_a_form_arrives_as_its_model(cookie: str) -> None:
    state = opened_by(CounterState, cookie)
    await call(state, "order", {"amount": 3})
    with pytest.raises(InvalidRequest):
        await call(state, "order", {"amount": 0})
    assert state.spent == ["ordered 3"]


async def test_a_public_handler_needs_no_session_but_its_arguments_are_checked() -> None:
    state = opened_by(CounterState)
    await call(state, "greet")
    with pytest.raises(InvalidRequest):
        await call(state, "greet", 7)
    assert state.spent == ["hello you"]


async def test_a_stream_is_guarded_and_runs(cookie: str) -> None:
    state = opened_by(CounterState, cookie)
    assert [event async for event in CounterState.event_handlers["stream"].fn(state)] == [None]
    assert state.spent == ["streamed"]


def test_the_host_bound_cookie_goes_first() -> None:
    assert session_token("vidstudio_session=plain; __Host-session=bound") == "bound"
    assert session_token("a=1; vidstudio_session=plain") == "plain"
    assert session_token("") is None


def test_an_error_of_ours_becomes_its_sentence() -> None:
    assert "gone, or it is not yours" in str(backend_exception_handler(NotFound()))
    assert "/signin" in str(backend_exception_handler(NotSignedIn()))


def test_a_foreign_error_tells_its_incident_and_nothing_else(
    cookie: str, caplog: pytest.LogCaptureFixture
) -> None:
    told = str(backend_exception_handler(RuntimeError("password hunter2")))
    incident = caplog.records[-1].getMessage().split()[1]
    assert incident in told
    assert "hunter2" not in told
    assert "hunter2" in str(caplog.records[-1].exc_info)


def test_an_event_that_nobody_takes_does_not_log_its_cookie(
    caplog: pytest.LogCaptureFixture,
) -> None:
    KeepSecrets.install()
    logger = logging.getLogger(KeepSecrets.LOGGERS[0])
    try:
        raise KeyError("session=SECRET")
    except KeyError:
        logger.exception("Error processing event queue entry for Event(cookie='session=SECRET')")
    assert "no handler" in caplog.text
    assert "SECRET" not in caplog.text


def test_reflex_still_logs_with_the_words_that_the_filter_looks_for() -> None:
    assert "event queue entry" in inspect.getsource(event_processor)
    assert event_processor.__name__ in KeepSecrets.LOGGERS


def test_what_a_page_reports_of_itself_cannot_fill_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    frontend_exception_handler(Exception("x" * 10_000))
    assert len(caplog.records[-1].getMessage()) < 400
