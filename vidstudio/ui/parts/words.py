"""Texts of the catalogue where a Var says how many or which."""

import functools
import operator
from typing import Any

import reflex as rx

from vidstudio.base.texts import catalogue, text

__all__ = ["counted_var", "filled", "text"]


def filled(key: str, **values: Any) -> Any:
    """The text with Vars in the place of its `{names}`, as a Var of one string."""
    pieces: list[Any] = []
    rest = catalogue()[key]
    while "{" in rest:
        before, _, after = rest.partition("{")
        name, _, rest = after.partition("}")
        pieces += [before, rx.Var.create(values[name]).to(str)]
    # An empty text would come out as no expression at all.
    shown = [piece for piece in (*pieces, rest) if not isinstance(piece, str) or piece]
    return functools.reduce(operator.add, shown, rx.Var.create(shown.pop(0)))


def counted_var(key: str, count: Any, **values: Any) -> Any:
    """“1 take” or “4 takes”, by a Var."""
    one = filled(f"{key}.one", count=count, **values)
    return rx.cond(count == 1, one, filled(f"{key}.other", count=count, **values))
