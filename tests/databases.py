"""Every test that opens a studio runs on both databases: "[sqlite]" and "[postgres]".

`--database sqlite` runs one half. A test that is about one database says so:

    @pytest.mark.database("sqlite", reason="locks the file itself")

PostgreSQL starts with the first test that needs it. Its databases are copies of one migrated
template and are used again: emptied, which is quicker than a new copy, unless a test has
changed the schema.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.migrating import migrate

DATABASES = ("sqlite", "postgres")
_TEMPLATE = "vidstudio_template"
_TABLES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
)
# What a test may add or take away: tables, indexes, triggers, functions.
_SCHEMA = (
    "SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace),"
    " (SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_proc)"
)
_OTHERS = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=DATABASES, help="run on this database only")
    parser.addoption("--simulation", choices=("short", "long"), default="short")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" not in metafunc.fixturenames:
        return
    mark = metafunc.definition.get_closest_marker("database")
    metafunc.parametrize("database", mark.args if mark else DATABASES, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    asked = config.getoption("--database")
    if asked:
        other = [item for item in items if _runs_on(item) not in (None, asked)]
        config.hook.pytest_deselected(items=other)
        items[:] = [item for item in items if item not in other]


def _runs_on(item: pytest.Item) -> str | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("database") if callspec else None


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite database; copy it, never open it."""
    database = tmp_path_factory.mktemp("migrated") / "vidstudio.db"
    migrate(f"sqlite:///{database}")
    return database


class PostgresPool:
    """Empty, migrated databases of one server, handed out and taken back."""

    def __init__(self, server: str) -> None:
        self._base, _, self._own = server.rpartition("/")
        self._free, self._made = list[str](), 0
        self._tell(f"CREATE DATABASE {_TEMPLATE}")
        migrate(self.address(_TEMPLATE))
        with self._inside(_TEMPLATE) as connection:
            self._tables = [row[0] for row in connection.execute(_TABLES.encode())]
            self._schema = connection.execute(_SCHEMA.encode()).fetchone()

    def address(self, name: str) -> str:
        return f"{self._base}/{name}"

    def take(self) -> str:
        """The name of an empty database."""
        if self._free:
            return self._free.pop()
        self._made += 1
        name = f"vidstudio_{self._made}"
        self._tell(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        return name

    def give_back(self, name: str) -> None:
        with self._inside(name) as connection:
            (others,) = connection.execute(_OTHERS.encode()).fetchone() or (0,)
            sound = not others and connection.execute(_SCHEMA.encode()).fetchone() == self._schema
            if sound:
                # The journal refuses to be deleted, and keys point both ways: not while emptying.
                empty = ";".join(f'DELETE FROM "{table}"' for table in self._tables)
                connection.execute(f"SET session_replication_role = replica; {empty}".encode())
        if sound:
            self._free.append(name)
        else:
            self._tell(f"DROP DATABASE {name} WITH (FORCE)")

    def _tell(self, statement: str) -> None:
        with self._inside(self._own) as connection:
            connection.execute(statement.encode())

    def _inside(self, name: str) -> psycopg.Connection:
        return psycopg.connect(self.address(name), autocommit=True)


@pytest.fixture(scope="session")
def postgres_pool(postgres_url: str) -> PostgresPool:
    return PostgresPool(postgres_url)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Which one this test runs on."""
    return request.param


@pytest.fixture
def database_url(database: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of an empty PostgreSQL database; "" means the file in the data directory."""
    if database == "sqlite":
        yield ""
        return
    pool: PostgresPool = request.getfixturevalue("postgres_pool")
    name = pool.take()
    yield pool.address(name)
    pool.give_back(name)


@pytest.fixture
def data_dir(tmp_path: Path, migrated: Path, database: str) -> Path:
    """A data directory; on SQLite with an empty database."""
    folder = tmp_path / "data"
    folder.mkdir()
    if database == "sqlite":
        shutil.copyfile(migrated, folder / "vidstudio.db")
    return folder
