"""Rows of the audit log in words: what was done, to what, and what it was before."""

from datetime import datetime
from typing import Any

from vidstudio.base.texts import catalogue, text
from vidstudio.ui.admin_words import day_words
from vidstudio.ui.amounts import number
from vidstudio.ui.library_clock import Clock
from vidstudio.ui.money_words import when_words
from vidstudio.views import View
from vidstudio.views.audit import AuditRow

_PRICES = ("silent", "sound", "pictures")
_HIDDEN = {"workspace_id", "version"}  # the row says them elsewhere, or they say nothing
LONGEST_CHANGE = 200


class AuditLine(View):
    id: int
    time: str
    who: str
    what: str
    about: str
    changes: tuple[str, ...]
    reason: str


def action_word(action: str) -> str:
    return _said(f"audit.action.{action}", action)


def audit_line(row: AuditRow, reader: Clock) -> AuditLine:
    return AuditLine(
        id=row.id,
        time=when_words(row.at, reader),
        who=row.who or text("ledger.system"),
        what=_what(row),
        about=row.about or _said(f"audit.object.{row.object_kind}", row.object_id),
        changes=tuple(one[:LONGEST_CHANGE] for one in _changes(row)),
        reason=row.reason,
    )


def _what(row: AuditRow) -> str:
    """Some actions are two: what it is afterwards says which."""
    for name, key in (("disabled", "user.enable"), ("admin", "user.admin")):
        if name in row.after and not (name == "disabled" and row.after[name]):
            return action_word(key)
    if row.after.get("taken_back"):
        return action_word("user.uninvite")
    return action_word(row.action)


def _changes(row: AuditRow) -> list[str]:
    """“Role: maker → viewer”; a fact without a before stands alone."""
    before, after = _flat(row.before), _flat(row.after)
    lines = list[str]()
    for name in dict.fromkeys((*before, *after)):
        if name in _HIDDEN or before.get(name) == after.get(name):
            continue
        key, _, rest = name.partition(".")
        label = " ".join((_said(f"audit.fact.{key}", key.replace("_", " ")), rest)).strip()
        old, new = _value(before.get(name)), _value(after.get(name))
        if name in before and (name in after or not row.after):
            words = text("audit.change", label=label, old=old, new=new)
        elif name in before:
            words = text("audit.change", label=label, old=old, new=text("audit.nothing_set"))
        else:
            words = text("audit.fact_is", label=label, value=new)
        lines.append(words)
    return lines


def _flat(side: dict[str, Any]) -> dict[str, Any]:
    """A table of prices is a fact for each resolution."""
    flat = dict[str, Any]()
    for name, value in side.items():
        if name in _PRICES and isinstance(value, dict):
            flat |= {f"{name}.{one}": credits for one, credits in value.items()}  # pyright: ignore[reportUnknownVariableType] JSON
        elif value != "" and (value is not None or name.endswith("credits")):
            flat[name] = value
    return flat


def _value(value: Any) -> str:
    if value is None or value == "":
        return text("audit.nothing_set")
    if isinstance(value, bool):
        return text("audit.yes" if value else "audit.no")
    if isinstance(value, int):
        return number(value)
    words = str(value)
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        return _said(f"admin.people.{words}", words)
    return f"{day_words(at.date(), at.date())} {at.year}" + (
        f", {at:%H:%M} UTC" if at.tzinfo else ""
    )


def _said(key: str, otherwise: str) -> str:
    return catalogue().get(key, otherwise)
