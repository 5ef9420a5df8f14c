"""What a person at the screen feels, measured in Chromium."""

import statistics
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page, Response, async_playwright

from tools.browser import find_chromium, launch_arguments
from tools.served import OWNER_EMAIL, OWNER_PASSWORD, Served

PRESSES = 8


@asynccontextmanager
async def _signed_in(url: str) -> AsyncGenerator[Page]:
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
    with Served(folder / "data") as served:
        async with _signed_in(served.url) as page:
            await page.get_by_role("textbox", name="Prompt").fill("A cup at dawn")
            waits = [await _press(page, 2 + n) for n in range(PRESSES)]
    return [f"{statistics.median(waits):.0f} ms median of {PRESSES}, longest {max(waits):.0f} ms"]


async def _press(page: Page, number: int) -> float:
    name = f"Take {number:02d}"
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


async def first_load_javascript(folder: Path) -> list[str]:
    """What travels on a first visit of the campaign page, as the server compresses it."""
    with Served(folder / "data") as served:
        async with _signed_in(served.url) as page:
            sizes: dict[str, int] = {}

            async def note(answer: Response) -> None:
                if answer.url.endswith(".js"):
                    sizes[answer.url] = (await answer.request.sizes())["responseBodySize"]

            page.on("response", note)
            session = await page.context.new_cdp_session(page)
            await session.send("Network.setCacheDisabled", {"cacheDisabled": True})  # pyright: ignore[reportUnknownMemberType] untyped protocol
            started = time.perf_counter()
            await page.reload()
            await page.get_by_role("textbox", name="Prompt").wait_for()
            ready = time.perf_counter() - started
            await page.wait_for_load_state("networkidle")
    kilobytes = sum(sizes.values()) / 1000
    return [
        f"{kilobytes:.0f} kB in {len(sizes)} files; make panel ready after {ready * 1000:.0f} ms"
    ]
