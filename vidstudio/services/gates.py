"""The cost gates of a conversation: only a person's press makes what they ask for."""

from sqlmodel import Session, col, or_, select

from vidstudio.arrivals import ARRIVED
from vidstudio.base.errors import Conflict, NotFound
from vidstudio.db.session import one_at_a_time
from vidstudio.db.tables import Message, Task
from vidstudio.rules.blocks import CostBlock, CostLine
from vidstudio.rules.lifecycle import TaskState
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

    def work(session: Session) -> tuple[TaskView, ...] | Conflict:
        one_at_a_time(session, f"making {row.campaign_id}")
        gate, asked = looked_up(session, who, message_id, CostBlock)
        if gate.block_state == "discarded":
            raise Conflict("This was discarded.")
        if not is_open(gate):
            return ()
        # In the transaction that makes them: nothing can be made between the look and the press.
        if there := _made_since(session, gate, chosen):
            return _drop(session, gate, asked, there)
        made = write_all(session, orders)
        decide(session, gate, "accepted", CostBlock(lines=tuple(chosen)))
        return made

    made = await studio.db.write(work, turn=who.workspace_id)
    if isinstance(made, Conflict):  # answered, not raised: what the gate dropped is kept
        raise made
    studio.bus.wake()
    return made


def _made_since(session: Session, gate: Message, chosen: tuple[CostLine, ...]) -> set[str]:
    """The shots of `chosen` that got a take after the gate was shown, finished or on its way."""
    query = select(Task.shot_id).where(
        col(Task.shot_id).in_([line.shot_id for line in chosen]),
        Task.created_at > gate.created_at,
        or_(col(Task.state).not_in([TaskState.FAILED, TaskState.CANCELLED]), ARRIVED),
        col(Task.removed_at).is_(None),
    )
    return set(session.exec(query).all())


def _drop(session: Session, gate: Message, asked: CostBlock, made: set[str]) -> Conflict:
    """The gate keeps the rest, and is discarded where nothing is left."""
    rest = tuple(line for line in asked.lines if line.shot_id not in made)
    if rest:
        decide(session, gate, gate.block_state, CostBlock(lines=rest))
    else:
        decide(session, gate, "discarded")
    titles = ", ".join(line.title for line in asked.lines if line.shot_id in made)
    left = sum(line.amount_credits * line.takes for line in rest)
    again = f" The rest costs {left} credits: press again if that is right." if rest else ""
    return Conflict(f"{titles}: made meanwhile. Nothing was made twice.{again}")


async def _reprice(studio: Studio, who: Who, message_id: str, fresh: tuple[CostLine, ...]) -> None:
    prices = {line.shot_id: line for line in fresh}

    def work(session: Session) -> None:
        row, block = looked_up(session, who, message_id, CostBlock)
        lines = tuple(prices.get(line.shot_id, line) for line in block.lines)
        decide(session, row, row.block_state, CostBlock(lines=lines))

    await studio.db.write(work)
