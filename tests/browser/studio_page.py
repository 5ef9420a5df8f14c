"""What a person does on the campaign page, in the words they would use."""

import re
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, expect

DONE_MS = 90_000


class StudioPage:
    def __init__(self, page: Page) -> None:
        self.page = page
        size = page.viewport_size
        self.phone = size is not None and size["width"] < 768

    def new_campaign(self, name: str) -> None:
        """A campaign of one's own, so that its first take is Take 01."""
        self.page.get_by_role("banner").get_by_title("Campaigns").click()
        self.page.get_by_role("button", name="New campaign").first.click()
        dialog = self.page.get_by_role("dialog", name="New campaign")
        dialog.get_by_role("textbox", name="Name").fill(name)
        before = self.page.url
        dialog.get_by_role("textbox", name="Name").press("Enter")
        self.page.wait_for_function("before => location.href !== before", arg=before)
        self.prompt.wait_for()

    @property
    def prompt(self) -> Locator:
        return self.page.get_by_role("textbox", name="Prompt")

    @property
    def generate(self) -> Locator:
        return self.page.get_by_role("button", name="Generate", exact=True)

    def tab(self, name: str) -> None:
        """The phone's tabs; a wide screen shows everything at once."""
        if self.phone:
            tabs = self.page.get_by_role("tab", name=name)
            tabs.or_(self.page.get_by_role("button", name=name, exact=True)).first.click()

    def take(self, number: int) -> Locator:
        return self.page.get_by_role("article", name=f"Take {number:02d}")

    def choose_model(self, name: str) -> None:
        self.page.get_by_role("button", name="Model").first.click()
        self.page.get_by_role("option", name=re.compile(rf"^{re.escape(name)}\b")).first.click()

    def set_length(self, seconds: int) -> None:
        slider = self.page.get_by_role("slider", name="Length")
        slider.focus()
        while (now := int(slider.input_value())) != seconds:
            slider.press("ArrowLeft" if now > seconds else "ArrowRight")

    def add_files(self, paths: list[Path] | list[FilePayload]) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.page.get_by_role("button", name="Add reference").first.click()
        chooser.value.set_files(paths)

    def make(self, prompt: str, seconds: int = 2) -> None:
        self.tab("Make")
        self.prompt.fill(prompt)
        self.set_length(seconds)
        self.generate.click()

    def done(self, number: int) -> Locator:
        """Wait until the take can be downloaded."""
        card = self.take(number)
        expect(card.get_by_role("link", name="Download")).to_be_attached(timeout=DONE_MS)
        return card

    def ends(self, number: int, word: str) -> Locator:
        card = self.take(number)
        expect(card).to_contain_text(word, timeout=DONE_MS)
        return card
