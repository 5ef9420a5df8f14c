"""The story behind a row as the drawer and the unfolded row show it."""

from vidstudio.base.texts import text
from vidstudio.ui.amounts import number
from vidstudio.ui.library_clock import Clock
from vidstudio.ui.money_words import (
    dollars,
    kind_chip,
    moved,
    time_words,
    when_words,
)
from vidstudio.ui.takenames import HERE, provider_name
from vidstudio.views import View
from vidstudio.views.statement import ExplainView, MovementView, SettledView

MICRO = 1_000_000


class MoveRow(View):
    time: str
    kind: str
    look: str
    credits: str
    lot: str
    after: str


class FactRow(View):
    """`total` stands out; `mono` is an id."""

    name: str
    words: str
    mono: bool = False
    total: bool = False


class PartRow(View):
    """A piece of the bar: charged, back, held or expired."""

    look: str
    words: str
    percent: float


class ExplainCard(View):
    workspace_id: str = ""
    key: str = ""
    title: str = ""
    subject: str = ""
    poster_url: str = ""
    sentence: str = ""
    parts: tuple[PartRow, ...] = ()
    rows: tuple[MoveRow, ...] = ()
    of_take: bool = False
    sum: tuple[FactRow, ...] = ()
    facts: tuple[FactRow, ...] = ()
    take_href: str = ""
    price_rule: str = ""
    provider_id: str = ""
    written_by: str = ""
    copied: str = ""
    refundable: bool = False


def explain_card(told: ExplainView, credit_usd: float, reader: Clock) -> ExplainCard:
    take, who = told.take, told.who or text("statement.why.system")
    written = FactRow(name=text("statement.why.written_by"), words=who)
    facts = (*_facts(take, credit_usd, reader), written) if take else (written,)
    card = ExplainCard(
        workspace_id=told.workspace_id,
        key=told.key,
        title=_title(told),
        subject=_subject(told),
        poster_url=told.poster_url,
        sentence=told.sentence,
        parts=_parts(take) if take else (),
        rows=tuple(_row(row, reader) for row in told.rows),
        of_take=take is not None,
        sum=_sum(take) if take else (),
        facts=facts,
        take_href=_href(take) if take and not told.elsewhere else "",
        price_rule=_rule(take) if take else "",
        provider_id=take.provider_job_id if take else "",
        written_by=who,
        refundable=told.refund is not None,
    )
    return card.model_copy(update={"copied": _copied(card, told)})


def _href(take: SettledView) -> str:
    return f"/c/{take.campaign_id}?shot={take.shot_id}&take={take.task_id}"


def _title(told: ExplainView) -> str:
    if told.take is None:
        return told.subject
    charged = told.take.charged_credits or (told.take.held_credits if _is_open(told.take) else 0)
    return text("statement.why.title", credits=number(charged) if charged else "0")


def _subject(told: ExplainView) -> str:
    if told.take is None:
        return told.person
    return text("statement.why.of_person", subject=told.subject, person=told.person)


def _is_open(take: SettledView) -> bool:
    settled = take.charged_credits + take.returned_credits + take.expired_credits
    return take.held_credits > settled


def _parts(take: SettledView) -> tuple[PartRow, ...]:
    held = take.held_credits
    amounts = {
        "charged": take.charged_credits,
        "given_back": take.returned_credits,
        "expired": take.expired_credits,
    }
    amounts["on_hold"] = held - sum(amounts.values())
    return tuple(
        PartRow(
            look=look,
            words=text(f"statement.why.{look}", amount=number(amount)),
            percent=round(100 * amount / held, 2),
        )
        for look, amount in amounts.items()
        if amount > 0
    )


def _row(row: MovementView, reader: Clock) -> MoveRow:
    chip = kind_chip(row.kind)
    return MoveRow(
        time=when_words(row.at, reader),
        kind=chip.word,
        look=chip.look,
        credits=moved(row.kind, row.credits),
        lot=row.lot,
        after=number(row.after_credits),
    )


