"""From a person with nothing but the sample to three creatives: by mouse, by keys, by finger.

Brief, angles, shots, takes and creatives in at most twelve deliberate actions, with the built-in
guide and with a language model.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, open_context, sign_in
from tests.browser.people import ByFinger, ByKeys, ByMouse, Person
from tests.browser.studio_page import DONE_MS
from tests.twins.llm_replies import MODEL
from tools.run import Address, answers
from tools.served import Served, free_port

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = "A gift box with three roasts for coffee lovers, mostly Reels, three shots of 2 seconds."
MOST_ACTIONS = 12
PATIENCE_MS = 60_000
READY = ".app[data-ready=true]"
pytestmark = pytest.mark.timeout(600)  # three takes are made, on a busy machine one by one


@contextmanager
def served_page(
    chromium: Browser, data: Path, size: tuple[int, int], **settings: str
) -> Iterator[Page]:
    """The page of a person who has just signed in for the first time."""
    with Served(data, None, VIDSTUDIO_DEMO="true", **settings) as server:
        context = open_context(chromium, size)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        sign_in(page, server.url)
        expect(page.locator(READY)).to_be_visible(timeout=PATIENCE_MS)
        yield page
        context.close()


def talk(page: Page) -> Locator:
    return page.get_by_role("region", name="Conversation")


def decide(person: Person, name: str | re.Pattern[str]) -> None:
    """Press the button of the newest block, once the answer that brought it is over."""
    page = person.page
    button = talk(page).get_by_role("button", name=name, exact=True).last
    expect(button).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Send")).to_be_visible(timeout=PATIENCE_MS)
    person.press(button, f"“{button.inner_text().strip() or button.get_attribute('aria-label')}”")


def begin(person: Person) -> str:
    """One sentence and the assistant; the new campaign's address."""
    page, sample = person.page, person.page.url
    person.new_campaign()
    dialog = page.get_by_role("dialog", name="New campaign")
    person.write(dialog.get_by_role("textbox", name="What are you promoting?"), SENTENCE)
    start = dialog.get_by_role("button", name="Start with the assistant")
    person.press(start, "Start with the assistant")
    page.wait_for_function("before => location.pathname !== new URL(before).pathname", arg=sample)
    return re.sub(r"[?#].*", "", page.url)


def finished(page: Page) -> Locator:
    """What the conversation tells of takes that are done."""
    return talk(page).locator(".news").last


def pick_all(person: Person) -> None:
    """Each finished take becomes a creative, where the conversation tells of it."""
    takes = finished(person.page)
    for left in (3, 2, 1):
        picks = takes.get_by_role("button", name=re.compile("^Add .* to creatives$"))
        expect(picks).to_have_count(left, timeout=PATIENCE_MS)
        person.press(picks.first, picks.first.get_attribute("aria-label") or "")
    expect(takes.get_by_text("In creatives")).to_have_count(3, timeout=PATIENCE_MS)


def campaign_is_complete(page: Page, address: str) -> None:
    """As the pages tell of it after a reload: brief, three shots with takes, three creatives."""
    page.goto(address)
    expect(page.locator(READY)).to_be_visible(timeout=PATIENCE_MS)
    for stage in ("brief", "strategy"):
        expect(page.locator(f'a[data-stage="{stage}"]').first).to_contain_text(", done")
    rows = page.locator(".shot-row")
    expect(rows).to_have_count(3)
    for row in rows.all():
        expect(row).to_contain_text("1 take")
    expect(finished(page).get_by_text("In creatives")).to_have_count(3)
    page.goto(f"{address}/review")
    expect(page.locator(".review-item")).to_have_count(3, timeout=PATIENCE_MS)


def tell_story(person: Person) -> None:
    page = person.page
    address = begin(person)
    decide(person, "Looks right")
    decide(person, "Plan these shots")
    decide(person, "Accept all")
    # the open shot is planned now: so is what the panel would make
    expect(page.locator("#make-prompt")).not_to_have_value("", timeout=PATIENCE_MS)
    decide(person, re.compile("^Make 3 takes"))
    expect(talk(page)).to_contain_text("3 takes are done.", timeout=4 * DONE_MS)
    pick_all(person)
    print(f"{len(person.acts)} actions:", *person.acts, sep="\n- ")  # noqa: T201
    assert len(person.acts) <= MOST_ACTIONS, person.acts
    campaign_is_complete(page, address)


def test_by_mouse(chromium: Browser, tmp_path: Path) -> None:
    with served_page(chromium, tmp_path, DESKTOP) as page:
        tell_story(ByMouse(page))


def test_by_finger_on_a_phone(chromium: Browser, tmp_path: Path) -> None:
    with served_page(chromium, tmp_path, PHONE) as page:
        tell_story(ByFinger(page))


def test_by_keyboard_alone(chromium: Browser, tmp_path: Path) -> None:
    with served_page(chromium, tmp_path, DESKTOP) as page:
        person = ByKeys(page)
        tell_story(person)
        print("Tabs on the way:", person.tabs)  # noqa: T201


@pytest.fixture
def language_model() -> Iterator[dict[str, str]]:
    """The settings of a studio whose language model is the twin, in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "tests.twins.llm", "--port", str(port), "--script", "story"]
    with ExitStack() as stack:
        process = subprocess.Popen(command, cwd=ROOT)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        while not answers(Address("127.0.0.1", port), "/v1/models"):
            assert process.poll() is None, "the language model twin did not start"
        yield {
            "VIDSTUDIO_LLM_BASE_URL": f"http://127.0.0.1:{port}/v1",
            "VIDSTUDIO_LLM_API_KEY": "sk-twin",
            "VIDSTUDIO_LLM_MODEL": MODEL,
        }


def test_with_a_language_model(
    chromium: Browser, tmp_path: Path, language_model: dict[str, str]
) -> None:
    with served_page(chromium, tmp_path, DESKTOP, **language_model) as page:
        tell_story(ByMouse(page))
