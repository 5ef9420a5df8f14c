"""Two web processes and a worker of their own, on PostgreSQL and Redis."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP, open_context, sign_in
from tests.browser.studio_page import StudioPage
from tools.served import Served
from tools.steps import ROOT


@pytest.fixture(scope="module")
def webs(
    tmp_path_factory: pytest.TempPathFactory, postgres_url: str, redis_url: str
) -> Iterator[tuple[Served, Served]]:
    """Both on the same database, files and Redis; the engine runs in a third process."""
    folder = tmp_path_factory.mktemp("many")
    server, _, _ = postgres_url.rpartition("/")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE many_processes")
    shared = {
        "VIDSTUDIO_DATABASE_URL": f"{server}/many_processes",
        "VIDSTUDIO_REDIS_URL": redis_url,
        "VIDSTUDIO_ENGINE": "false",
    }
    one, two = (Served(folder, None, **shared) for _ in range(2))
    with ExitStack() as stack:
        stack.callback(one.stop)
        one.start("/healthz")  # ready once an engine has been heard of
        worker = stack.enter_context(_worker(folder, one))
        stack.callback(worker.terminate)
        stack.callback(two.stop)
        two.start()
        yield one, two


def _worker(folder: Path, web: Served) -> "subprocess.Popen[bytes]":
    env = {**web.env, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "vidstudio.worker"]
    with (folder / "worker.log").open("ab") as log:
        return subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)


@pytest.mark.timeout(400)
def test_a_take_made_through_one_process_is_seen_through_the_other(
    webs: tuple[Served, Served], chromium: Browser
) -> None:
    one, two = webs
    page = open_context(chromium, DESKTOP).new_page()
    sign_in(page, one.url)
    here = StudioPage(page)
    here.new_campaign("Through two doors")
    # A cookie belongs to the host, whatever the port: the session is the same.
    other = page.context.new_page()
    other.goto(page.url.replace(one.url, two.url))
    there = StudioPage(other)
    expect(there.prompt).to_be_enabled()

    here.make("A cup of coffee on a table.")
    expect(there.take(1)).to_be_visible()
    there.done(1)

    there.prompt.fill("Words of the second process")
    os.killpg(one.pid, signal.SIGKILL)
    there.make("Another cup.")
    there.done(2)
    page.context.close()
