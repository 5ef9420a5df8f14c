"""A campaign begins: with a name alone, with a sentence, with all that the dialog knows."""

import pytest

from tests.studio_fixtures import Home
from vidstudio.base.errors import InvalidRequest
from vidstudio.services import campaigns, screens
from vidstudio.services.campaigns import NewCampaign
from vidstudio.studio import Studio
from vidstudio.views import CampaignView


async def begun(studio: Studio, home: Home, request: NewCampaign) -> CampaignView:
    made = await campaigns.create(studio, home.who, request)
    return (await screens.screen(studio, home.who, made.id)).campaign


async def test_a_name_is_enough(studio: Studio, home: Home) -> None:
    made = await begun(studio, home, NewCampaign(name=" Winter "))
    assert (made.name, made.stage, made.brief.product) == ("Winter", "brief", "")


async def test_a_sentence_is_enough(studio: Studio, home: Home) -> None:
    words = "A gift box with three roasts for December. nordlicht.coffee/gift"
    made = await begun(studio, home, NewCampaign(words=words))
    assert made.name == "Gift box with three roasts"
    assert made.brief.product == "A gift box with three roasts for December"


async def test_nothing_at_all_has_a_name_too(studio: Studio, home: Home) -> None:
    assert (await begun(studio, home, NewCampaign())).name == "New campaign"


async def test_an_address_is_called_by_its_page(studio: Studio, home: Home) -> None:
    request = NewCampaign(
        words="https://nordlicht.coffee/gift",
        page_url="https://nordlicht.coffee/gift",
        page_summary="Three bags.",
        channels=("feed", "reels"),
        budget_credits=600,
    )
    alone = await begun(studio, home, request)
    with_title = request.model_copy(update={"page_title": "Gift box, 3 bags"})
    titled = await begun(studio, home, with_title)
    assert (alone.name, titled.name) == ("nordlicht.coffee", "Gift box, 3 bags")
    assert titled.brief.product == "Gift box, 3 bags"
    assert (titled.brief.page_summary, titled.brief.budget_credits) == ("Three bags.", 600)
    assert titled.brief.channels == ("reels", "feed")


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (NewCampaign(name="x" * 81), "name"),
        (NewCampaign(words="x" * 100_000), "words"),
        (NewCampaign(name="A", page_summary="x" * 2001), "page_summary"),
        (NewCampaign(name="A", budget_credits=-1), "budget_credits"),
        (NewCampaign(name="A", channels=("tv",)), "channels"),
        (NewCampaign(name="A", picture_ids=("foreign",)), "picture_ids"),
        (NewCampaign(name="a\x00"), "name"),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_is_made(
    studio: Studio, home: Home, request_: NewCampaign, field: str
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        await campaigns.create(studio, home.who, request_)
    assert caught.value.field == field
    assert len((await screens.frame(studio, home.who)).campaigns) == 1


async def test_a_campaign_is_renamed(studio: Studio, home: Home) -> None:
    await campaigns.rename(studio, home.who, home.campaign_id, "  Autumn ")
    with pytest.raises(InvalidRequest, match="has a name"):
        await campaigns.rename(studio, home.who, home.campaign_id, " ")
    assert (await screens.frame(studio, home.who)).campaign.name == "Autumn"
