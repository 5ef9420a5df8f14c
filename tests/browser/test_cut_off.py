"""Generate is pressed and the answer is lost: the take exists once, whatever is pressed again."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.browser.conftest import DESKTOP, open_context, sign_in
from tests.browser.studio_page import StudioPage
from tools.redis import Server
from tools.served import Served

SUBMIT = "make_state.submit"
LOCK_MS, HELD_MS = 2_000, 3_500


class Line:
    """The page's socket. With `cut` set it breaks as soon as a press has reached the server."""

    def __init__(self, page: Page) -> None:
        self.cut, self.cuts, self.keys = False, 0, list[str]()
        page.route_web_socket(lambda url: "_event" in url, self._opened)

    def _opened(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def said(message: str | bytes) -> None:
            server.send(message)
            if SUBMIT in str(message):
                self.keys.append(_key(str(message)))
                if self.cut:
                    self.cut, self.cuts = False, self.cuts + 1
                    socket.close(code=3001)

        socket.on_message(said)


def _key(message: str) -> str:
    found = re.search(r'key[\\"]+: *[\\"]+([0-9a-f]{32})', message)
    assert found, message
    return found[1]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = open_context(chromium, DESKTOP)
    yield context.new_page()
    context.close()


def takes_and_holds(data_dir: Path) -> tuple[int, int]:
    """Of those with these words, as the database has them."""
    with closing(sqlite3.connect(data_dir / "vidstudio.db")) as connection:
        query = "SELECT COUNT(*) FROM task WHERE prompt = 'A cup, cut off'"
        (made,) = connection.execute(query).fetchone()
        query = """SELECT COUNT(*) FROM credit_hold h JOIN task t ON t.id = h.task_id
            WHERE t.prompt = 'A cup, cut off'"""
        (holds,) = connection.execute(query).fetchone()
    return made, holds


@pytest.mark.fault("F-70")
def test_a_socket_that_drops_after_generate(page: Page, tmp_path: Path) -> None:
    with Served(tmp_path) as served:
        line = Line(page)
        sign_in(page, served.url)
        studio = StudioPage(page)
        studio.new_campaign("Cut off")
        studio.choose_model("Wan 2.7")
        line.cut = True
        studio.make("A cup, cut off")
        studio.generate.click()  # nothing seems to happen, so once more
        expect(studio.take(1)).to_be_visible(timeout=30_000)
        studio.done(1)
        expect(studio.take(2)).to_be_hidden()
        assert line.cuts == 1
        assert len(set(line.keys)) == 1, json.dumps(line.keys)
        assert takes_and_holds(tmp_path) == (1, 1)


@pytest.mark.fault("F-69")
def test_a_handler_that_outlives_its_hold_on_the_page(
    page: Page, tmp_path: Path, redis_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reflex then throws away what the handler set; what it wrote to the database stays."""
    monkeypatch.setenv("REFLEX_REDIS_LOCK_EXPIRATION", str(LOCK_MS))
    with Served(tmp_path, None, VIDSTUDIO_REDIS_URL=redis_server.url) as served:
        line = Line(page)
        sign_in(page, served.url)
        studio = StudioPage(page)
        studio.new_campaign("Held up")
        studio.choose_model("Wan 2.7")
        studio.prompt.fill("A cup, cut off")
        studio.set_length(2)
        page.wait_for_timeout(LOCK_MS)  # the draft is saved, and the page's lease has ended
        with closing(sqlite3.connect(tmp_path / "vidstudio.db")) as other:
            other.execute("BEGIN IMMEDIATE")
            studio.generate.click()
            page.wait_for_timeout(HELD_MS)
            studio.generate.click()
            other.rollback()
        expect(studio.take(1)).to_be_visible(timeout=45_000)
        studio.done(1)
        expect(studio.take(2)).to_be_hidden()
        assert len(line.keys) == 2
        assert len(set(line.keys)) == 1, json.dumps(line.keys)
        assert "A handler outlived its hold on the page" in served.log()
        assert takes_and_holds(tmp_path) == (1, 1)
