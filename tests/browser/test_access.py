"""Nobody is kept out: axe finds nothing serious on the screens that everybody walks, and none of
them is wider than the window."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESKTOP, PHONE, NewPage, open_context
from tests.browser.studio_page import StudioPage
from tools.served import Served

pytestmark = pytest.mark.browser

GRAVE = {"serious", "critical"}
LOOKS = [
    pytest.param(scheme, size, id=f"{scheme}-{name}")
    for scheme in ("dark", "light")
    for size, name in ((DESKTOP, "desktop"), (PHONE, "phone"))
]
WIDER = "document.documentElement.scrollWidth - innerWidth"
Opener = Callable[[Page, str], None]


def go(page: Page, path: str) -> None:
    page.goto("/".join(page.url.split("/")[:3]) + path)
    page.locator('.app[data-ready="true"]').wait_for()


def tab(page: Page, name: str) -> None:
    """The phone's tabs; a wide screen shows everything at once."""
    button = page.locator(f'[data-tab-to="{name}"]')
    if button.is_visible():
        button.click()


def campaign(page: Page, path: str) -> None:
    go(page, path)
    tab(page, "chat")


def player(page: Page, path: str) -> None:
    campaign(page, path)
    page.locator("[data-open-take]").first.click()
    page.locator("[data-player]").wait_for()


def player_details(page: Page, path: str) -> None:
    info = page.locator("[data-player-info]")
    if info.is_visible():
        info.click()


def brief(page: Page, path: str) -> None:
    go(page, f"{path}?brief=1")
    page.get_by_role("textbox", name="Goal").wait_for()


def make(page: Page, path: str) -> None:
    go(page, path)
    tab(page, "make")
    page.get_by_role("textbox", name="Prompt").wait_for()


def refining(page: Page, path: str) -> None:
    page.get_by_role("textbox", name="Prompt").fill("A cup of coffee on a table.")
    page.get_by_role("button", name="Refine", exact=True).click()
    page.locator("#refine-view ins").first.wait_for()


def template(page: Page, path: str) -> None:
    make(page, path)
    page.get_by_role("button", name="Template:").first.click()
    page.get_by_role("button", name="Product showcase").click()
    page.get_by_role("textbox", name="Scene", exact=True).wait_for()


def template_left(page: Page, path: str) -> None:
    page.get_by_role("button", name="Template:").click()
    page.locator("#make-templates").get_by_role("button", name="Free").click()
    page.get_by_role("textbox", name="Prompt").wait_for()


def picker(page: Page, path: str) -> None:
    page.get_by_role("button", name="Keep mine", exact=True).click()
    make(page, path)
    page.get_by_role("button", name="Model").first.click()
    page.get_by_role("combobox", name="Search models").wait_for()


def new_campaign(page: Page, path: str) -> None:
    go(page, path)
    page.keyboard.press("n")
    page.get_by_role("dialog", name="New campaign").wait_for()


def keys(page: Page, path: str) -> None:
    go(page, path)
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()


def queue(page: Page, path: str) -> None:
    go(page, "/queue?tab=all")
    page.locator(".queue-item .queue-unfold").first.click()
    page.locator(".story-step").first.wait_for()


def library(page: Page, path: str) -> None:
    go(page, "/library?campaign=")
    page.locator(".shelf").first.wait_for()


def review(page: Page, path: str) -> None:
    go(page, f"{path}/review")
    page.get_by_role("button", name="Approve").wait_for()


def publish(page: Page, path: str) -> None:
    go(page, f"{path}/publish")
    page.get_by_role("button", name="Download pack").wait_for()


def creative(page: Page, path: str) -> None:
    page.locator('a[href^="/creative/"]').first.click()
    page.wait_for_url("**/creative/**")
    page.get_by_role("textbox", name="Title").wait_for()


def own_credits(page: Page, path: str) -> None:
    go(page, "/credits")
    page.locator("li.statement-row").first.wait_for()


def admin_credits(page: Page, path: str) -> None:
    go(page, "/admin/credits")
    page.locator(".fair-rows").wait_for()


def admin_people(page: Page, path: str) -> None:
    go(page, "/admin/credits/people")
    page.locator(".people-row").first.wait_for()


def admin_ledger(page: Page, path: str) -> None:
    go(page, "/admin/credits/ledger")
    page.locator(".ledger-row").first.wait_for()


# In this order: some go on from where the one before has left the page.
SCREENS: tuple[Opener, ...] = (
    campaign, player, player_details, brief, make, template, template_left, refining, picker,
    new_campaign, keys, queue, library, review, publish, creative, own_credits,
    admin_credits, admin_people, admin_ledger,
)  # fmt: skip


def findings(page: Page) -> list[str]:
    """Each serious or critical finding: the rule and the element; and what is too wide."""
    found = [
        f"{one['impact']} {one['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
    wider = page.evaluate(WIDER)
    return [*found, *([f"{wider} px wider than the window"] if wider > 0 else [])]


@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_signing_in(chromium: Browser, served: Served, scheme: str, size: tuple[int, int]) -> None:
    context = open_context(chromium, size, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{served.url}/signin")
    page.get_by_role("button", name="Sign in").wait_for()
    found = findings(page)
    context.close()
    assert found == []


@pytest.mark.timeout(900)  # twenty screens: half a minute, on a very busy machine over four
@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_every_screen(new_page: NewPage, scheme: str, size: tuple[int, int]) -> None:
    """Of the sample campaign, where there is something to see."""
    page = new_page(size, color_scheme=scheme, reduced_motion="reduce")
    sample = page.locator(".campaigns-popover a", has_text="Sample").get_attribute("href")
    found = dict[str, list[str]]()
    for screen in SCREENS:
        screen(page, str(sample))
        if grave := findings(page):
            found[screen.__name__] = grave
    assert found == {}


@pytest.mark.timeout(300)
def test_confirming_a_cost(new_page: NewPage) -> None:
    """One plan of the guide, looked at in both themes and sizes."""
    studio = StudioPage(new_page(reduced_motion="reduce"))
    page = studio.page
    studio.new_campaign("Cost for everybody")
    box = page.get_by_role("textbox", name="Message")
    box.fill("Three roasts in one box, ships from 1 December. Mostly Reels.")
    box.press("Enter")
    for words in ("Looks right", "Plan these shots", "Accept all"):
        page.get_by_role("button", name="Send").wait_for()
        page.get_by_role("button", name=words, exact=True).last.click()
    page.get_by_role("button", name=re.compile("^Make 3 takes")).wait_for()
    found = list[str]()
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.get_by_role("button", name="Generate videos").filter(visible=True).click()
        dialog = page.get_by_role("dialog", name="Confirm cost")
        dialog.get_by_role("checkbox").first.wait_for()
        for width, height in (DESKTOP, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            found += findings(page)
        page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")
    assert found == []