def _sum(take: SettledView) -> tuple[FactRow, ...]:
    """Asked, delivered, charged: the figures that lead from one to the other."""
    if not take.held_credits:
        return ()
    quality = take.priced.partition(", ")[2] or take.priced
    facts = {"seconds": take.asked_seconds, "rate": number(take.per_unit_credits)}
    asked = text(f"statement.why.asked_{take.unit}", quality=quality, **facts)
    rows = [FactRow(name=asked, words=number(take.held_credits))]
    if take.delivered_seconds is not None:
        rows.append(_delivered(take))
    if take.charged_credits:
        charged = number(take.charged_credits)
        rows.append(FactRow(name=text("statement.why.charged_sum"), words=charged, total=True))
    elif not _is_open(take):
        rows.append(FactRow(name=text("statement.why.nothing_charged"), words="0", total=True))
    return tuple(rows)


def _delivered(take: SettledView) -> FactRow:
    seconds = f"{take.delivered_seconds:.1f}"
    if take.unit != "second":
        name = text("statement.why.delivered_video", seconds=seconds)
        return FactRow(name=name, words=text("statement.why.as_asked"))
    whole = take.charged_credits // max(1, take.per_unit_credits)
    name = text("statement.why.delivered", seconds=seconds, whole=whole)
    return FactRow(name=name, words=text("statement.why.times", rate=number(take.per_unit_credits)))


def _rule(take: SettledView) -> str:
    return take.price_rule or text("statement.why.catalogue")


def _facts(take: SettledView, credit_usd: float, reader: Clock) -> tuple[FactRow, ...]:
    facts = {
        "price_rule": f"{_rule(take)}, {text('statement.why.frozen')}" if take.held_credits else "",
        "served": _served(take),
        "provider_id": take.provider_job_id,
        "file": _file(take, reader),
        "paid": _paid(take, credit_usd),
        "refunded": _refunded(take, reader),
    }
    return tuple(
        FactRow(name=text(f"statement.why.{key}"), words=words, mono=key == "provider_id")
        for key, words in facts.items()
        if words
    )


def _served(take: SettledView) -> str:
    names = {"model": take.model_name, "provider": provider_name(take.provider)}
    if take.provider in HERE:
        return text("statement.why.served_here", model=take.model_name)
    if not take.attempts:
        return text("statement.why.served_once", **names)
    counts = {"attempt": take.attempt, "attempts": take.attempts}
    return text("statement.why.served_by", **names, **counts)


def _file(take: SettledView, reader: Clock) -> str:
    if take.delivered_seconds is None or take.checked_at is None:
        return ""
    facts = {"seconds": f"{take.delivered_seconds:.1f}", "width": take.width, "height": take.height}
    return text("statement.why.file_words", at=time_words(take.checked_at, reader), **facts)


def _paid(take: SettledView, credit_usd: float) -> str:
    if take.cost_microdollars is None:
        return ""
    worth = dollars(take.charged_credits * credit_usd * MICRO)
    return text("statement.why.paid_words", cost=dollars(take.cost_microdollars), worth=worth)


def _refunded(take: SettledView, reader: Clock) -> str:
    back = take.refund
    if back is None:
        return ""
    facts = {"amount": number(back.credits), "who": back.who, "reason": back.reason}
    return text("statement.why.refunded_words", day=when_words(back.at, reader), **facts)


def _copied(card: ExplainCard, told: ExplainView) -> str:
    """The whole story as lines of text, for support."""
    lines = [f"{card.title}. {card.subject}", card.sentence]
    lines += [" ".join((row.time, row.kind, row.credits, row.lot, row.after)) for row in card.rows]
    lines += [f"{fact.name}: {fact.words}" for fact in (*card.sum, *card.facts)]
    lines += [f"{told.workspace_id} {told.key}", told.take.task_id if told.take else ""]
    return "\n".join(filter(None, lines))
