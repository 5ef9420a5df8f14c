"""The make panel: refining, templates, drafts, earlier prompts, favourites, frames."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, NewPage
from tests.browser.studio_page import DONE_MS, StudioPage

UPLOADED_MS = 20_000
PLAIN = "A cup of coffee on a table."


def fresh(new_page: NewPage, name: str, size: tuple[int, int] = (1440, 900)) -> StudioPage:
    """A campaign of one's own whose panel is open and ready."""
    studio = StudioPage(new_page(size))
    if size[0] >= 768:
        studio.new_campaign(name)
    else:
        studio.tab("Make")
    expect(studio.prompt).to_be_enabled()
    return studio


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def fill_showcase(page: Page) -> None:
    page.get_by_role("button", name="Template:").click()
    page.get_by_role("button", name="Product showcase").click()
    for field, value in (
        ("Product", "Autumn roast, matte black bag"),
        ("Scene", "Oak table by a window"),
        ("Ending", "The label fills the frame"),
    ):
        page.get_by_role("textbox", name=field, exact=True).fill(value)


def test_a_suggestion_is_taken_undone_or_left(new_page: NewPage) -> None:
    studio = fresh(new_page, "Refined")
    page = studio.page
    studio.prompt.fill(PLAIN)
    button(page, "Refine").click()
    button(page, "Keep mine").click()
    expect(studio.prompt).to_have_value(PLAIN)
    button(page, "Refine").click()
    expect(page.get_by_text(re.compile(r"changes?, same language"))).to_be_visible()
    expect(page.locator("#refine-view ins").first).to_be_visible()
    button(page, "Show both").click()
    expect(page.get_by_text("Suggested", exact=True)).to_be_visible()
    button(page, "Accept").click()
    expect(studio.prompt).not_to_have_value(PLAIN)
    button(page, "Undo").click()
    expect(studio.prompt).to_have_value(PLAIN)


def test_an_answer_that_comes_late_is_not_forced_on_new_words(new_page: NewPage) -> None:
    studio = fresh(new_page, "Late answer")
    studio.prompt.fill(PLAIN)
    studio.page.evaluate("""() => {
      const { refine } = window.vidstudio, show = refine.show;
      refine.show = (answer) => { window.held = () => show(answer); };
    }""")
    button(studio.page, "Refine").click()
    studio.page.wait_for_function("() => window.held")
    studio.prompt.fill("Something else entirely.")
    studio.page.evaluate("() => window.held()")
    expect(studio.page.get_by_text("The prompt has changed meanwhile.")).to_be_visible()
    expect(studio.prompt).to_have_value("Something else entirely.")
    button(studio.page, "Keep mine").click()
    expect(studio.prompt).to_have_value("Something else entirely.")


def test_a_template_fills_the_prompt_and_makes_it(new_page: NewPage) -> None:
    studio = fresh(new_page, "Templated")
    page = studio.page
    studio.prompt.fill(PLAIN)
    fill_showcase(page)
    expect(page.locator("#template-text mark")).to_have_count(3)
    expect(page.get_by_role("radio", name="9:16")).to_be_checked()
    expect(page.get_by_role("slider", name="Length")).to_have_value("8")
    page.wait_for_function(
        "() => !sessionStorage.getItem(Object.keys(sessionStorage)"
        ".find((key) => key.startsWith('vidstudio.make.')) ?? '')"
    )
    page.reload()
    expect(page.get_by_role("textbox", name="Product", exact=True)).to_have_value(
        "Autumn roast, matte black bag"
    )
    expect(page.locator("#template-text mark")).to_have_count(3)
    studio.generate.click()
    expect(studio.take(1)).to_be_visible()
    page.get_by_role("button", name="Template:").click()
    page.locator("#make-templates").get_by_role("button", name="Free").click()
    expect(studio.prompt).to_have_value(PLAIN)
    fill_showcase(page)
    expect(page.locator("#template-text mark")).to_have_count(3)
    button(page, "Edit as text").click()
    expect(studio.prompt).to_have_value(re.compile("^Autumn roast, matte black bag"))


def test_a_draft_first_keeps_what_was_chosen(new_page: NewPage) -> None:
    studio = fresh(new_page, "Drafted")
    page = studio.page
    studio.choose_model("Kling 3")
    expect(page.get_by_role("button", name="Model Kling 3")).to_be_visible()
    studio.prompt.fill(PLAIN)
    studio.set_length(3)
    button(page, "More ways to make").click()
    draft = page.get_by_role("button", name=re.compile("^Draft first"))
    expect(draft).to_contain_text("Free")
    expect(page.get_by_role("button", name=re.compile("^Add to shot plan"))).to_be_visible()
    draft.click()
    expect(page.get_by_role("article").first).to_be_visible()
    expect(page.locator("#make-menu")).to_be_hidden()
    expect(page.get_by_role("link", name="Download").first).to_be_attached(timeout=DONE_MS)
    expect(page.get_by_role("button", name="Model Kling 3")).to_be_visible()


def test_the_plan_keeps_the_prompt_without_making(new_page: NewPage) -> None:
    studio = fresh(new_page, "Planned")
    studio.prompt.fill(PLAIN)
    button(studio.page, "More ways to make").click()
    studio.page.get_by_role("button", name=re.compile("^Add to shot plan")).click()
    expect(studio.page.get_by_text("Nothing was made.")).to_be_visible()
    expect(studio.page.locator("#make-shot-title")).to_have_attribute("data-planned", PLAIN)
    expect(studio.page.get_by_role("article")).to_have_count(0)


