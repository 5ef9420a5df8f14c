"""Missing takes: what they would cost, and the one press that makes them."""

import asyncio

import pytest
from sqlmodel import Session, func, select

from tests.studio_fixtures import Home, settle_in
from tests.unit.services.talking import line, planned, proposed
from vidstudio.base.errors import (
    Conflict,
    InsufficientCredits,
    NotAllowed,
    NotFound,
    OverBudget,
    VidstudioError,
)
from vidstudio.db.tables import Brief, Task
from vidstudio.rules.blocks import CostBlock, CostLine
from vidstudio.services import campaigns, gates, makes, screens, tasks
from vidstudio.services.makes import PriceGrew
from vidstudio.studio import Studio
from vidstudio.views import DraftView


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"demo": "true", "running_takes": 100, "creates_per_minute": 100}


@pytest.fixture
async def home(studio: Studio) -> Home:
    """The panel stands on a model that costs something."""
    home = await settle_in(studio)
    draft = DraftView(model="kling-3", resolution="720p")
    await campaigns.save_draft(studio, home.who, home.campaign_id, draft)
    return home


async def count(studio: Studio) -> int:
    return await studio.db.read(lambda s: s.exec(select(func.count()).select_from(Task)).one())


async def offered(studio: Studio, home: Home) -> tuple[CostLine, ...]:
    return await makes.offer(studio, home.who, home.campaign_id)


async def test_a_shot_without_words_is_not_missing(studio: Studio, home: Home) -> None:
    assert await offered(studio, home) == ()
    screen = await screens.screen(studio, home.who, home.campaign_id)
    assert screen.missing.shots == 0


async def test_each_planned_shot_is_a_line_at_its_price(studio: Studio, home: Home) -> None:
    first, second = await planned(studio, home, "First light", "The bag at dawn")
    lines = await offered(studio, home)
    assert [line.shot_id for line in lines] == [first, second]
    screen = await screens.screen(studio, home.who, home.campaign_id)
    assert screen.missing.shots == 2
    assert screen.missing.amount_credits == sum(line.amount_credits for line in lines) > 0
    assert all(line.usual_seconds > 0 for line in lines)


async def test_the_panel_chooses_the_model_and_its_settings(studio: Studio, home: Home) -> None:
    await planned(studio, home, "First light")
    best = studio.catalog.cards["kling-3"].resolutions[-1]
    draft = DraftView(model="kling-3", resolution=best)
    await campaigns.save_draft(studio, home.who, home.campaign_id, draft)
    (chosen,) = await offered(studio, home)
    assert (chosen.model, chosen.resolution) == ("kling-3", best)
    await campaigns.save_draft(studio, home.who, home.campaign_id, DraftView(model="gone"))
    (back,) = await offered(studio, home)
    assert back.model == next(iter(studio.catalog.cards))


async def test_one_press_makes_all_and_the_key_makes_them_once(studio: Studio, home: Home) -> None:
    await planned(studio, home, "First light", "The bag at dawn")
    lines = await offered(studio, home)
    presses = (makes.make(studio, home.who, home.campaign_id, lines, "k") for _ in range(2))
    first, again = await asyncio.gather(*presses)
    assert {view.id for view in first} == {view.id for view in again}
    assert await count(studio) == 2
    assert first[0].quoted_credits == lines[0].amount_credits
    assert await offered(studio, home) == ()


async def test_two_people_press_and_one_is_told(studio: Studio, home: Home) -> None:
    await planned(studio, home, "First light")
    lines = await offered(studio, home)
    presses = (makes.make(studio, home.who, home.campaign_id, lines, key) for key in "ab")
    results = await asyncio.gather(*presses, return_exceptions=True)
    told = [result for result in results if isinstance(result, Conflict)]
    assert len(told) == 1
    assert "First light" in str(told[0])
    assert await count(studio) == 1


async def test_a_price_that_grew_makes_nothing(studio: Studio, home: Home) -> None:
    await planned(studio, home, "First light", "The bag at dawn")
    lines = await offered(studio, home)
    shown = tuple(line.model_copy(update={"amount_credits": 1}) for line in lines)
    with pytest.raises(PriceGrew, match="credits now, not 2") as refused:
        await makes.make(studio, home.who, home.campaign_id, shown, "k")
    assert refused.value.lines == lines
    assert await count(studio) == 0
    await makes.make(studio, home.who, home.campaign_id, refused.value.lines, "k")
    assert await count(studio) == 2


async def test_a_lower_price_is_no_reason_to_ask(studio: Studio, home: Home) -> None:
    await planned(studio, home, "First light")
    (line,) = await offered(studio, home)
    shown = line.model_copy(update={"amount_credits": line.amount_credits + 5})
    (view,) = await makes.make(studio, home.who, home.campaign_id, (shown,), "k")
    assert view.quoted_credits == line.amount_credits


async def test_none_is_made_when_the_sum_is_too_much(studio: Studio, home: Home) -> None:
    await planned(studio, home, "First light", "The bag at dawn", "Last cup")
    lines = tuple(line.model_copy(update={"takes": 4}) for line in await offered(studio, home))
    assert lines[0].amount_credits * 4 <= 500 < lines[0].amount_credits * 12
    with pytest.raises(InsufficientCredits):
        await makes.make(studio, home.who, home.campaign_id, lines, "k")
    assert await count(studio) == 0


