"""Runs the migrations against the database of the settings (or the one named by `-x url=…`)."""

from pathlib import Path

from alembic import context
from sqlalchemy import Engine, create_engine, event, pool

from vidstudio.base.settings import Settings
from vidstudio.db import tables


def _engine() -> Engine:
    url = context.get_x_argument(as_dictionary=True).get("url") or Settings().database
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, poolclass=pool.NullPool)
    if engine.dialect.name == "sqlite":
        # The driver would commit before each DDL; ours is one transaction, all or nothing.
        event.listen(engine, "connect", lambda raw, _: setattr(raw, "isolation_level", None))
        event.listen(engine, "begin", lambda raw: raw.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def run() -> None:
    with _engine().connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=tables.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
