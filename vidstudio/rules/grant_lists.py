"""A list of grants as a spreadsheet writes it: a line a person, with an address and credits."""

import csv
from dataclasses import dataclass

from vidstudio.base.errors import InvalidRequest
from vidstudio.base.texts import text

MOST_LINES = 200
MOST_SIGNS = 100_000
LARGEST = 1_000_000_000
_ADDRESS = {"email", "e-mail", "mail", "address", "person"}
_CREDITS = {"credits", "amount"}
_SPACES = str.maketrans("", "", " \u2009\u202f\xa0'_")


@dataclass(frozen=True)
class GrantLine:
    """`n` as an editor counts. `credits` is None where the line names none; `wrong` says why the
    line cannot be granted."""

    n: int
    email: str
    credits: int | None = None
    wrong: str = ""


def read(words: str) -> tuple[GrantLine, ...]:
    """A first line of names is understood, commas, semicolons and tabs are too.

    Raises InvalidRequest on field `list` for what is no list at all.
    """
    words = words.removeprefix("\ufeff")
    if len(words) > MOST_SIGNS:
        raise InvalidRequest(text("admin.list.too_long", most=MOST_SIGNS // 1000), "list")
    rows = _rows(words)
    if not rows:
        raise InvalidRequest(text("admin.list.nothing"), "list")
    where, credits = _columns(rows[0][1])
    lines = rows[1:] if where is not None else rows
    if len(lines) > MOST_LINES:
        raise InvalidRequest(text("admin.list.too_many", most=MOST_LINES), "list")
    return tuple(_line(n, row, where or 0, 1 if credits is None else credits) for n, row in lines)


def _rows(words: str) -> list[tuple[int, list[str]]]:
    """Those with something in them, with the number of their line."""
    first = next((line for line in words.splitlines() if line.strip()), "")
    sign = max(",;\t", key=first.count)
    reader = csv.reader(words.splitlines(), delimiter=sign, skipinitialspace=True)
    try:
        found = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise InvalidRequest(text("admin.list.no_list"), "list") from error
    return [(n, row) for n, row in found if any(row)]


def _columns(first: list[str]) -> tuple[int | None, int | None]:
    """Where address and credits stand when the first line names them."""
    names = [cell.lower() for cell in first]
    where = next((n for n, name in enumerate(names) if name in _ADDRESS), None)
    if where is None:
        return None, None
    credits = next((n for n, name in enumerate(names) if name in _CREDITS), None)
    return where, -1 if credits is None else credits


def _line(n: int, row: list[str], where: int, credits: int) -> GrantLine:
    email = row[where].lower() if where < len(row) else ""
    figure = row[credits] if 0 <= credits < len(row) else ""
    if email.count("@") != 1 or not email.isprintable() or " " in email:
        return GrantLine(n, email, wrong=text("admin.list.no_address", words=email[:60]))
    if not figure:
        return GrantLine(n, email)
    digits = figure.translate(_SPACES)
    whole = digits.isascii() and digits.isdecimal() and len(digits) <= len(str(LARGEST))
    if not whole or not 0 < int(digits) <= LARGEST:
        wrong = text("admin.list.no_amount", words=figure[:20], most=f"{LARGEST:,}")
        return GrantLine(n, email, wrong=wrong)
    return GrantLine(n, email, int(digits))
