"""Page after page, every take that was there at the start is seen once, whatever is added."""

import asyncio
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from tests.studio_fixtures import Home, Timepiece, insert_home
from tests.unit.services.shelf import Take, insert_take
from vidstudio.base.settings import Settings
from vidstudio.services import library
from vidstudio.services.library import LibraryQuery
from vidstudio.services.library.queries import Sort
from vidstudio.studio import Studio, close_studio, open_studio

SORTS: tuple[Sort, ...] = get_args(Sort)


@dataclass(frozen=True)
class Kept:
    """Few different values, so that many takes have the same key."""

    minutes: int
    rating: int | None
    charged: int


kept = st.builds(
    Kept, st.integers(-3, 3), st.none() | st.integers(0, 5), st.sampled_from((0, 24, 40))
)


def test_pages_are_complete_and_without_doubles(migrated: Path) -> None:
    @settings(max_examples=25, phases=(Phase.explicit, Phase.generate))
    @given(
        sort=st.sampled_from(SORTS),
        before=st.lists(kept, max_size=12),
        between=st.lists(kept, max_size=6),
        limit=st.integers(1, 5),
        pages=st.integers(1, 3),
    )
    def holds(sort: Sort, before: list[Kept], between: list[Kept], limit: int, pages: int) -> None:
        with TemporaryDirectory() as folder:
            shutil.copyfile(migrated, Path(folder) / "vidstudio.db")
            query = LibraryQuery(sort=sort, limit=limit, pages=pages)
            asyncio.run(_walked(Path(folder), query, before, between))

    holds()


async def _walked(
    folder: Path, query: LibraryQuery, before: list[Kept], between: list[Kept]
) -> None:
    time = Timepiece()
    config = Settings(_env_file=None, data_dir=folder)  # pyright: ignore[reportCallIssue] pydantic-settings
    studio = open_studio(config, time.clock)
    try:
        home = await studio.db.write(lambda session: insert_home(session, studio, "Ada", 0))
        there = {await _add(studio, home, one) for one in before}
        new, seen, cursor = list(between), list[str](), ""
        while True:
            asked = query.model_copy(update={"cursor": cursor})
            page = await library.search(studio, home.who, asked)
            assert len(page.tiles) <= query.limit * query.pages
            seen += [tile.id for tile in page.tiles]
            if new:
                await _add(studio, home, new.pop())
            cursor = page.next_cursor
            if not cursor:
                break
        assert len(seen) == len(set(seen))
        assert there <= set(seen)
    finally:
        await close_studio(studio)


async def _add(studio: Studio, home: Home, one: Kept) -> str:
    moment = studio.clock.now() + timedelta(minutes=one.minutes)
    values = {"rating": one.rating, "charged": one.charged}
    take = Take(home, created_at=moment, values=values)

    def work(session: Session) -> str:
        return insert_take(session, studio, take)

    return await studio.db.write(work)
