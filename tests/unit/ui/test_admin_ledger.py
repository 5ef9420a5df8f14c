"""The admin's ledger: what is unfolded stays so, and does not outlive its page."""

from typing import Any

from tests.studio_fixtures import Home
from tests.unit.ui.states import opened_by, signed_in
from vidstudio.studio import Studio, use
from vidstudio.ui.admin_ledger import LedgerState
from vidstudio.ui.explaining import ExplainState


async def opened_page(studio: Studio, home: Home) -> tuple[Any, Any]:
    """The page and what explains its rows, of one tab."""
    use(studio)
    page: Any = opened_by(LedgerState, await signed_in(studio, home), "/admin/credits/ledger")
    return page, await page.get_state(ExplainState)


async def test_a_row_that_is_pressed_while_the_page_opens_stays_unfolded(
    studio: Studio, home: Home
) -> None:
    page, explained = await opened_page(studio, home)
    # Loaded again: Reflex says so until what the page does on opening is done.
    explained.is_hydrated = False
    await explained.unfold(home.who.workspace_id, 1)
    await page.opened()
    assert (explained.why.workspace_id, explained.why.key) == (home.who.workspace_id, "1")
    assert page.card.rows


async def test_what_was_unfolded_before_is_folded_when_the_page_opens(
    studio: Studio, home: Home
) -> None:
    page, explained = await opened_page(studio, home)
    explained.is_hydrated = True
    await explained.unfold(home.who.workspace_id, 1)
    assert explained.why.key == "1"
    explained.is_hydrated = False
    await page.opened()
    assert explained.why.key == ""


async def test_a_second_press_folds_it_up_again_early_or_late(studio: Studio, home: Home) -> None:
    page, explained = await opened_page(studio, home)
    for ready in (False, True):
        explained.is_hydrated = ready
        await explained.unfold(home.who.workspace_id, 1)
        await explained.unfold(home.who.workspace_id, 1)
        await page.opened()
        assert explained.why.key == ""
