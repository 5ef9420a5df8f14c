"""What anybody may send over a socket in place of an amount, and the rows it must not change."""

import inspect
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

import reflex as rx
from pydantic import BaseModel
from reflex_base.registry import RegistrationContext
from sqlmodel import Session, SQLModel, col, select

from tests.studio_fixtures import Home
from vidstudio.db import tables
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import tasks
from vidstudio.studio import Studio
from vidstudio.ui import app as browser_door

VALUES: tuple[Any, ...] = (
    0, -5, 10**18, 10**30, 0.1 + 0.2, float("nan"), True, "7 apples", {}, {"amount": -5}, [5], None
)  # fmt: skip
# As a text field sends them.
NUMBERS = (
    "-5",
    "1e18",
    str(10**18),
    str(10**30),
    str(0.1 + 0.2),
    "NaN",
    "True",
    "٣",
    "",
    "{}",
    "0" * 11 + "1" * 20,
)
MONEY: tuple[type[SQLModel], ...] = (
    tables.Task, tables.CreditLot, tables.CreditHold, tables.HoldAllocation, tables.LedgerEntry,
    tables.Refund, tables.UsageDay, tables.PriceRule, tables.Outbox,
)  # fmt: skip
_OWN = browser_door.__name__.partition(".")[0] + "."


class Handler(NamedTuple):
    """One that the browser door has registered. `hints` are those of its parameters."""

    state: str
    name: str
    function: Any
    hints: dict[str, Any]

    def arguments(self, given: dict[str, Any]) -> dict[str, Any]:
        """Likely values for every parameter but those that are `given`."""
        return {name: likely(hint) for name, hint in self.hints.items()} | given


def handlers() -> Iterator[Handler]:
    for path, registered in sorted(RegistrationContext.get().event_handlers.items()):
        function = registered.handler.fn
        if function.__module__.startswith(_OWN):
            state, _, name = path.rpartition(".")
            plain = inspect.unwrap(function)
            hints = get_type_hints(plain, include_extras=True)
            names = list(inspect.signature(plain).parameters)[1:]
            yield Handler(state, name, function, {name: hints[name] for name in names})


def wire(hint: Any) -> Any:
    """The type a value has to have on its way, or the words it has to be one of."""
    if get_origin(hint) is Annotated:
        return wire(get_args(hint)[0])
    if get_origin(hint) is Literal:
        return get_args(hint)
    is_model = inspect.isclass(hint) and issubclass(hint, BaseModel)
    return dict if is_model or get_origin(hint) is dict else hint


def fits(value: Any, hint: Any) -> bool:
    """Whether a value is of the type that is asked for; a flag is no number."""
    asked = wire(hint)
    return value in asked if isinstance(asked, tuple) else type(value) is asked


def likely(hint: Any) -> Any:
    asked = wire(hint)
    if asked is str:
        return "x"
    return asked[0] if isinstance(asked, tuple) else asked()


async def call(state: rx.State, function: Any, **arguments: Any) -> None:
    """As the socket does it, to the end."""
    if inspect.isasyncgenfunction(function):
        async for _ in function(state, **arguments):
            pass
    else:
        await function(state, **arguments)


async def books(studio: Studio) -> dict[str, Any]:
    """Every row that stands for money or for something that is made for money."""

    def read(session: Session) -> dict[str, Any]:
        found: dict[str, Any] = {
            table.__name__: sorted(repr(row) for row in session.exec(select(table)).all())
            for table in MONEY
        }
        room, member = tables.Workspace, tables.Member
        found["debts"] = session.exec(select(col(room.id), col(room.debt))).all()
        caps = select(col(member.user_id), col(member.month_cap_credits))
        found["caps"] = session.exec(caps).all()
        return found

    return await studio.db.read(read)


async def queued(studio: Studio, home: Home) -> str:
    """The id of a take that waits, with credits on hold."""
    asked = {"prompt": "A cup.", "model": "kling-3", "campaign_id": home.campaign_id}
    return (await tasks.create(studio, home.who, TaskRequest.model_validate(asked)))[0].id
