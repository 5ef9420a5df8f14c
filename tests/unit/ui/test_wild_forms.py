"""Forms that make or move money: no field of them takes what is no amount, or beyond a limit."""

import json
from typing import Any, Literal

import pytest

from tests.studio_fixtures import Home
from tests.unit.ui.states import opened_by, signed_in
from tests.unit.ui.test_make import call, message, open_tab, takes
from tests.unit.ui.test_make import panel as panel
from tests.unit.ui.wild import NUMBERS, VALUES, books, queued
from vidstudio.base.errors import InvalidRequest
from vidstudio.studio import Studio, use
from vidstudio.ui.admin_grant import AdminGrantState
from vidstudio.ui.admin_person import AdminPersonState
from vidstudio.ui.make import MakeState
from vidstudio.ui.takeactions import TakesState

# Of the panel's form, with what a program that is not make.js might say.
NAMES = ("model", "mode", "resolution", "aspect_ratio", "campaign_id", "shot_id", "draft_with")
BEYOND: dict[str, tuple[Any, ...]] = {
    "duration_seconds": (1, 61, 600, "4", 4.5),
    "takes": (5, 99, "2", 1.5),
    "resolution": ("8k", "480p", "720P"),
    "aspect_ratio": ("1:1000", "0:0"),
    "seed": (*NUMBERS[:6], 5, 2**31),
    "mode": ("video",),
    "pictures": ([{}], [{"id": "x"}], ["x"]),
}
# Nothing was typed; the model's own default counts.
MEANT: dict[str, tuple[Any, ...]] = {"duration_seconds": (0,), "audio": (True, None)}
ADMIN = {"amount": "5", "again": "5", "reason": "Because", "key": ""}


def wild(field: str) -> list[Any]:
    """Everything for `field` that the panel must not make a take from."""
    values = (*VALUES, *BEYOND.get(field, ()))
    return [v for v in values if not any(v is meant for meant in MEANT.get(field, ()))]


async def made(panel: MakeState, form: str) -> bool:
    """Whether the panel took it; what it refuses it says beside a field, or the message is none."""
    turn = json.loads(form)["turn"]
    try:
        await call(panel, "submit", form)
    except InvalidRequest:
        return False
    return panel.made == turn


@pytest.mark.fault("F-53", "F-54")
@pytest.mark.parametrize(
    "field", [*NAMES, "duration_seconds", "takes", "seed", "audio", "pictures"]
)
async def test_the_panel_takes_nothing_wild(
    panel: MakeState, studio: Studio, home: Home, field: str
) -> None:
    before = await books(studio)
    for turn, value in enumerate(wild(field), start=10):
        form = message(home, **{field: value}, turn=turn)
        assert not await made(panel, form), f"{field}={value!r}"
    assert await books(studio) == before
    assert await made(panel, message(home))


@pytest.mark.fault("F-54")
async def test_a_price_in_the_message_counts_for_nothing(
    panel: MakeState, studio: Studio, home: Home
) -> None:
    paid = {"model": "kling-3", "price_credits": 0, "quoted": 1, "amount_credits": -5, "free": True}
    assert await made(panel, message(home, **paid, aspect_ratio="16:9"))
    (row,) = (await books(studio))["Task"]
    assert "quoted=28," in row  # 4 s for 7 credits


@pytest.mark.fault("F-53", "F-54")
async def test_a_rating_is_one_of_six(studio: Studio, home: Home) -> None:
    use(studio)
    task_id = await queued(studio, home)
    panel = await open_tab(await signed_in(studio, home), home)
    before = await books(studio)
    state = opened_by(TakesState, panel.router.headers.cookie, f"/c/{home.campaign_id}")
    for value in (-5, 6, 10**18, 10**30):
        with pytest.raises(InvalidRequest):
            await call(state, "rate", task_id, value)
    assert await books(studio) == before
    assert await takes(studio, home) == 1


async def drawer(studio: Studio, home: Home) -> Any:
    use(studio)
    state: Any = opened_by(AdminPersonState, await signed_in(studio, home), "/admin/credits/people")
    await state._show(f"{home.who.workspace_id}.{home.who.user_id}")
    return state


async def refused(state: Any, name: str, form: dict[str, Any]) -> bool:
    """Told in the form, or not even read."""
    state.wrong = {} if isinstance(state.wrong, dict) else ""
    try:
        await call(state, name, form)
    except InvalidRequest:
        return True
    return bool(state.wrong)


@pytest.mark.fault("F-53")
@pytest.mark.parametrize("name", ["grant", "take_back", "change_cap"])
async def test_the_drawer_takes_no_wild_amount(
    studio: Studio, home: Home, name: Literal["grant", "take_back", "change_cap"]
) -> None:
    state = await drawer(studio, home)
    lot, before = state.drawer.lots.bars[0].id, await books(studio)
    for value in (*NUMBERS, *VALUES, "0"):
        if name == "change_cap" and value in ("", "0"):
            continue  # no cap, and nothing at all: both are meant
        assert await refused(state, name, {**ADMIN, "lot": lot, "amount": value}), value
        assert await refused(state, "take_back", {**ADMIN, "lot": lot, "again": value}), value
        assert await refused(state, "take_back", {**ADMIN, "lot": value}), value
    assert await books(studio) == before


@pytest.mark.fault("F-53")
async def test_the_dialog_grants_no_wild_amount(studio: Studio, home: Home) -> None:
    use(studio)
    state: Any = opened_by(AdminGrantState, await signed_in(studio, home), "/admin/credits")
    await call(state, "choose", f"{home.who.workspace_id}.{home.who.user_id}")
    before = await books(studio)
    for value in (*NUMBERS, *VALUES, "0"):
        assert await refused(state, "grant", {**ADMIN, "amount": value}), value
    for day in ("2026-13-45", "never", "0001-01-01", 20261120, {}):
        assert await refused(state, "grant", {**ADMIN, "expires": day}), day
    assert await books(studio) == before
