"""How a provider is, for admins."""

from datetime import datetime

from vidstudio.views.base import View


class ProviderView(View):
    """`state` is closed, open, half_open or operator; takes are sent while it is closed.

    `reason` says why it is not closed, or what else went wrong there. `opened_until` is set while
    it is open. `halted_reason` is set while nothing is sent to any provider.
    """

    name: str
    title: str
    state: str
    reason: str
    opened_until: datetime | None
    places_used: int
    places: int
    waiting: int
    sent_credits_today: int
    day_cap_credits: int | None
    halted_reason: str | None
