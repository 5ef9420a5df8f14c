"""What a workspace can spend, and what a campaign has spent."""

from typing import NamedTuple

from sqlmodel import Session, case, col, func, select

from vidstudio.db.tables import CreditLot, Task
from vidstudio.ledger import Balance
from vidstudio.views import BalanceView, LotView


class Spent(NamedTuple):
    """Of one campaign, in credits."""

    charged: int
    held: int

    @property
    def total(self) -> int:
        return self.charged + self.held


def spent(session: Session, campaign_id: str) -> Spent:
    held = case((col(Task.terminal_at).is_(None), col(Task.quoted)), else_=0)
    query = select(func.sum(Task.charged), func.sum(held)).where(Task.campaign_id == campaign_id)
    charged, on_hold = session.exec(query).one()
    return Spent(int(charged or 0), int(on_hold or 0))


def balance_view(balance: Balance) -> BalanceView:
    return BalanceView(
        available_credits=balance.available,
        held_credits=balance.held,
        lots=tuple(_lot_view(lot) for lot in balance.lots),
    )


def _lot_view(lot: CreditLot) -> LotView:
    assert lot.id is not None
    return LotView(
        id=lot.id,
        source=lot.source,
        amount_credits=lot.amount,
        available_credits=lot.available,
        expires_at=lot.expires_at,
        granted_at=lot.created_at,
    )
