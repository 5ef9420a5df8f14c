"""A draft in the player: what its final costs, and the press that makes it."""

import pytest

from tests.studio_fixtures import Home
from tests.unit.ui.states import opened_by, signed_in
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import screens, tasks
from vidstudio.studio import Studio, use
from vidstudio.ui.playerfinal import FinalState, final_card
from vidstudio.views import TaskView
from vidstudio.views.finals import FinalOffer


async def a_draft(studio: Studio, home: Home) -> TaskView:
    wish = TaskRequest(
        model="kling-3", prompt="Larch forest in low fog", duration_seconds=8, shot_id=home.shot_id
    )
    return (await tasks.draft(studio, home.who, wish, "animatic"))[0]


@pytest.fixture
async def state(studio: Studio, home: Home) -> FinalState:
    use(studio)
    return opened_by(FinalState, await signed_in(studio, home), f"/c/{home.campaign_id}")


async def look(state: FinalState, studio: Studio, home: Home) -> tuple[TaskView, ...]:
    screen = await screens.screen(studio, home.who, home.campaign_id, home.shot_id)
    state._apply(screen)
    return screen.takes


async def test_the_offer_names_both_models_and_the_difference(
    state: FinalState, studio: Studio, home: Home
) -> None:
    draft = await a_draft(studio, home)
    await state._offer(draft)
    shown = state.final
    assert (shown.task_id, shown.draft_price) == (draft.id, "Free")
    assert shown.draft_line.startswith("Animatic, ")
    assert shown.final_line.startswith("Kling 3, ")
    assert shown.difference == f"+{shown.final_price} credits"
    assert not shown.short


async def test_one_press_makes_one_final_with_the_drafts_seed(
    state: FinalState, studio: Studio, home: Home
) -> None:
    draft = await a_draft(studio, home)
    await look(state, studio, home)
    for _ in range(2):
        await FinalState.event_handlers["render_final"].fn(state, draft.id)
    takes = await look(state, studio, home)
    finals = [view for view in takes if view.origin == "final"]
    assert [(final.parent_id, final.model_id, final.seed) for final in finals] == [
        (draft.id, "kling-3", draft.seed)
    ]


OFFER = FinalOffer(
    task_id="t",
    model_id="m",
    model_name="Kling 3",
    duration_seconds=8,
    aspect_ratio="16:9",
    resolution="1080p",
    audio=True,
    seed=1,
    price_credits=64,
    difference_credits=64,
    left_credits=1176,
    missing_credits=0,
    campaign_left_credits=426,
    usual_seconds=120,
)


@pytest.mark.parametrize(
    ("changed", "difference", "left"),
    [
        ({}, "+64 credits", "You will have 1\u2009176 left, 426 in this campaign."),
        ({"campaign_left_credits": None}, "+64 credits", "You will have 1\u2009176 left."),
        (
            {"difference_credits": -8},
            "8 credits less",
            "You will have 1\u2009176 left, 426 in this campaign.",
        ),
        (
            {"missing_credits": 14, "left_credits": 0},
            "14 credits missing",
            "You will have 0 left, 426 in this campaign.",
        ),
    ],
)
async def test_the_money_is_told(
    studio: Studio, home: Home, changed: dict[str, int | None], difference: str, left: str
) -> None:
    card = final_card(await a_draft(studio, home), OFFER.model_copy(update=changed))
    assert (card.final_line, card.difference, card.left) == (
        "Kling 3, 1080p, sound",
        difference,
        left,
    )
