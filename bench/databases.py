"""Both databases, empty and with the newest schema, for figures of either."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg

from tests.migrating import migrate
from tools.postgres import find_programs, throwaway_cluster
from vidstudio.base.settings import Settings
from vidstudio.studio import Studio, close_studio, open_studio

DATABASES = ("sqlite", "postgres")


class Place(NamedTuple):
    """A data directory, and the database's address; "" is the file in the directory."""

    folder: Path
    address: str


@asynccontextmanager
async def migrated(folder: Path, database: str) -> AsyncGenerator[Place]:
    """`folder` is made. PostgreSQL is a server of its own, as durable as it comes."""
    await asyncio.to_thread(folder.mkdir, parents=True)
    if database == "sqlite":
        migrate(f"sqlite:///{folder / 'vidstudio.db'}")
        yield Place(folder, "")
        return
    programs = find_programs()
    assert programs is not None, "PostgreSQL is missing"
    with throwaway_cluster(programs, durable=True) as cluster:
        with psycopg.connect(cluster.url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        address = cluster.url.rpartition("/")[0] + "/bench"
        migrate(address)
        yield Place(folder, address)


@asynccontextmanager
async def opened(place: Place, count: int = 1, **settings: object) -> AsyncGenerator[list[Studio]]:
    """Openings of one database, as that many processes have. Defaults but for `settings`."""
    told = {"data_dir": place.folder, "database_url": place.address, "disk_reserve_bytes": 0}
    config = Settings(_env_file=None, **told, **settings)  # pyright: ignore[reportCallIssue, reportArgumentType] checked by pydantic
    studios = [open_studio(config) for _ in range(count)]
    try:
        yield studios
    finally:
        for studio in studios:
            await close_studio(studio)


def analyze(place: Place) -> None:
    """What a database that has grown in days has long done: counted what it holds."""
    if place.address:
        with psycopg.connect(place.address, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