async def test_the_campaigns_budget_counts_the_sum(studio: Studio, home: Home) -> None:
    await planned(studio, home, "First light", "The bag at dawn")
    lines = await offered(studio, home)
    cap = lines[0].amount_credits + 1

    def budget(session: Session) -> None:
        session.merge(
            Brief(
                campaign_id=home.campaign_id,
                workspace_id=home.who.workspace_id,
                budget_credits=cap,
            )
        )

    await studio.db.write(budget)
    with pytest.raises(OverBudget):
        await makes.make(studio, home.who, home.campaign_id, lines, "k")
    assert await count(studio) == 0
    await makes.make(studio, home.who, home.campaign_id, lines[:1], "k")


async def test_foreign_campaigns_and_shots_are_not_found(studio: Studio, home: Home) -> None:
    other = await settle_in(studio, "Bea")
    await planned(studio, home, "First light")
    lines = await offered(studio, home)
    for campaign_id in (home.campaign_id, other.campaign_id):
        with pytest.raises(NotFound):
            await makes.make(studio, other.who, campaign_id, lines, "k")
    with pytest.raises(NotFound):
        await makes.offer(studio, other.who, home.campaign_id)


async def test_who_may_only_look_makes_nothing(studio: Studio, home: Home) -> None:
    from dataclasses import replace

    await planned(studio, home, "First light")
    viewer = replace(home.who, role="viewer")
    lines = await offered(studio, home)
    with pytest.raises(NotAllowed):
        await makes.make(studio, viewer, home.campaign_id, lines, "k")


async def test_a_gate_makes_once_whoever_presses(studio: Studio, home: Home) -> None:
    await planned(studio, home, "First light", "The bag at dawn")
    gate = await proposed(studio, home, CostBlock(lines=await offered(studio, home)))
    presses = (gates.make(studio, home.who, gate) for _ in range(3))
    made = await asyncio.gather(*presses)
    assert sorted(len(views) for views in made) == [0, 0, 2]
    assert await count(studio) == 2
    assert (await line(studio, gate)).block_state == "accepted"
    with pytest.raises(Conflict):
        await gates.lines_of(studio, home.who, gate)


async def test_a_gate_with_old_prices_shows_the_new_ones_first(studio: Studio, home: Home) -> None:
    await planned(studio, home, "First light")
    lines = await offered(studio, home)
    old = tuple(one.model_copy(update={"amount_credits": 1}) for one in lines)
    gate = await proposed(studio, home, CostBlock(lines=old))
    with pytest.raises(PriceGrew):
        await gates.make(studio, home.who, gate)
    assert await gates.lines_of(studio, home.who, gate) == lines
    assert len(await gates.make(studio, home.who, gate)) == 1


async def test_a_gate_drops_what_was_made_after_it_was_shown(studio: Studio, home: Home) -> None:
    await planned(studio, home, "First light", "The bag at dawn")
    first, second = await offered(studio, home)
    gate = await proposed(studio, home, CostBlock(lines=(first, second)))
    await makes.make(studio, home.who, home.campaign_id, (first,), "from the panel")
    with pytest.raises(Conflict, match="First light: made meanwhile"):
        await gates.make(studio, home.who, gate)
    assert await count(studio) == 1
    assert await gates.lines_of(studio, home.who, gate) == (second,)
    assert len(await gates.make(studio, home.who, gate)) == 1


async def test_a_gate_makes_only_what_it_asked_for(studio: Studio, home: Home) -> None:
    await planned(studio, home, "First light", "The bag at dawn")
    first, second = await offered(studio, home)
    gate = await proposed(studio, home, CostBlock(lines=(first,)))
    with pytest.raises(NotFound):
        await gates.make(studio, home.who, gate, (second,))
    other = await settle_in(studio, "Bea")
    with pytest.raises(NotFound):
        await gates.make(studio, other.who, gate)


async def test_making_what_is_missing_answers_an_open_gate(studio: Studio, home: Home) -> None:
    await planned(studio, home, "First light")
    lines = await offered(studio, home)
    gate = await proposed(studio, home, CostBlock(lines=lines))
    await makes.make(studio, home.who, home.campaign_id, lines, "k")
    assert (await line(studio, gate)).block_state == "accepted"


async def test_a_stopped_take_is_missing_again(studio: Studio, home: Home) -> None:
    await planned(studio, home, "First light")
    lines = await offered(studio, home)
    (view,) = await makes.make(studio, home.who, home.campaign_id, lines, "k")
    await tasks.cancel(studio, home.who, view.id)
    assert await offered(studio, home) == lines


@pytest.mark.parametrize("many", [0, 13])
async def test_no_lines_and_too_many_are_refused(studio: Studio, home: Home, many: int) -> None:
    await planned(studio, home, "First light")
    (one,) = await offered(studio, home)
    with pytest.raises(VidstudioError):
        await makes.make(studio, home.who, home.campaign_id, (one,) * many, "k")
