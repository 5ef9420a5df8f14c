"""The twin's films take moments, and every take is told so: deadlines and windows come from it."""

from pathlib import Path

import psycopg
from sqlalchemy import create_engine, text

USUAL_SECONDS = 2
_SQLITE = (
    "CREATE TRIGGER quick AFTER INSERT ON task BEGIN "
    f"UPDATE task SET usual_seconds = {USUAL_SECONDS} WHERE id = NEW.id; END"
)
_POSTGRES = (
    "CREATE FUNCTION quick() RETURNS trigger LANGUAGE plpgsql AS "
    f"'BEGIN NEW.usual_seconds := {USUAL_SECONDS}; RETURN NEW; END'",
    "CREATE TRIGGER quick BEFORE INSERT ON task FOR EACH ROW EXECUTE FUNCTION quick()",
)


def make_quick(folder: Path, database_url: str) -> None:
    """In the migrated database itself, so that no door and no worker needs to know."""
    if database_url:
        with psycopg.connect(database_url, autocommit=True) as connection:
            for statement in _POSTGRES:
                connection.execute(statement.encode())
        return
    engine = create_engine(f"sqlite:///{folder / 'vidstudio.db'}")
    with engine.begin() as connection:
        connection.execute(text(_SQLITE))
    engine.dispose()
