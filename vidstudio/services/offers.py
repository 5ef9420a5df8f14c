"""What it would cost to make planned shots: each with its nearest legal values, at its price."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, or_, select

from vidstudio.arrivals import ARRIVED
from vidstudio.base.errors import NotFound
from vidstudio.db.tables import Draft, Shot, Task
from vidstudio.rules.blocks import SHOTS_LIMIT, CostLine
from vidstudio.rules.catalog import Choice
from vidstudio.rules.nearest import nearest_ratio
from vidstudio.rules.prices import PriceBook
from vidstudio.rules.requests import Parameters
from vidstudio.rules.tools import MakeWish
from vidstudio.services import prices
from vidstudio.services.guards import find
from vidstudio.studio import Studio, Who


class _Panel(NamedTuple):
    """What new takes are made with: the person's own choice, or the first that can do it."""

    choice: Choice
    resolution: str
    audio: bool
    prices: PriceBook


def total(lines: Iterable[CostLine]) -> int:
    return sum(line.amount_credits * line.takes for line in lines)


def priced(
    session: Session, studio: Studio, who: Who, campaign_id: str, wishes: Sequence[MakeWish]
) -> tuple[CostLine, ...]:
    """Lines for these wishes; without any, for every missing shot. A model that cannot make it
    gives way to one that can. NotFound for a shot that is not in the plan of this campaign."""
    if not wishes:
        return offered(session, studio, who, campaign_id)
    found: list[CostLine] = []
    for wish in wishes:
        shot = find(session, Shot, wish.shot_id, who)
        if shot.campaign_id != campaign_id or shot.removed_at:
            raise NotFound
        panel = _panel(session, studio, who, shot.campaign_id, wish.model)
        found.append(_line(shot, panel).model_copy(update={"takes": wish.takes}))
    return tuple(found)


def offered(session: Session, studio: Studio, who: Who, campaign_id: str) -> tuple[CostLine, ...]:
    """One line for each missing shot, at most twelve."""
    shots = missing_shots(session, campaign_id)
    if not shots:
        return ()
    panel = _panel(session, studio, who, campaign_id)
    return tuple(_line(shot, panel) for shot in shots)


def about(session: Session, studio: Studio, who: Who, shots: Sequence[Shot]) -> tuple[int, ...]:
    """What a take of each of these would cost, in credits; shots of one campaign, saved or not."""
    if not shots:
        return ()
    panel = _panel(session, studio, who, shots[0].campaign_id)
    return tuple(_line(shot, panel).amount_credits for shot in shots)


def missing_shots(session: Session, campaign_id: str) -> Sequence[Shot]:
    """Those that say what happens and have no take, finished or on its way; in their order."""
    takes = (
        select(Task.id)
        .where(Task.shot_id == Shot.id, col(Task.removed_at).is_(None))
        .where(or_(col(Task.terminal_at).is_(None), ARRIVED))
    )
    query = (
        select(Shot)
        .where(Shot.campaign_id == campaign_id, col(Shot.removed_at).is_(None), ~takes.exists())
        .where(or_(Shot.prompt != "", Shot.intent != ""))
    )
    rows = session.exec(query.order_by(col(Shot.place), col(Shot.number)).limit(SHOTS_LIMIT))
    return rows.all()


def words_of(shot: Shot) -> str:
    """What a shot is made from: its prompt, else what happens in it."""
    return shot.prompt or shot.intent


def _panel(session: Session, studio: Studio, who: Who, campaign_id: str, model: str = "") -> _Panel:
    row = session.get(Draft, (campaign_id, who.user_id))
    body = row.body if row else {}
    book = prices.book_in(session, studio)
    able = {choice.card.id: choice for choice in studio.choices() if _able(choice, book)}
    wished = able.get(model) or able.get(str(body.get("model", "")))
    choice = wished or next(iter(able.values()), studio.choices()[0])
    card, own = choice.card, choice.card.id == body.get("model")
    resolution = body.get("resolution") if own else None
    return _Panel(
        choice=choice,
        resolution=resolution if resolution in card.resolutions else card.resolutions[0],
        audio=card.sound == "always"
        or (own and card.sound == "optional" and bool(body.get("audio"))),
        prices=book,
    )


def _able(choice: Choice, book: PriceBook) -> bool:
    """Planned shots have words alone."""
    card = choice.card
    offered = choice.available and card.lifecycle.state != "retired" and "text" in card.modes
    return offered and book.of(card).covers(card)


def _line(shot: Shot, panel: _Panel) -> CostLine:
    card = panel.choice.card
    seconds = card.durations.nearest(shot.duration_seconds or card.durations.default)
    wanted = Parameters(
        mode="text",
        duration_seconds=seconds,
        aspect_ratio=nearest_ratio(shot.aspect_ratio, card.aspect_ratios),
        resolution=panel.resolution,
        audio=panel.audio,
        seed=0,
    )
    return CostLine(
        shot_id=shot.id,
        title=shot.title,
        model=card.id,
        model_name=card.name,
        **wanted.model_dump(include={"aspect_ratio", "duration_seconds", "resolution", "audio"}),
        usual_seconds=panel.choice.usual_seconds(seconds),
        amount_credits=prices.quote(panel.prices, card, wanted).amount_credits,
    )
