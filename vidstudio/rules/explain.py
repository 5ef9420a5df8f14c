"""Why money moved, in words: a line and a full explanation of a take, and of every other row.

The figures in the sentences are sums over ledger rows, never over anything else.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from vidstudio.base.texts import counted, text
from vidstudio.rules.lifecycle import TERMINAL, TaskState

THIN = "\u2009"


@dataclass(frozen=True)
class Movement:
    """One ledger row, with the name of its lot."""

    kind: str
    lot: str
    available: int = 0
    held: int = 0
    captured: int = 0
    expired: int = 0
    revoked: int = 0


@dataclass(frozen=True)
class Sum:
    """What all rows of a take come to. `lots` are what was charged by lot, or is still held."""

    held: int
    charged: int
    returned: int
    expired: int
    refunded: int
    lots: tuple[tuple[str, int], ...]

    @property
    def open(self) -> bool:
        return self.held > self.charged + self.returned + self.expired

    @property
    def net(self) -> int:
        """What it did to the balance, without a refund: 0 or less."""
        return -(self.held - self.returned)


@dataclass(frozen=True)
class Take:
    """What is known of a take beside its money. `reason` is a sentence, `model` a name."""

    state: str
    asked_seconds: int
    unit: str = "video"
    per_unit: int = 0
    delivered_seconds: float | None = None
    reason: str = ""
    model: str = ""
    here: bool = False  # made on this machine
    late: bool = False  # it had failed when its video came

    @property
    def arrived(self) -> bool:
        return self.state == TaskState.SUCCEEDED or self.late


def figure(amount: int) -> str:
    """“1 240”, with a thin space between thousands."""
    return f"{amount:,}".replace(",", THIN)


def sum_of(rows: Iterable[Movement]) -> Sum:
    """Of all rows that name one take."""
    charged, held = dict[str, int](), dict[str, int]()
    returned = expired = refunded = 0
    for row in rows:
        if row.kind == "adjust":
            refunded += row.available
        elif row.kind == "hold":
            held[row.lot] = held.get(row.lot, 0) + row.held
        elif row.kind == "capture":
            charged[row.lot] = charged.get(row.lot, 0) + row.captured
        elif row.kind == "release":
            returned, expired = returned + row.available, expired + row.expired
    return Sum(
        held=sum(held.values()),
        charged=sum(charged.values()),
        returned=returned,
        expired=expired,
        refunded=refunded,
        lots=tuple((charged or held).items()),
    )


def price_words(take: Take) -> str:
    """“8 s at 8 credits a second”, “one video of 8 s”."""
    seconds = take.asked_seconds
    if take.unit == "second":
        rate = figure(take.per_unit)
        return counted("explain.price.second", take.per_unit, seconds=seconds, credits=rate)
    return text("explain.price.video", seconds=seconds)


def line(take: Take, money: Sum) -> str:
    """The short form, for a list: “Delivered 8 s as asked. Held 64, charged 64.”"""
    if not money.held:
        return _free(take)
    if money.open:
        price = price_words(take)
        return text("explain.line.open", price=price[0].upper() + price[1:])
    held = figure(money.held)
    if money.charged:
        return _charged_line(take, money)
    back = _back("explain.line", money)
    if take.arrived:
        return text("explain.line.free_late", held=held, back=back)
    if take.state == TaskState.CANCELLED:
        return text("explain.line.stopped", held=held, back=back)
    return text("explain.line.failed", reason=take.reason, held=held, back=back).strip()


def sentence(take: Take, money: Sum) -> str:
    """The whole story: held for what, what came, what was charged from where and given back."""
    if not money.held:
        return _free(take)
    told = [text("explain.full.held", held=figure(money.held), price=price_words(take))]
    if money.open:
        told += [text("explain.full.open", lots=_lots(money))]
    elif money.charged:
        told += [_delivered(take), _charged(money)]
    else:
        told += [_without(take), _back("explain.full", money)]
    if money.refunded:
        told += [text("explain.full.refunded", refunded=figure(money.refunded))]
    return " ".join(filter(None, told))


def _free(take: Take) -> str:
    if take.state in TERMINAL and not take.arrived and take.reason:
        return take.reason
    return text(f"explain.line.free{'_here' if take.here else ''}", model=take.model)


def _charged_line(take: Take, money: Sum) -> str:
    facts = {"held": figure(money.held), "charged": figure(money.charged)}
    seconds = seconds_words(take)
    if not _shorter(take) and money.charged == money.held:
        return text("explain.line.whole", seconds=seconds, **facts)
    asked = take.asked_seconds
    facts |= _rest_words("explain.line", money)
    return text("explain.line.short", seconds=seconds, asked=asked, **facts)


def _delivered(take: Take) -> str:
    key = "short" if _shorter(take) else "whole"
    return text(f"explain.full.{key}", seconds=seconds_words(take))


def _charged(money: Sum) -> str:
    facts = {"charged": figure(money.charged), "lots": _lots(money)}
    return text("explain.full.charged", **facts, **_rest_words("explain.full", money))


def _rest_words(prefix: str, money: Sum) -> dict[str, str]:
    """What became of the part that was not charged; nothing is said of none."""
    back = text(f"{prefix}.back", returned=figure(money.returned)) if money.returned else ""
    late = text(f"{prefix}.late", expired=figure(money.expired)) if money.expired else ""
    return {"back": back, "late": late}


def _without(take: Take) -> str:
    """Why nothing was charged."""
    if take.arrived:
        return text("explain.full.free_late")
    return text("explain.full.stopped") if take.state == TaskState.CANCELLED else take.reason


def _back(prefix: str, money: Sum) -> str:
    key = "none_back" if not money.returned else "some_late" if money.expired else "all_back"
    facts = {"returned": figure(money.returned), "expired": figure(money.expired)}
    return text(f"{prefix}.{key}", **facts)


def _lots(money: Sum) -> str:
    if len(money.lots) == 1:
        return text("explain.full.lot", lot=money.lots[0][0])
    return text("explain.and_so").join(
        text("explain.full.part", lot=lot, amount=figure(amount)) for lot, amount in money.lots
    )


def _shorter(take: Take) -> bool:
    return take.delivered_seconds is not None and round(take.delivered_seconds) < take.asked_seconds


def seconds_words(take: Take) -> str:
    """“5”, “4.6”: what was delivered, or what was asked for where that is not known."""
    if take.delivered_seconds is None:
        return str(take.asked_seconds)
    return f"{take.delivered_seconds:.1f}".removesuffix(".0")
