"""The library and the campaign page with ten thousand takes: server time, and bytes of state."""

import functools
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

from reflex_base.utils import format as format_tools

from bench.seeding import TAKES, seed
from tests.migrating import migrate
from tests.studio_fixtures import Home, settle_in
from tests.unit.ui.states import opened_by, signed_in
from vidstudio.base.settings import Settings
from vidstudio.services import library, screens
from vidstudio.services.library import LibraryQuery
from vidstudio.studio import Studio, close_studio, open_studio, use
from vidstudio.ui.library_state import PAGES_SHOWN, LibraryState

ROUNDS = 40
FAR_PAGE = 20
Asked = Callable[[], Awaitable[object]]


async def ten_thousand_takes(folder: Path) -> list[str]:
    folder.joinpath("data").mkdir()
    migrate(f"sqlite:///{folder / 'data' / 'vidstudio.db'}")
    studio = open_studio(Settings(data_dir=folder / "data"))
    use(studio)
    try:
        home = await settle_in(studio)
        await studio.db.write(lambda s: seed(s, studio, home.who, home.campaign_id))
        return [await _figure(name, ask) for name, ask in (await _asked(studio, home)).items()] + [
            await _state(studio, home)
        ]
    finally:
        await close_studio(studio)


async def _asked(studio: Studio, home: Home) -> dict[str, Asked]:
    mine = LibraryQuery(campaign_id=home.campaign_id)
    far = await _cursor(studio, home, mine)

    def look(**changes: object) -> Asked:
        return functools.partial(library.search, studio, home.who, mine.model_copy(update=changes))

    return {
        "first page": look(),
        "first page of all campaigns": look(campaign_id=None),
        "search “Über steam”": look(q="über steam"),
        "search without a match": look(q="nothing like it"),
        "by ratio and length": look(ratios=("9:16",), longest_seconds=5),
        "by rating": look(sort="rating"),
        "by cost": look(sort="cost"),
        "by shot": look(sort="shot"),
        f"page {FAR_PAGE}": look(cursor=far),
        "creatives": functools.partial(library.creatives, studio, home.who, mine),
        "campaign page": functools.partial(screens.screen, studio, home.who, home.campaign_id),
    }


async def _cursor(studio: Studio, home: Home, query: LibraryQuery) -> str:
    cursor = ""
    for _ in range(FAR_PAGE - 1):
        page = await library.search(studio, home.who, query.model_copy(update={"cursor": cursor}))
        cursor = page.next_cursor
    return cursor


async def _figure(name: str, ask: Asked) -> str:
    waits: list[float] = []
    await ask()
    for _ in range(ROUNDS):
        started = time.perf_counter()
        await ask()
        waits.append((time.perf_counter() - started) * 1000)
    waits.sort()
    middle, late = statistics.median(waits), waits[int(ROUNDS * 0.95)]
    return f"{middle:5.1f} ms median, {late:5.1f} ms p95: {name}, {TAKES} takes"


async def _state(studio: Studio, home: Home) -> str:
    """What the browser gets of the page's own State on opening, and when the window is full."""
    address = f"/library?campaign={home.campaign_id}"
    state = opened_by(LibraryState, await signed_in(studio, home), address)
    await state.opened()
    first = _bytes(state)
    for _ in range(PAGES_SHOWN):
        await state.show_more()
    return f"{first} bytes of state on opening, {_bytes(state)} with {PAGES_SHOWN} pages shown"


def _bytes(state: LibraryState) -> int:
    whole: Any = state
    own = whole.dict(include_computed=False)[LibraryState.get_full_name()]
    dumps = cast("Callable[[object], str]", format_tools.json_dumps)  # pyright: ignore[reportUnknownMemberType] untyped
    return len(dumps(own).encode())
