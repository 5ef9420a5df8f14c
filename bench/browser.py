"""What a person at the screen feels, measured in Chromium."""

import statistics
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from tools.browser import find_chromium, launch_arguments
from tools.served import OWNER_EMAIL, OWNER_PASSWORD, Served

PRESSES, VISITS = 8, 12


@asynccontextmanager
async def signed_in(url: str) -> AsyncGenerator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=launch_arguments()
        )
        page = await browser.new_page(viewport={"width": 1440, "height": 900})
        await page.goto(f"{url}/signin")
        await page.get_by_role("textbox", name="Email").fill(OWNER_EMAIL)
        await page.get_by_role("textbox", name="Password").fill(OWNER_PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await page.get_by_role("textbox", name="Prompt").wait_for()
        yield page
        await browser.close()


async def generate_to_card(folder: Path) -> list[str]:
    """From the press to the new card, seen by the page itself."""
    settings = {"VIDSTUDIO_CREATES_PER_MINUTE": "1000", "VIDSTUDIO_RUNNING_TAKES": "1000"}
    with Served(folder / "data", None, **settings) as served:
        async with signed_in(served.url) as page:
            waits = [await _press(page, 2 + n) for n in range(PRESSES)]
    return [f"{statistics.median(waits):.0f} ms median of {PRESSES}, longest {max(waits):.0f} ms"]


async def _press(page: Page, number: int) -> float:
    name = f"Take {number:02d}"
    # Another wish each time: the same one twice within a second is a double click.
    await page.get_by_role("textbox", name="Prompt").fill(f"Cup {number} at dawn")
    waited = await page.evaluate(
        """async (name) => {
          const started = performance.now();
          const seen = () => document.querySelector(`article[aria-label="${name}"]`);
          document.querySelector('button[aria-label="Generate"]').click();
          while (!seen()) await new Promise(requestAnimationFrame);
          return performance.now() - started;
        }""",
        name,
    )
    return float(waited)


ROUTES = {
    "campaign": "",
    "review": "/review",
    "publish": "/publish",
    "library": "/library",
    "queue": "/queue",
}


async def first_load_javascript(folder: Path) -> list[str]:
    """What travels on a first visit of each page, as the server compresses it."""
    with Served(folder / "data") as served:
        async with signed_in(served.url) as page:
            campaign = page.url.partition("?")[0]
            lines = list[str]()
            for name, path in ROUTES.items():
                own = name in {"campaign", "review", "publish"}
                address = f"{campaign if own else served.url}{path}"
                lines.append(await _visit(page, name, address))
    return lines


async def _visit(page: Page, name: str, address: str) -> str:
    session = await page.context.new_cdp_session(page)
    scripts, sizes = set[str](), dict[str, float]()

    def answered(event: dict[str, Any]) -> None:
        if event["type"] == "Script":
            scripts.add(event["requestId"])

    def finished(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", finished)
    await session.send("Network.enable")  # pyright: ignore[reportUnknownMemberType] untyped protocol
    await session.send("Network.setCacheDisabled", {"cacheDisabled": True})  # pyright: ignore[reportUnknownMemberType] untyped protocol
    await page.goto(address)
    await page.wait_for_load_state("networkidle")
    await session.detach()
    sent = [sizes[request] for request in scripts if request in sizes]
    kilobytes = sum(sent) / 1000
    return f"{kilobytes:.0f} kB in {len(sent)} files, as sent (gzip, headers included): {name}"


async def campaign_ready(folder: Path) -> list[str]:
    """From the choice of another campaign to its conversation, its shots and its make panel."""
    with Served(folder / "data") as served:
        async with signed_in(served.url) as page:
            sample = page.url.partition("?")[0]
            waits: list[float] = []
            for _ in range(VISITS):
                started = time.perf_counter()
                await page.goto(sample)
                await page.locator("#make-fields:not([disabled])").wait_for()
                waits.append((time.perf_counter() - started) * 1000)
    return [f"{statistics.median(waits):.0f} ms median of {VISITS}, whole page from the server"]
