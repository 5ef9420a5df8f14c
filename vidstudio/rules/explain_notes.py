"""Lots by name, and rows of the ledger that belong to no take, in words."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from vidstudio.base.texts import counted, text
from vidstudio.rules.explain import figure


@dataclass(frozen=True)
class Note:
    """What is known of a row that belongs to no hold. `who` is empty for the studio itself."""

    kind: str
    source: str
    amount: int
    lot: str
    granted_on: date
    who: str = ""
    words: str = ""
    until: date | None = None
    today: date | None = None
    from_on: date | None = None  # not spent before
    note: str = ""  # what whoever granted it wrote to those who got it
    debt: int = 0  # of an amount taken back, what was spent already; below 0: what was paid


def lot_name(source: str, amount: int, granted_on: date) -> str:
    """“Nov-300”: when it was granted and how much; “Purchase-500”, “Refund-40”, “Grace-12”."""
    month = text(f"explain.month.m{granted_on.month}")[:3]
    known = source if source in {"purchased", "grace", "adjust"} else "granted"
    return text(f"explain.lot.{known}", month=month, amount=amount)


def day_words(day: date, today: date | None = None) -> str:
    """“30 November”; with its year where that is another one than today's."""
    month = text(f"explain.month.m{day.month}")
    if today is None or today.year == day.year:
        return text("explain.date", day=day.day, month=month)
    return text("explain.date_year", day=day.day, month=month, year=day.year)


def last_day(ends: datetime) -> date:
    """The last day (UTC) on which something is good that ends at that moment."""
    return (ends.astimezone(UTC) - timedelta(microseconds=1)).date()


def take_name(number: int, *, draft: bool) -> str:
    """“take 04”, “draft 01”."""
    return text(f"explain.{'draft' if draft else 'take'}", number=f"{number:02d}")


def title(note: Note) -> str:
    """What such a row is called: “Granted by Sami Laine”, “12 credits from October expired”."""
    amount = figure(note.amount)
    month = text(f"explain.month.m{note.granted_on.month}")
    match note.kind:
        case "expire":
            return counted("explain.row.expired", note.amount, amount=amount, month=month)
        case "revoke":
            key = "explain.row.debt" if note.debt < 0 else "explain.row.revoked"
            return counted(key, note.amount, amount=amount)
        case "adjust":
            return text("explain.row.adjust")
        case _:
            known = note.source if note.source in {"purchased", "grace", "adjust"} else "granted"
            key = "noted" if note.note and known == "granted" else known
            credits = counted("explain.credits", note.amount, amount=amount)
            said = {"who": _who(note), "credits": credits, "note": note.note}
            return text(f"explain.row.{key}", **said)


def note_line(note: Note) -> str:
    """Under that title: “‘Autumn launch.’ 600 credits, good until 30 November.”"""
    credits = counted("explain.credits", note.amount, amount=figure(note.amount))
    words = _ended(note.words)
    match note.kind:
        case "expire":
            day = day_words(note.until or note.granted_on, note.today)
            return text("explain.row.expire", date=day, lot=note.lot)
        case "revoke" if note.debt < 0:
            return text("explain.row.paid", lot=note.lot)
        case "revoke":
            owed = text("explain.row.owed", debt=figure(note.debt)) if note.debt else ""
            said = {"who": _who(note), "lot": note.lot, "words": words, "owed": owed}
            return text("explain.row.revoke", **said)
        case "adjust":
            refund = text("explain.row.refund_plain", who=_who(note))
            if words:
                refund = text("explain.row.refund", who=_who(note), words=words)
            more = {"refund": refund, "credits": credits, "until": _until(note)}
            return text("explain.row.refund_more", **more)
        case _:
            reason = text("explain.row.reason", words=words) if words else ""
            begins, ends = _from(note), _until(note)
            told = {"reason": reason, "credits": credits, "from_on": begins, "until": ends}
            return text("explain.row.gift", **told)


def note_sentence(note: Note) -> str:
    """Title and line as one text."""
    if note.kind == "adjust":
        return note_line(note)
    if note.kind == "grant" and not note.note:
        return f"{title(note)}: {note_line(note)}"
    return f"{_ended(title(note))} {note_line(note)}"


def _who(note: Note) -> str:
    return note.who or text("explain.system")


def _from(note: Note) -> str:
    if note.from_on is None:
        return ""
    return text("explain.row.from_on", date=day_words(note.from_on, note.today))


def _until(note: Note) -> str:
    if note.until is None:
        return text("explain.lasting")
    return text("explain.until", date=day_words(note.until, note.today))


def _ended(words: str) -> str:
    return words if not words or words[-1] in ".!?…" else f"{words}."
