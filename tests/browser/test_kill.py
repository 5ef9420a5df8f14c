"""kill -9 in the middle: the page heals by itself, the take ends, the books are in order."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP, PHONE, open_context, sign_in
from tests.browser.studio_page import StudioPage
from tools.served import Served
from tools.steps import ROOT


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_killed_server_loses_nothing(
    chromium: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    served = Served(tmp_path).start()
    context = open_context(chromium, size)
    try:
        page = context.new_page()
        sign_in(page, served.url)
        studio = StudioPage(page)
        studio.prompt.wait_for()
        studio.tab("Make")
        studio.choose_model("Wan 2.7")
        studio.make("A cup that survives", seconds=4)
        expect(studio.take(2)).to_contain_text("Making", timeout=30_000)

        served.kill()
        expect(page.get_by_text("Reconnecting. Your takes keep rendering.")).to_be_visible(
            timeout=20_000
        )
        served.start()

        expect(page.get_by_text("Reconnecting. Your takes keep rendering.")).to_be_hidden(
            timeout=30_000
        )
        studio.done(2)
        expect(page.get_by_role("status", name="Credits")).to_contain_text("460")
    finally:
        context.close()
        served.stop()
    doctor = subprocess.run(
        [sys.executable, "-m", "vidstudio.doctor"],
        cwd=ROOT,
        env=served.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (doctor.returncode, doctor.stdout) == (0, "clean\n")
