"""The cost gates of a conversation: only a person's press makes what they ask for."""

from sqlmodel import Session, col, select

from vidstudio.base.errors import Conflict, NotFound
from vidstudio.db.tables import Task
from vidstudio.rules.blocks import CostBlock, CostLine
from vidstudio.services import makes
from vidstudio.services.blocks import decide, is_open, looked_up
from vidstudio.services.guards import require_maker
from vidstudio.services.orders import write_all
from vidstudio.studio import Studio, Who
from vidstudio.views import TaskView


async def lines_of(studio: Studio, who: Who, message_id: str) -> tuple[CostLine, ...]:
    """The lines of a cost gate that is still open; Conflict for one that is not."""

    def look(session: Session) -> tuple[CostLine, ...]:
        row, block = looked_up(session, who, message_id, CostBlock, lock=False)
        if not is_open(row):
            raise Conflict("This was decided before.")
        return block.lines

    return await studio.db.read(look)


async def make(
    studio: Studio, who: Who, message_id: str, lines: tuple[CostLine, ...] | None = None
) -> tuple[TaskView, ...]:
    """Make what a cost gate asks for, or the `lines` chosen of it: once, whoever presses how often.

    Raises makes.PriceGrew after it has put the new prices into the gate, Conflict for a gate
    that was discarded, and what `orders.write_all` raises.
    """
    require_maker(who)
    row, block = await studio.db.read(
        lambda session: looked_up(session, who, message_id, CostBlock, lock=False)
    )
    chosen = block.lines if lines is None else lines
    if not {line.shot_id for line in chosen} <= {line.shot_id for line in block.lines}:
        raise NotFound
    try:
        orders = await makes.ordered(studio, who, row.campaign_id, chosen, f"gate-{message_id}")
    except makes.PriceGrew as error:
        if is_open(row):
            await _reprice(studio, who, message_id, error.lines)
        raise
    await _drop_made(studio, who, message_id, chosen)

    def work(session: Session) -> tuple[TaskView, ...]:
        gate, _ = looked_up(session, who, message_id, CostBlock)
        if gate.block_state == "discarded":
            raise Conflict("This was discarded.")
        if not is_open(gate):
            return ()
        made = write_all(session, orders)
        decide(session, gate, "accepted", CostBlock(lines=tuple(chosen)))
        return made

    made = await studio.db.write(work)
    studio.bus.wake()
    return made


async def _drop_made(
    studio: Studio, who: Who, message_id: str, chosen: tuple[CostLine, ...]
) -> None:
    """Raises Conflict where a shot got a take after the gate was shown; the gate keeps the rest."""

    def work(session: Session) -> tuple[str, int] | None:
        row, block = looked_up(session, who, message_id, CostBlock)
        ids = {line.shot_id for line in chosen}
        since = select(Task.shot_id).where(
            col(Task.shot_id).in_(ids), Task.created_at > row.created_at
        )
        made = set(session.exec(since).all())
        if not made or not is_open(row):
            return None
        rest = tuple(line for line in block.lines if line.shot_id not in made)
        if rest:
            decide(session, row, row.block_state, CostBlock(lines=rest))
        else:
            decide(session, row, "discarded", block)
        titles = ", ".join(line.title for line in block.lines if line.shot_id in made)
        return titles, sum(line.amount_credits * line.takes for line in rest)

    told = await studio.db.write(work)
    if told is None:
        return
    titles, left = told
    again = f" The rest costs {left} credits: press again if that is right." if left else ""
    raise Conflict(f"{titles}: made meanwhile. Nothing was made twice.{again}")


async def _reprice(studio: Studio, who: Who, message_id: str, fresh: tuple[CostLine, ...]) -> None:
    prices = {line.shot_id: line for line in fresh}

    def work(session: Session) -> None:
        row, block = looked_up(session, who, message_id, CostBlock)
        lines = tuple(prices.get(line.shot_id, line) for line in block.lines)
        decide(session, row, row.block_state, CostBlock(lines=lines))

    await studio.db.write(work)
