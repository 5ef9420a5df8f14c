"""Bad input is told in place, and nothing that was typed is lost."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPage
from tests.browser.studio_page import StudioPage


def test_an_empty_prompt_says_so(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    studio.new_campaign("Empty")
    studio.generate.click()
    expect(studio.page.get_by_text("Add a prompt").first).to_be_visible()
    expect(studio.take(1)).to_have_count(0)


def test_a_prompt_over_the_limit_is_kept_and_refused(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    studio.new_campaign("Long")
    studio.prompt.fill("a" * 5001)
    studio.generate.click()
    expect(studio.page.get_by_text("1 character too long").first).to_be_visible()
    expect(studio.take(1)).to_have_count(0)
    assert len(studio.prompt.input_value()) == 5001


def test_two_clicks_make_one_take(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    studio.new_campaign("Twice")
    studio.prompt.fill("Only once")
    studio.set_length(2)
    studio.generate.dblclick()
    studio.done(1)
    expect(studio.take(2)).to_have_count(0)


def test_missing_credits_are_counted(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    studio.new_campaign("Dear")
    studio.choose_model("Sora 2 Pro")
    studio.prompt.fill("A long one")
    studio.set_length(60)
    make = studio.page.get_by_role("region", name="Make")
    expect(make).to_contain_text("1 800 credits")
    studio.generate.or_(make.get_by_role("button", name="credits")).first.click()
    expect(make).to_contain_text("missing")
    expect(studio.take(1)).to_have_count(0)
    expect(studio.prompt).to_have_value("A long one")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG"),
        ("letter.jpg", b"Dear Sir or Madam, this is text.", "not a picture"),
    ],
)
def test_a_wrong_file_is_named_in_place(
    new_page: NewPage, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    studio = StudioPage(new_page())
    studio.new_campaign(f"Wrong {name}")
    studio.prompt.fill("Stays here")
    path = tmp_path / name
    path.write_bytes(content)
    studio.add_files([path])
    make = studio.page.get_by_role("region", name="Make")
    expect(make.get_by_text("JPEG").first).to_be_visible()
    expect(studio.prompt).to_have_value("Stays here")
    assert told


def test_a_private_address_is_refused_in_place(new_page: NewPage) -> None:
    studio = StudioPage(new_page())
    studio.new_campaign("Private")
    page = studio.page
    field = page.get_by_role("textbox", name="Reference URL")
    if not field.is_visible():
        page.get_by_text("address of a picture").click()
    field.fill("http://169.254.169.254/latest/meta-data/")
    field.press("Enter")
    make = page.get_by_role("region", name="Make")
    expect(make).to_contain_text("not on the public internet")


def test_somebody_elses_campaign_is_nowhere(new_page: NewPage) -> None:
    page = new_page()
    own = page.url
    page.goto(own.rsplit("/", 1)[0] + "/00000000-0000-4000-8000-000000000000")
    page.wait_for_url(own)
