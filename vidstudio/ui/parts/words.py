"""Texts of the catalogue where a Var says how many or which."""

from typing import Any

import reflex as rx

from vidstudio.base.texts import catalogue, counted, text

__all__ = ["counted", "counted_var", "filled", "text"]


def filled(key: str, /, **values: Any) -> Any:
    """The text with Vars in the place of its `{names}`, as a Var of one string."""
    shown: Any = rx.Var.create("")
    rest = catalogue()[key]
    while "{" in rest:
        before, _, after = rest.partition("{")
        name, _, rest = after.partition("}")
        shown = shown + before + rx.Var.create(values[name]).to(str)
    return shown + rest


def counted_var(key: str, count: Any, /, **values: Any) -> Any:
    """“1 take” or “4 takes”, by a Var."""
    one = filled(f"{key}.one", count=count, **values)
    return rx.cond(count == 1, one, filled(f"{key}.other", count=count, **values))