def test_earlier_prompts_by_keys_and_from_the_list(new_page: NewPage) -> None:
    studio = fresh(new_page, "Walked")
    for number, prompt in enumerate(("First words.", "Second words."), start=1):
        studio.make(prompt)
        expect(studio.take(number)).to_be_visible()
    studio.prompt.fill("Being typed")
    studio.prompt.press("Alt+ArrowUp")
    expect(studio.prompt).to_have_value("Second words.")
    studio.prompt.press("Alt+ArrowUp")
    expect(studio.prompt).to_have_value("First words.")
    studio.prompt.press("Alt+ArrowDown")
    studio.prompt.press("Alt+ArrowDown")
    expect(studio.prompt).to_have_value("Being typed")
    button(studio.page, "Prompts so far").click()
    studio.page.get_by_role("button", name=re.compile("^First words")).click()
    expect(studio.prompt).to_have_value("First words.")


def test_a_favourite_stays_one(new_page: NewPage) -> None:
    studio = fresh(new_page, "Starred")
    page = studio.page
    page.get_by_role("button", name="Model").first.click()
    page.get_by_role("combobox", name="Search models").fill("runway gen-4")
    button(page, "Add Runway Gen-4.5 to favourites").click()
    expect(button(page, "Remove Runway Gen-4.5 from favourites")).to_be_visible()
    page.reload()
    expect(studio.prompt).to_be_enabled()
    page.get_by_role("button", name="Model").first.click()
    page.get_by_role("radio", name="Favourites").check()
    expect(page.get_by_role("option")).to_have_count(1)
    page.get_by_role("option", name=re.compile("Runway Gen-4.5.*Favourite")).click()
    expect(page.get_by_role("button", name="Model Runway Gen-4.5")).to_be_visible()


def test_frames_change_places(new_page: NewPage, photos: list[Path]) -> None:
    studio = fresh(new_page, "Swapped")
    page = studio.page
    studio.choose_model("Kling 3")
    expect(page.get_by_role("button", name="Model Kling 3")).to_be_visible()
    page.get_by_role("radio", name="First + last").check()
    pictures = page.locator("#make-slots .slot-box.is-ready img")
    for path in photos:
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name=re.compile("^Add (first|last) frame")).first.click()
        chooser.value.set_files([path])
        expect(pictures).to_have_count(photos.index(path) + 1, timeout=UPLOADED_MS)
    before = [picture.get_attribute("src") for picture in pictures.all()]
    page.locator("#make-slots .slot-box").first.hover()
    page.get_by_role("button", name="Swap first and last frame").first.click()
    expect(pictures.first).to_have_attribute("src", str(before[1]))
    expect(pictures.last).to_have_attribute("src", str(before[0]))


def test_references_change_places_by_hand_and_by_button(
    new_page: NewPage, photos: list[Path]
) -> None:
    studio = fresh(new_page, "Ordered")
    page = studio.page
    studio.add_files(photos)
    pictures = page.locator("#make-slots .slot-box.is-ready img")
    expect(pictures).to_have_count(2, timeout=UPLOADED_MS)
    before = [picture.get_attribute("src") for picture in pictures.all()]
    page.get_by_role("button", name="Move Reference 1 right").focus()
    page.keyboard.press("Enter")
    expect(pictures.first).to_have_attribute("src", str(before[1]))
    slots = page.locator("#make-slots .slot[data-no]")
    slots.last.drag_to(slots.first)
    expect(pictures.first).to_have_attribute("src", str(before[0]))


def test_the_last_frame_of_a_take_is_the_first_of_the_next(new_page: NewPage) -> None:
    studio = fresh(new_page, "Continued")
    page = studio.page
    studio.make(PLAIN)
    studio.done(1)
    studio.choose_model("Kling 3")
    expect(page.get_by_role("button", name="Model Kling 3")).to_be_visible()
    studio.prompt.fill("And then it rains.")
    button(page, "Use last frame of a take").click()
    page.locator("#make-takes").get_by_role("button", name="Take 01").click()
    expect(page.get_by_text("The last frame of Take 01 is here.")).to_be_visible()
    expect(page.locator("#make-slots .slot-box.is-ready img")).to_have_count(1)
    expect(page.get_by_role("radio", name="First frame")).to_be_checked()
    expect(studio.prompt).to_have_value("And then it rains.")


def test_on_a_phone_templates_are_a_sheet(new_page: NewPage) -> None:
    studio = fresh(new_page, "Phone", PHONE)
    page = studio.page
    page.get_by_role("button", name="Template:").click()
    sheet = page.locator("#make-templates")
    box = sheet.bounding_box()
    assert box is not None
    assert box["width"] == PHONE[0]
    for row in sheet.get_by_role("button").all():
        size = row.bounding_box()
        assert size is not None
        assert size["height"] >= 44
    sheet.get_by_role("button", name="Social media").click()
    expect(page.get_by_role("textbox", name="Hook")).to_be_visible()
    page.get_by_role("button", name="Template:").click()
    sheet.get_by_role("button", name="Free").click()
    expect(studio.prompt).to_be_visible()
