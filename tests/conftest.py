"""Fixtures for every test: PostgreSQL, Chromium, and no network beyond this machine."""

import ipaddress
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tools import browser, postgres, redis

LAST = "browser"
pytest_plugins = ["tests.databases", "tests.studio_fixtures"]


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(_refuse_strangers)
    # Being stopped ends the servers that the tests have started, as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: what is quick to fail fails quickly."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker(LAST) is not None)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """`postgresql://…` of a throw-away server with an empty database, one for the whole run."""
    programs = postgres.find_programs()
    if programs is None:
        _missing(postgres.MISSING)
    with postgres.throwaway_cluster(programs) as cluster:
        yield cluster.url


@pytest.fixture(scope="session")
def redis_program() -> Path:
    found = redis.find_program()
    if found is None:
        _missing(redis.MISSING)
    return found


@pytest.fixture(scope="session")
def redis_url(redis_program: Path) -> Iterator[str]:
    """`redis://…` of a throw-away server, one for the whole run."""
    with redis.throwaway_redis(redis_program) as url:
        yield url


@pytest.fixture
def redis_server(redis_program: Path) -> Iterator[redis.Server]:
    """One that the test may stop, start and empty."""
    with redis.throwaway_server(redis_program) as server:
        yield server


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The program to start; as root it also needs `--no-sandbox`."""
    found = browser.find_chromium()
    if found is None:
        _missing(browser.MISSING)
    return found


def _missing(sentence: str) -> NoReturn:
    """A skip on somebody's laptop, an error where everything has to be run."""
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


def _refuse_strangers(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _is_elsewhere(arguments[1]):
        raise PermissionError(f"A test tried to reach {arguments[1]}")


def _is_elsewhere(address: object) -> bool:
    """Whether a socket address leaves this machine; names are resolved before they get here."""
    if not isinstance(address, tuple) or not address:
        return False
    try:
        target = ipaddress.ip_address(str(address[0]).partition("%")[0])
        return not (target.is_loopback or target.is_unspecified)
    except ValueError:
        return address[0] not in ("localhost", "")
