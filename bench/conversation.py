"""From the language model's first piece to the screen, against the twin's own clock."""

import json
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from playwright.async_api import Page

from bench.browser import signed_in
from tools.run import Address, answers
from tools.served import Served, free_port
from tools.steps import ROOT

ANSWERS = 10


@contextmanager
def _twin() -> Generator[str]:
    """An OpenAI-compatible model on loopback that says plain sentences."""
    port = free_port()
    command = [sys.executable, "-m", "tests.twins.llm", "--port", str(port), "--script", "chatter"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        deadline = time.monotonic() + 20
        while not answers(Address("127.0.0.1", port), "/v1/models") and time.monotonic() < deadline:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


async def first_token(folder: Path) -> list[str]:
    """How long after the model has sent its first piece of an answer it stands on the screen."""
    with _twin() as twin:
        settings = {"VIDSTUDIO_LLM_API_KEY": "loopback", "VIDSTUDIO_LLM_BASE_URL": f"{twin}/v1"}
        with Served(folder / "data", None, **settings, VIDSTUDIO_LLM_MODEL="twin") as served:
            async with signed_in(served.url) as page:
                seen = [await _ask(page, n) for n in range(ANSWERS)]
        sent = _sent_at(twin)
    waits = [(shown - told) * 1000 for shown, told in zip(seen, sent, strict=True)]
    return [f"{statistics.median(waits):.0f} ms median of {ANSWERS}, longest {max(waits):.0f} ms"]


def _sent_at(twin: str) -> list[float]:
    with urllib.request.urlopen(f"{twin}/times", timeout=5) as answer:  # noqa: S310 loopback
        return cast(list[float], json.load(answer)["first_at"])


async def _ask(page: Page, number: int) -> float:
    """When the first words of the answer were painted, in seconds since 1970."""
    await page.get_by_role("textbox", name="Message").fill(f"Question {number}")
    shown = await page.evaluate(
        """async () => {
          const said = () => document.querySelector('.said-here.answering')?.textContent ?? '';
          document.querySelector('[data-composer]').requestSubmit();
          const end = performance.now() + 15000;
          while (!said().includes('One') && performance.now() < end) {
            await new Promise(requestAnimationFrame);
          }
          return (performance.timeOrigin + performance.now()) / 1000;
        }"""
    )
    await page.get_by_role("button", name="Stop").wait_for(state="detached")
    return float(shown)
