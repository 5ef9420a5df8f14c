"""The library page on a real studio: the address decides what is shown."""

from typing import Any

import pytest

from bench.seeding import seed
from tests.studio_fixtures import Home
from tests.unit.ui.states import opened_by, signed_in
from vidstudio.services.library import PAGE_SIZE
from vidstudio.studio import Studio, use
from vidstudio.ui.library_state import PAGES_SHOWN, LibraryState


@pytest.fixture
def promises() -> tuple[str, ...]:
    """The seeded takes were never paid for, and have no files."""
    return ()


async def opened(studio: Studio, home: Home, address: str) -> tuple[LibraryState, Any]:
    use(studio)
    state = opened_by(LibraryState, await signed_in(studio, home), address)
    return state, await state.opened()


async def test_the_window_moves_along_the_list(studio: Studio, home: Home) -> None:
    await studio.db.write(lambda s: seed(s, studio, home.who, home.campaign_id, 400))
    state, _ = await opened(studio, home, f"/library?campaign={home.campaign_id}")
    first = [tile.id for tile in state.page_1]
    assert (len(first), state.page_2, state.more, state.earlier) == (PAGE_SIZE, [], True, False)
    seen, shown = list(first), list(first)
    for _ in range(5):
        await state.show_more()
        pages = (state.page_1, state.page_2, state.page_3)
        shown = [tile.id for page in pages for tile in page]
        assert shown == [*dict.fromkeys(shown)]
        seen += [key for key in shown if key not in seen]
    assert len(seen) == 6 * PAGE_SIZE
    assert state.earlier
    for _ in range(5):
        await state.show_earlier()
    assert [tile.id for tile in state.page_1] == first
    assert len(shown) == PAGES_SHOWN * PAGE_SIZE
