"""Making several takes at once: what is missing, what it costs, and the press that makes it."""

from collections.abc import Sequence

from sqlmodel import Session, select

from vidstudio.base.errors import Conflict, InvalidRequest, NotFound
from vidstudio.db.session import one_at_a_time
from vidstudio.db.tables import Campaign, Message, Shot
from vidstudio.rules.blocks import SHOTS_LIMIT, CostBlock, CostLine, read_block
from vidstudio.rules.requests import TaskRequest
from vidstudio.services.guards import find, require_maker
from vidstudio.services.offers import missing_shots, offered, total, words_of
from vidstudio.services.orders import Order, prepare, write_all
from vidstudio.studio import Studio, Who
from vidstudio.views import MissingView, TaskView


class PriceGrew(Conflict):
    """More than was shown: nothing was made. `lines` are the same takes at the present price."""

    code = "price_grew"

    def __init__(self, shown: int, lines: tuple[CostLine, ...]) -> None:
        self.lines = lines
        super().__init__(
            f"The price is {total(lines)} credits now, not {shown}. Nothing was made: "
            "press again if that is right."
        )


def missing_of(session: Session, studio: Studio, who: Who, campaign_id: str) -> MissingView:
    """Shots that say what happens in them and have no take, finished or on its way."""
    lines = offered(session, studio, who, campaign_id)
    return MissingView(shots=len(lines), amount_credits=total(lines))


async def offer(studio: Studio, who: Who, campaign_id: str) -> tuple[CostLine, ...]:
    """One line for each missing shot, at most twelve. NotFound for a foreign campaign."""

    def look(session: Session) -> tuple[CostLine, ...]:
        find(session, Campaign, campaign_id, who)
        return offered(session, studio, who, campaign_id)

    return await studio.db.read(look)


async def make(
    studio: Studio, who: Who, campaign_id: str, lines: tuple[CostLine, ...], key: str
) -> tuple[TaskView, ...]:
    """Make the missing takes as shown, all or none. The same key again answers the same takes.

    Raises PriceGrew where the sum is higher than in `lines`, Conflict where a shot has a take
    by now or was removed, and what `orders.write_all` raises.
    """
    orders, fresh = await _ordered(studio, who, campaign_id, lines, key)

    def work(session: Session) -> tuple[TaskView, ...]:
        one_at_a_time(session, f"making {campaign_id}")
        if not any(order.answered(session) for order in orders):
            _still_missing(session, campaign_id, lines)
            _not_dearer(lines, fresh)
        made = write_all(session, orders)
        _close_gates(session, campaign_id, {line.shot_id for line in lines})
        return made

    views = await studio.db.write(work, turn=who.workspace_id)
    studio.bus.wake()
    return views


async def ordered(
    studio: Studio, who: Who, campaign_id: str, lines: Sequence[CostLine], key: str
) -> list[Order]:
    """Orders ready for `write_all`, one a line. Raises PriceGrew."""
    orders, fresh = await _ordered(studio, who, campaign_id, lines, key)
    _not_dearer(lines, fresh)
    return orders


async def _ordered(
    studio: Studio, who: Who, campaign_id: str, lines: Sequence[CostLine], key: str
) -> tuple[list[Order], tuple[CostLine, ...]]:
    require_maker(who)
    if not 0 < len(lines) <= SHOTS_LIMIT:
        raise InvalidRequest(f"Between 1 and {SHOTS_LIMIT} shots at a time.", "shots")

    def look(session: Session) -> list[Shot]:
        find(session, Campaign, campaign_id, who)
        shots = [find(session, Shot, line.shot_id, who) for line in lines]
        if any(shot.campaign_id != campaign_id for shot in shots):
            raise NotFound
        return shots

    shots = await studio.db.read(look)
    orders, fresh = list[Order](), list[CostLine]()
    for n, (line, shot) in enumerate(zip(lines, shots, strict=True)):
        order = await prepare(studio, who, _request(line, shot), f"{key}-{n}")
        amount = max(price.amount_credits for price in order.prices)
        orders.append(order)
        fresh.append(line.model_copy(update={"amount_credits": amount}))
    return orders, tuple(fresh)


def _not_dearer(shown: Sequence[CostLine], fresh: tuple[CostLine, ...]) -> None:
    if total(fresh) > total(shown):
        raise PriceGrew(total(shown), fresh)


def _request(line: CostLine, shot: Shot) -> TaskRequest:
    return TaskRequest(
        prompt=words_of(shot),
        model=line.model,
        duration_seconds=line.duration_seconds,
        aspect_ratio=line.aspect_ratio,
        resolution=line.resolution,
        audio=line.audio,
        campaign_id=shot.campaign_id,
        shot_id=shot.id,
        takes=line.takes,
    )


def _still_missing(session: Session, campaign_id: str, lines: Sequence[CostLine]) -> None:
    missing = {shot.id for shot in missing_shots(session, campaign_id)}
    there = next((line for line in lines if line.shot_id not in missing), None)
    if there:
        raise Conflict(f"“{there.title}” has a take by now. Look at the list again.")


def _close_gates(session: Session, campaign_id: str, shots: set[str]) -> None:
    """A cost gate of the conversation that asked for nothing else has its answer."""
    query = select(Message).where(
        Message.campaign_id == campaign_id, Message.kind == "cost", Message.block_state == "open"
    )
    for row in session.exec(query).all():
        block = read_block(row.block)
        if isinstance(block, CostBlock) and {line.shot_id for line in block.lines} <= shots:
            row.block_state = "accepted"
            session.add(row)
