"""A served installation and signed-in pages of it."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tools.browser import launch_arguments
from tools.served import OWNER_EMAIL, OWNER_PASSWORD, Served

DESKTOP, PHONE = (1440, 900), (360, 740)
NewPage = Callable[..., Page]
PATIENCE_MS = 15_000
# What is looked for may take as long as what is done: a busy machine is not a fault.
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright_driver: Playwright, chromium_path: Path) -> Iterator[Browser]:
    browser = playwright_driver.chromium.launch(
        executable_path=chromium_path, args=launch_arguments()
    )
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests that leave it as it was."""
    server = Served(
        tmp_path_factory.mktemp("served"),
        VIDSTUDIO_DEMO="true",
        VIDSTUDIO_CREATES_PER_MINUTE="1000",
    )
    with server:
        yield server


@pytest.fixture(scope="session")
def owner_state(chromium: Browser, served: Served) -> Any:
    """The cookies of the signed-in owner: one sign-in for the whole run."""
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, served.url)
    state = context.storage_state()
    context.close()
    return state


def sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/")
    page.get_by_role("textbox", name="Email").fill(OWNER_EMAIL)
    page.get_by_role("textbox", name="Password").fill(OWNER_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/c/**")


def open_context(browser: Browser, size: tuple[int, int], **options: Any) -> BrowserContext:
    phone = size[0] < 768
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        has_touch=phone,
        is_mobile=phone,
        **options,
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture
def new_page(chromium: Browser, served: Served, owner_state: Any) -> Iterator[NewPage]:
    """`new_page(size=…, color_scheme=…)`: a fresh campaign of the owner in a page of its own."""
    contexts: list[BrowserContext] = []

    def make(size: tuple[int, int] = DESKTOP, **options: Any) -> Page:
        context = open_context(chromium, size, storage_state=owner_state, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{served.url}/")
        page.get_by_role("textbox", name="Prompt").wait_for()
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Two photos a phone might have made: JPEG, one of them turned by its metadata."""
    paths: list[Path] = []
    for name, colour, orientation in (("one", (180, 90, 40), 1), ("two", (30, 90, 140), 6)):
        picture = Image.new("RGB", (1600, 1200), colour)
        picture.paste((240, 230, 210), (400, 300, 900, 800))
        exif = Image.Exif()
        exif[0x0112] = orientation
        bytes_ = io.BytesIO()
        picture.save(bytes_, "JPEG", exif=exif, quality=90)
        path = tmp_path / f"{name}.jpg"
        path.write_bytes(bytes_.getvalue())
        paths.append(path)
    return paths
