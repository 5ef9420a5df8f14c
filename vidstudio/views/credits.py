"""What a workspace can spend."""

from datetime import datetime

from vidstudio.views.base import View


class LotView(View):
    id: int
    source: str
    amount_credits: int
    available_credits: int
    expires_at: datetime | None
    granted_at: datetime | None = None


class BalanceView(View):
    available_credits: int
    held_credits: int
    lots: tuple[LotView, ...]  # those with something left, in the order they are used
