"""Three ways to work with a page: a mouse, the keyboard alone, a finger. Each act is counted."""

from abc import ABC, abstractmethod

from playwright.sync_api import Locator, Page, expect

TABS = 120  # to the farthest control of a page


class Person(ABC):
    """`acts` are the deliberate actions so far: one press, one choice, or one text entered.

    Every act waits until its control is there and can be used.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.acts = page, list[str]()

    def press(self, control: Locator, name: str) -> None:
        expect(control).to_be_enabled()
        self.acts.append(f"press {name}")
        self._press(control)

    def write(self, field: Locator, words: str) -> None:
        """Into an empty field."""
        expect(field).to_be_editable()
        self.acts.append(f"write “{words}”")
        self._go(field)
        expect(field).to_be_focused()
        self.page.keyboard.type(words)
        expect(field).to_have_value(words)

    @abstractmethod
    def _press(self, control: Locator) -> None: ...

    @abstractmethod
    def _go(self, field: Locator) -> None: ...

    @abstractmethod
    def new_campaign(self) -> None:
        """Open the dialog from the campaign's page."""


class ByMouse(Person):
    def _press(self, control: Locator) -> None:
        control.click()

    def _go(self, field: Locator) -> None:
        field.click()

    def new_campaign(self) -> None:
        name = self.page.get_by_role("banner").get_by_title("Campaigns")
        self.press(name, "Campaigns")
        menu = self.page.get_by_role("navigation", name="Campaigns")
        self.press(menu.get_by_role("button", name="New campaign"), "New campaign")


class ByFinger(Person):
    def _press(self, control: Locator) -> None:
        control.tap()

    def _go(self, field: Locator) -> None:
        field.tap()

    def new_campaign(self) -> None:
        self.press(self.page.get_by_role("button", name="More", exact=True), "More")
        sheet = self.page.get_by_role("dialog", name="More")
        self.press(sheet.get_by_role("button", name="New campaign"), "New campaign")


class ByKeys(Person):
    """Tab to a control and Enter. How far it was is in `tabs`."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.tabs = list[int]()

    def _press(self, control: Locator) -> None:
        self._go(control)
        self.page.keyboard.press("Enter")

    def _go(self, field: Locator) -> None:
        """As far as it is: onwards with Tab, from wherever the cursor is."""
        count = 0
        while not field.evaluate("control => control === document.activeElement"):
            assert count < TABS, f"{field} is out of reach of the keyboard"
            self.page.keyboard.press("Tab")
            count += 1
        self.tabs.append(count)

    def new_campaign(self) -> None:
        self.acts.append("press N")
        self.page.keyboard.press("n")
