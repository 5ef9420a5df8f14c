"""Redis stopped, emptied, and back: what it kept was drawn from the database, and is again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, open_context, sign_in
from tests.browser.studio_page import StudioPage
from tools.redis import Server
from tools.served import OWNER_EMAIL, OWNER_PASSWORD, Served

AWAY = "Nothing is lost: try again in a few seconds."
SOON_MS = 5_000
HEALED_MS = 45_000  # a page is looked after every 30 s, whatever has happened

pytestmark = pytest.mark.fault("F-68")


@pytest.fixture
def served(tmp_path: Path, redis_server: Server) -> Iterator[Served]:
    with Served(tmp_path, None, VIDSTUDIO_REDIS_URL=redis_server.url) as served:
        yield served


@pytest.fixture
def page(chromium: Browser, served: Served) -> Iterator[Page]:
    context = open_context(chromium, DESKTOP)
    page = context.new_page()
    sign_in(page, served.url)
    StudioPage(page).new_campaign("Without memory")
    yield page
    context.close()


def credits(page: Page) -> str:
    return page.get_by_role("status", name="Credits").inner_text()


@pytest.mark.timeout(240)
def test_without_redis_a_page_says_so_and_comes_back_by_itself(
    page: Page, served: Served, redis_server: Server
) -> None:
    studio = StudioPage(page)
    studio.choose_model("Wan 2.7")
    studio.make("A cup that is being made", seconds=4)
    expect(studio.take(1)).to_contain_text("Making")

    redis_server.stop()
    studio.prompt.fill("A cup that was asked for in vain")
    studio.generate.click()
    expect(page.get_by_text(AWAY).first).to_be_visible(timeout=SOON_MS)
    refused = page.request.post(
        f"{served.url}/api/auth/token",
        form={"username": OWNER_EMAIL, "password": OWNER_PASSWORD},
    )
    assert refused.status == 429, refused.text()

    assert "Redis is away" in served.log()
    redis_server.start()  # empty
    card = studio.take(1)
    expect(card.get_by_role("link", name="Download")).to_be_attached(timeout=HEALED_MS)
    expect(studio.take(2)).to_be_hidden()
    expect(studio.prompt).to_have_value("A cup that was asked for in vain")
    studio.generate.click()
    studio.done(2)
    expect(studio.take(3)).to_be_hidden()


def test_an_emptied_redis_is_filled_from_the_database(page: Page, redis_server: Server) -> None:
    studio = StudioPage(page)
    studio.make("A cup from before")
    studio.done(1)
    before = credits(page)

    redis_server.empty()
    page.reload()
    studio.done(1)
    assert credits(page) == before
    redis_server.empty()
    studio.make("A cup from afterwards")
    studio.done(2)
    expect(studio.take(3)).to_be_hidden()
