"""Nobody is kept out: axe finds nothing serious on the paths that everybody walks."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESKTOP, PHONE, NewPage, open_context
from tools.served import Served

pytestmark = pytest.mark.browser

GRAVE = {"serious", "critical"}
LOOKS = [(scheme, size) for scheme in ("dark", "light") for size in (DESKTOP, PHONE)]
Opener = Callable[[Page], None]


def campaign(page: Page) -> None:
    """As it has been opened."""


def make(page: Page) -> None:
    tab = page.locator('[data-tab-to="make"]')
    if tab.is_visible():
        tab.click()
    page.get_by_role("textbox", name="Prompt").wait_for()


def brief(page: Page) -> None:
    opener = page.locator("[data-opens-brief]").locator("visible=true")
    if opener.count() == 0:
        pytest.skip("no brief drawer on this screen")
    opener.first.click()
    page.get_by_role("textbox", name="Goal").wait_for()


def player(page: Page) -> None:
    page.goto(f"{page.url.partition('?')[0]}")
    page.locator("[data-open-take]").first.dispatch_event("click")
    page.locator("[data-player]").wait_for()


def keys(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()


def queue(page: Page) -> None:
    go(page, "/queue?tab=all")
    page.locator(".queue-item .queue-unfold").first.click()
    page.locator(".story-step").first.wait_for()


def library(page: Page) -> None:
    go(page, "/library")


def review(page: Page) -> None:
    go(page, f"{campaign_path(page)}/review")


def publish(page: Page) -> None:
    go(page, f"{campaign_path(page)}/publish")


def creative(page: Page) -> None:
    go(page, "/library?tab=creatives")
    link = page.locator('a[href^="/creative/"]')
    try:
        link.first.wait_for(timeout=5000)
    except Exception:
        pytest.skip("no creative is shown in the library")
    link.first.click()
    page.wait_for_url("**/creative/**")
    page.locator('.app[data-ready="true"]').wait_for()


def campaign_path(page: Page) -> str:
    return "/c/" + page.url.partition("/c/")[2].partition("?")[0].partition("/")[0]


def go(page: Page, path: str) -> None:
    page.goto(page.url.split("/c/")[0].rstrip("/") + path)
    page.locator('.app[data-ready="true"]').wait_for()


@pytest.fixture
def sample(new_page: NewPage) -> Callable[..., Page]:
    """The sample campaign, where there is something to see."""

    def open_sample(scheme: str, size: tuple[int, int]) -> Page:
        page = new_page(size, color_scheme=scheme, reduced_motion="reduce")
        link = page.locator(".campaigns-popover a", has_text="Sample")
        page.goto(page.url.split("/c/")[0] + str(link.get_attribute("href")))
        page.locator('.app[data-ready="true"]').wait_for()
        return page

    return open_sample


@pytest.fixture
def stranger(chromium: Browser, served: Served) -> Iterator[Callable[..., Page]]:
    """A page of somebody who is not signed in."""
    contexts = list[object]()

    def make_page(scheme: str, size: tuple[int, int]) -> Page:
        context = open_context(chromium, size, color_scheme=scheme, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{served.url}/signin")
        page.get_by_role("button", name="Sign in").wait_for()
        return page

    yield make_page
    for context in contexts:
        context.close()  # pyright: ignore[reportAttributeAccessIssue]


def grave_findings(page: Page) -> list[str]:
    """Each serious or critical finding: the rule and the elements."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['impact']} {one['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_signing_in(stranger: Callable[..., Page], scheme: str, size: tuple[int, int]) -> None:
    assert grave_findings(stranger(scheme, size)) == []


@pytest.mark.parametrize(("scheme", "size"), LOOKS)
@pytest.mark.parametrize(
    "opener",
    [campaign, make, brief, player, keys, queue, library, creative, review, publish],
    ids=lambda opener: opener.__name__,
)
def test_the_studio(
    sample: Callable[..., Page], opener: Opener, scheme: str, size: tuple[int, int]
) -> None:
    page = sample(scheme, size)
    opener(page)
    assert grave_findings(page) == []
