"""Which lots a movement of credits touches: first to expire, first used. Pure arithmetic."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Lot:
    """A lot as the plans see it. `credits` is what it can give: available, or allocated."""

    id: int
    credits: int
    expires_at: datetime | None
    priority: int = 50
    effective_at: datetime | None = None

    def expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now

    def usable(self, now: datetime) -> bool:
        return not self.expired(now) and (self.effective_at is None or self.effective_at <= now)


@dataclass(frozen=True)
class Share:
    lot_id: int
    amount: int


@dataclass(frozen=True)
class Settlement:
    """How one allocation ends: `captured` is paid, `returned` goes back or, late, `expired`."""

    lot_id: int
    captured: int
    returned: int
    expired: int


def in_order(lots: Iterable[Lot]) -> list[Lot]:
    return sorted(lots, key=lambda lot: (lot.priority, lot.expires_at or _NEVER, lot.id))


def plan_hold(lots: Iterable[Lot], amount: int, now: datetime) -> list[Share] | None:
    """Shares that add up to `amount`, or None when the lots cannot give it."""
    left, plan = amount, list[Share]()
    for lot in in_order(lots):
        if left == 0:
            break
        if lot.credits <= 0 or not lot.usable(now):
            continue
        share = min(left, lot.credits)
        plan.append(Share(lot.id, share))
        left -= share
    return plan if left == 0 else None


def plan_settlement(held: Sequence[Lot], captured: int, now: datetime) -> list[Settlement]:
    """End a hold: pay `captured` in the order it was taken, give the rest back.

    What belongs to a lot that has expired meanwhile comes back as expired.
    """
    left, plan = captured, list[Settlement]()
    for lot in in_order(held):
        paid = min(left, lot.credits)
        rest = lot.credits - paid
        late = lot.expired(now)
        plan.append(Settlement(lot.id, paid, 0 if late else rest, rest if late else 0))
        left -= paid
    if left:
        raise ValueError(f"captured {captured}, which is {left} more than was held")
    return plan
