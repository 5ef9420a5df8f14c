"""What admins do with credits: give for a while, give back, bound; and what is refused."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from sqlmodel import col, select

from tests.properties.desk import PRICE, TO_STORING, Desk
from tests.studio_fixtures import Home, Timepiece
from vidstudio import usage
from vidstudio.base.caps import OverCap
from vidstudio.base.clock import Clock
from vidstudio.base.errors import InvalidRequest, NotAllowed, NotFound
from vidstudio.base.problems import problem
from vidstudio.db.tables import AuditEntry, LedgerEntry, Task
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import credits, tasks
from vidstudio.services.credits import CapRequest, GrantRequest, RefundRequest, TakeBackRequest
from vidstudio.services.prices import PriceRequest
from vidstudio.studio import Studio

PAID = TaskRequest(prompt="A cup.", model="kling-3", duration_seconds=8, resolution="720p")  # 56


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
def promises() -> tuple[str, ...]:
    return ("I-1 ", "I-2 ", "I-3 ", "I-4 ", "I-17", "I-18")


def gift(home: Home, **parts: Any) -> GrantRequest:
    return GrantRequest(
        workspace_id=home.who.workspace_id, amount_credits=50, reason="Test", key="k", **parts
    )


def cap(home: Home, most: int | None) -> CapRequest:
    who = home.who
    return CapRequest(
        workspace_id=who.workspace_id, user_id=who.user_id, month_cap_credits=most, reason="Test"
    )


async def audited(studio: Studio) -> list[tuple[str, str]]:
    query = select(AuditEntry.action, AuditEntry.reason).order_by(col(AuditEntry.id))
    return list(await studio.db.read(lambda session: session.exec(query).all()))


async def test_a_grant_lasts_to_the_end_of_its_last_day(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    today = timepiece.time.date()  # noon of it
    given = await credits.grant(studio, home.who, gift(home, expires_on=today))
    assert given.available_credits == 550
    assert given.lots[0].amount_credits == 50  # used first
    timepiece.advance(hours=11, minutes=59)
    assert (await credits.balance(studio, home.who)).available_credits == 550
    timepiece.advance(minutes=1)
    assert (await credits.balance(studio, home.who)).available_credits == 500
    assert await audited(studio) == [("credits.grant", "Test")]


async def test_a_grant_for_later_is_not_spent_before(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    tomorrow = timepiece.time.date() + timedelta(days=1)
    given = await credits.grant(studio, home.who, gift(home, effective_on=tomorrow))
    assert given.available_credits == 500
    timepiece.advance(hours=12)
    assert (await credits.balance(studio, home.who)).available_credits == 550


async def test_days_that_make_no_sense_are_refused(studio: Studio, home: Home) -> None:
    for days in (
        {"expires_on": date(2026, 6, 30)},
        {"expires_on": date(2026, 7, 5), "effective_on": date(2026, 7, 6)},
    ):
        with pytest.raises(InvalidRequest) as refusal:
            await credits.grant(studio, home.who, gift(home, **days))
        assert refusal.value.field == "expires_on"


async def test_a_refund_is_a_lot_of_its_own_and_tells_why(studio: Studio, home: Home) -> None:
    desk = Desk(studio, home)
    desk.move(*TO_STORING)
    desk.succeed(desk.task)
    wish = RefundRequest(task_id=desk.id, reason="Blurred", key="k")
    assert await credits.refund(studio, home.who, wish) == PRICE
    lot = desk.purse.lots[-1]
    assert (lot.source, lot.amount, lot.origin_lot_id) == ("adjust", PRICE, desk.purse.lots[0].id)
    query = select(LedgerEntry).where(LedgerEntry.kind == "adjust")
    (row,) = await studio.db.read(lambda session: session.exec(query).all())
    assert (row.task_id, row.d_available, row.reason) == (desk.id, PRICE, "Blurred")
    assert desk.purse.ending(desk.id).state == "captured"
    assert await audited(studio) == [("credits.refund", "Blurred")]


async def test_a_cap_of_the_month_counts_what_is_held_and_given_back(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    await credits.set_cap(studio, home.who, cap(home, 100))
    await tasks.create(studio, home.who, PAID)
    with pytest.raises(OverCap) as refusal:
        await tasks.create(studio, home.who, PAID)
    told = problem(refusal.value)
    assert told.detail == ("This needs 56 credits. Your cap for July has 44 left. Ask an admin.")
    assert (told.code, told.status) == ("over_month_cap", 409)
    assert (told.required_credits, told.left_credits) == (56, 44)
    await credits.set_cap(studio, home.who, cap(home, None))
    assert await tasks.create(studio, home.who, PAID)
    assert [action for action, _ in await audited(studio)] == ["credits.cap"] * 2


async def test_the_month_begins_anew_but_holds_stay(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    desk = Desk(studio, home)
    desk.move(*TO_STORING)
    desk.succeed(desk.task)
    Desk(studio, home)

    async def spent() -> int:
        who, now = home.who, studio.clock.now()
        return await studio.db.read(
            lambda session: usage.month_spent(session, who.workspace_id, who.user_id, now)
        )

    assert await spent() == 2 * PRICE
    wish = RefundRequest(task_id=desk.id, reason="Blurred", key="k")
    await credits.refund(studio, home.who, wish)
    assert await spent() == PRICE
    timepiece.advance(days=31)
    assert await spent() == PRICE


async def test_only_admins_and_only_what_is_there(studio: Studio, home: Home) -> None:
    nobody = type(home.who)(home.who.user_id, home.who.workspace_id, "owner", "browser")
    refund = RefundRequest(task_id="x", reason="Test", key="k")
    back = TakeBackRequest(lot_id=1, amount_credits=1, reason="Test", key="k")
    deeds = (
        (credits.grant, gift(home)),
        (credits.refund, refund),
        (credits.take_back, back),
        (credits.set_cap, cap(home, 1)),
    )
    for deed, wish in deeds:
        with pytest.raises(NotAllowed):
            await deed(studio, nobody, wish)  # pyright: ignore[reportArgumentType]
    with pytest.raises(NotFound):
        await credits.refund(studio, home.who, refund)
    stranger = cap(home, 1).model_copy(update={"user_id": "x"})
    with pytest.raises(NotFound):
        await credits.set_cap(studio, home.who, stranger)


NO_AMOUNTS = (-5, 10**18, 0.1 + 0.2, float("nan"), float("inf"), True, "5", "", [5], {"n": 5}, 1.0)


@pytest.mark.fault("F-53")
@pytest.mark.parametrize("amount", [*NO_AMOUNTS, 0, None], ids=repr)
@pytest.mark.parametrize(
    ("form", "field", "rest"),
    [
        (GrantRequest, "amount_credits", {"workspace_id": "w", "key": "k"}),
        (TakeBackRequest, "amount_credits", {"lot_id": 1, "key": "k"}),
        (TakeBackRequest, "lot_id", {"amount_credits": 1, "key": "k"}),
    ],
)
def test_only_whole_credits_in_bounds_are_amounts(
    form: type[BaseModel], field: str, rest: dict[str, object], amount: object
) -> None:
    if field == "lot_id" and amount == 10**18:
        return  # a lot that is not there
    with pytest.raises(ValidationError):
        form.model_validate({**rest, "reason": "Test", field: amount})


@pytest.mark.fault("F-53")
@pytest.mark.parametrize("amount", NO_AMOUNTS, ids=repr)
def test_caps_and_prices_are_whole_credits_too(amount: object) -> None:
    rest = {"workspace_id": "w", "user_id": "u", "reason": "Test"}
    with pytest.raises(ValidationError):
        CapRequest.model_validate({**rest, "month_cap_credits": amount})
    price = {"unit": "second", "silent": {"720p": amount}}
    now = "2026-07-01T12:00:00Z"
    wish = {"model": "kling-3", "price": price, "effective_on": now, "reason": "Test"}
    with pytest.raises(ValidationError):
        PriceRequest.model_validate_json(json.dumps(wish))


@pytest.mark.fault("F-54")
async def test_lengths_and_numbers_beyond_the_model_cost_nothing(
    studio: Studio, home: Home
) -> None:
    for beyond in (
        {"duration_seconds": 10**9},
        {"duration_seconds": -8},
        {"takes": 10**6},
        {"takes": 0},
        {"resolution": "16k"},
        {"seed": -1},
    ):
        with pytest.raises(InvalidRequest):
            await tasks.create(studio, home.who, PAID.model_copy(update=beyond))
    made = await studio.db.read(lambda session: session.exec(select(Task)).all())
    assert made == []
    with pytest.raises(ValidationError):  # a price is nothing that a request can name
        TaskRequest.model_validate({**PAID.model_dump(), "quoted": 0})
