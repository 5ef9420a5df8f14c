"""No page logs an error when it is opened, and each stands whole: also those that come drawn."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, open_context
from tools.served import Served

READY = ".app[data-ready=true]"


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def context(
    request: pytest.FixtureRequest, chromium: Browser, served: Served, owner_state: Any
) -> Iterator[BrowserContext]:
    context = open_context(chromium, request.param, storage_state=owner_state)
    context.set_default_timeout(60_000)
    yield context
    context.close()


def faults_of(context: BrowserContext, address: str, whole: str) -> list[str]:
    """What a page opened by its address complains of, until `whole` is shown."""
    page, faults = context.new_page(), list[str]()
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address)
    expect(page.locator(whole).first).to_be_attached(timeout=60_000)
    if whole == READY and not _is_phone(page):
        expect(page.locator(".rail-logo svg")).to_be_visible()
    # scripts that wait for the page have had their turn
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.close()
    return faults


def _is_phone(page: Page) -> bool:
    return page.viewport_size == {"width": PHONE[0], "height": PHONE[1]}


def test_pages_open_without_an_error(context: BrowserContext, served: Served) -> None:
    page = context.new_page()
    page.goto(f"{served.url}/library?tab=creatives&campaign=all")
    picked = page.locator('a[href^="/creative/"]').first
    picked.wait_for(state="attached")
    creative = picked.get_attribute("href")
    page.goto(f"{served.url}/")
    page.wait_for_url("**/c/**")
    campaign = re.sub(r"[?#].*", "", page.url)
    page.close()
    addresses = [
        *(f"{served.url}{path}" for path in ("/library", "/queue", creative)),
        *(f"{served.url}/library?tab={tab}" for tab in ("creatives", "uploads", "bin")),
        *(f"{campaign}{path}" for path in ("", "/review", "/publish")),
    ]
    faults = {one: faults_of(context, one, READY) for one in addresses}
    assert not any(faults.values()), faults


def test_the_sign_in_page_opens_without_an_error(chromium: Browser, served: Served) -> None:
    context = open_context(chromium, DESKTOP)
    assert faults_of(context, f"{served.url}/signin", "form[data-entrance]") == []
    context.close()
