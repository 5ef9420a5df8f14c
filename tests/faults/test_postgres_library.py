"""The pages of the library come from an index on PostgreSQL too."""

from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import Session

from bench.seeding import seed
from tests.studio_fixtures import Home
from vidstudio.services import library
from vidstudio.services.library import LibraryQuery
from vidstudio.studio import Studio

SEEDED = 3000


@pytest.fixture
def promises() -> tuple[str, ...]:
    """The seeded takes were never paid for, and have no files."""
    return ()


@pytest.mark.database("postgres", reason="reads its query plans")
async def test_pages_come_from_an_index(studio: Studio, home: Home) -> None:
    await studio.db.write(lambda s: seed(s, studio, home.who, home.campaign_id, SEEDED))
    await studio.db.write(lambda s: s.execute(text("ANALYZE")) and None)
    asked = list[tuple[str, Any]]()

    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if "LIMIT" in statement and "task.number" in statement:
            asked.append((statement, values))

    def engine(session: Session) -> Any:
        return session.get_bind()

    bind = await studio.db.read(engine)
    event.listen(bind, "before_cursor_execute", note)
    for query in ({"campaign_id": home.campaign_id}, {}, {"q": "steam"}, {"in_bin": True}):
        await library.search(studio, home.who, LibraryQuery.model_validate(query))
    event.remove(bind, "before_cursor_execute", note)
    assert len(asked) == 4
    for statement, values in asked:

        def explain(session: Session, statement: str = statement, values: Any = values) -> str:
            found = session.connection().exec_driver_sql(f"EXPLAIN {statement}", values)
            return "\n".join(row[0] for row in found)

        plan = await studio.db.read(explain)
        assert "Index" in plan
        assert "Seq Scan on task" not in plan
