"""The dialog "New campaign": emptied once there is a campaign, and not before."""

import pytest

from tests.studio_fixtures import Home
from tests.unit.ui.states import opened_by, signed_in
from vidstudio.base.errors import InvalidRequest
from vidstudio.services import campaigns
from vidstudio.studio import Studio, use
from vidstudio.ui.shell_campaigns import NewCampaignState, new_campaign_dialog

create = NewCampaignState.event_handlers["create"].fn


async def test_what_was_made_empties_the_dialog_and_opens(studio: Studio, home: Home) -> None:
    use(studio)
    state = opened_by(NewCampaignState, await signed_in(studio, home), f"/c/{home.campaign_id}")
    told = str(await create(state, {"name": "Spring", "brief": "Bags", "form_data": ""}))
    made = await campaigns.home(studio, home.who)
    assert ".reset()" in told
    assert f"/c/{made}" in told


async def test_what_was_refused_keeps_what_was_typed(studio: Studio, home: Home) -> None:
    use(studio)
    state = opened_by(NewCampaignState, await signed_in(studio, home), f"/c/{home.campaign_id}")
    with pytest.raises(InvalidRequest, match="at least 1"):
        await create(state, {"name": "   ", "brief": "Two sentences that took a while."})
    (form,) = new_campaign_dialog().children
    assert str(getattr(form, "reset_on_submit", None)) == "false"
