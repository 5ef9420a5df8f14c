"""Texts of the catalogue where a Var says how many or which."""

import functools
import operator
from typing import Any

import reflex as rx

from vidstudio.base.texts import catalogue, counted, text

__all__ = ["counted", "counted_var", "filled", "text"]


def filled(key: str, /, **values: Any) -> Any:
    """The text with Vars in the place of its `{names}`, as a Var of one string."""
    pieces = list[Any]()
    rest = catalogue()[key]
    while "{" in rest:
        before, _, after = rest.partition("{")
        name, _, rest = after.partition("}")
        # An empty Var of a string would be no expression at all.
        pieces += [*([before] if before else []), rx.Var.create(values[name]).to(str)]
    pieces += [rest] if rest else []
    return functools.reduce(operator.add, pieces)


def counted_var(key: str, count: Any, /, **values: Any) -> Any:
    """“1 take” or “4 takes”, by a Var."""
    one = filled(f"{key}.one", count=count, **values)
    return rx.cond(count == 1, one, filled(f"{key}.other", count=count, **values))
