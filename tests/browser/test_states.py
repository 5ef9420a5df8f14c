"""Every ending of a take says what happened and what it cost."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPage
from tests.browser.studio_page import StudioPage

ENDINGS = [
    ("[fail]", "Failed"),
    ("[refuse]", "Refused"),
    ("[refuse-image]", "Refused"),
    ("[withhold]", "Withheld"),
    ("[gone]", "Lost at provider"),
]


@pytest.mark.parametrize(("word", "told"), ENDINGS)
def test_what_brings_no_video_costs_nothing(new_page: NewPage, word: str, told: str) -> None:
    studio = StudioPage(new_page())
    studio.new_campaign(f"Ending {word}")
    before = studio.page.get_by_role("status", name="Credits").inner_text()
    studio.choose_model("Wan 2.7")
    studio.make(f"A cup {word}")
    card = studio.ends(1, told)
    expect(card).to_contain_text("Not charged")
    expect(studio.page.get_by_role("status", name="Credits")).to_have_text(before)


def test_a_short_delivery_is_charged_for_what_came(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    studio.new_campaign("Short")
    studio.choose_model("Wan 2.7")
    studio.make("A cup [short]", seconds=5)
    card = studio.ends(1, "Asked 5 s, got 3 s")
    expect(card).to_contain_text("Charged for 3 s")
    card.get_by_role("button", name="Keep").click()
    expect(card).not_to_contain_text("Asked 5 s")


def test_a_lost_line_is_told_and_resolves(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    studio.new_campaign("Lost line")
    studio.make("A cup [lost]")
    studio.ends(1, "Checking")
    studio.done(1)


def test_a_slow_take_is_late_and_can_be_stopped(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    studio.new_campaign("Slow")
    studio.make("A cup [slow]")
    card = studio.ends(1, "Taking longer")
    card.get_by_role("button", name="Cancel").click()
    stop = studio.page.get_by_role("alertdialog").get_by_role("button", name="Stop anyway")
    if stop.is_visible():
        stop.click()
    studio.ends(1, "Stopped")
    expect(card).to_contain_text("Nothing charged")


def test_a_failed_take_can_be_tried_again(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    studio.new_campaign("Again")
    studio.make("A cup [refuse-image]")
    card = studio.ends(1, "Refused")
    expect(card.get_by_role("button").first).to_be_visible()
    studio.prompt.fill("A cup")
    studio.generate.click()
    studio.done(2)
