"""Texts of the catalogue where a Var says how many or which."""

from typing import Any

import reflex as rx

from vidstudio.base.texts import catalogue, text

__all__ = ["counted_var", "filled", "text"]


def filled(key: str, **values: Any) -> Any:
    """The text with Vars in the place of its `{names}`, as a Var of one string."""
    shown: Any = None
    rest = catalogue()[key]
    while "{" in rest:
        before, _, after = rest.partition("{")
        name, _, rest = after.partition("}")
        value: Any = rx.Var.create(values[name]).to(str)
        # an empty text added to a Var is no expression that the browser can read
        words = rx.Var.create(before) + value if before else value
        shown = words if shown is None else shown + words
    if shown is None:
        return rx.Var.create(rest)
    return shown + rest if rest else shown


def counted_var(key: str, count: Any, **values: Any) -> Any:
    """“1 take” or “4 takes”, by a Var."""
    one = filled(f"{key}.one", count=count, **values)
    return rx.cond(count == 1, one, filled(f"{key}.other", count=count, **values))
