"""The way to a campaign that was just made: only to one, never to another place."""

import pytest

from tests.studio_fixtures import Home
from tests.unit.ui.states import opened_by, signed_in
from vidstudio.base.errors import InvalidRequest
from vidstudio.studio import Studio, use
from vidstudio.ui.shell_campaigns import NewCampaignState

go = NewCampaignState.event_handlers["go"].fn


async def test_what_was_made_opens(studio: Studio, home: Home) -> None:
    use(studio)
    state = opened_by(NewCampaignState, await signed_in(studio, home), f"/c/{home.campaign_id}")
    assert f"/c/{home.campaign_id}" in str(await go(state, f"{home.campaign_id} 17"))


@pytest.mark.parametrize("note", ["//evil.example 1", "../admin 1", "x", "", "a b"])
async def test_nothing_else_opens(studio: Studio, home: Home, note: str) -> None:
    use(studio)
    state = opened_by(NewCampaignState, await signed_in(studio, home), f"/c/{home.campaign_id}")
    with pytest.raises(InvalidRequest):
        await go(state, note)
