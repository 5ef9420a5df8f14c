"""Icons: lucide at 16 px and 1.75 stroke, and the glyphs that are our own.

Sizes come from the classes `s12`, `s14`, `s20` of base.css; 16 is the default.
"""

import reflex as rx


def icon(name: str, extra: str = "") -> rx.Component:
    """A lucide icon by its name; silent for screen readers."""
    return rx.icon(
        tag=name, class_name=f"icon {extra}".strip(), custom_attrs={"aria-hidden": "true"}
    )


def _glyph(*paths: str, extra: str = "") -> rx.Component:
    return rx.el.svg(
        *(rx.el.svg.path(d=path) for path in paths),
        class_name=f"icon {extra}".strip(),
        view_box="0 0 24 24",
        fill="none",
        stroke="currentColor",
        stroke_linecap="round",
        stroke_linejoin="round",
        custom_attrs={"aria-hidden": "true"},
    )


def credit_icon(extra: str = "") -> rx.Component:
    return _glyph("M12 2.8 20 7.4v9.2l-8 4.6-8-4.6V7.4z", "M9 12h6", extra=extra)


def take_icon(extra: str = "") -> rx.Component:
    """A clapper: two boards and the box under them."""
    return _glyph(
        "m12.296 3.464 3.02 3.956",
        "M20.2 6 3 11l-.9-2.4c-.3-1.1.3-2.2 1.3-2.5l13.5-4c1.1-.3 2.2.3 2.5 1.3z",
        "M3 11h18v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z",
        "m6.18 5.276 3.1 3.899",
        extra=extra,
    )


def refused_icon(extra: str = "") -> rx.Component:
    """An octagon with a bar: refused by the provider."""
    return _glyph("M8.3 2.5h7.4l5.8 5.8v7.4l-5.8 5.8H8.3l-5.8-5.8V8.3z", "M8 12h8", extra=extra)


def queue_icon(extra: str = "") -> rx.Component:
    return _glyph(
        "M21 5H3",
        "M10 12H3",
        "M10 19H3",
        "M15 12.003a1 1 0 0 1 1.517-.859l4.997 2.997a1 1 0 0 1 0 1.718l-4.997 2.997"
        "a1 1 0 0 1-1.517-.86z",
        extra=extra,
    )


def logo(size_px: int = 28) -> rx.Component:
    """The mark: an upright frame with the tally light beside it."""
    return rx.el.svg(
        rx.el.svg.rect(
            x="7",
            y="3.2",
            width="13",
            height="21.6",
            rx="3.2",
        ),
        rx.el.svg.path(
            d="M20 12V6.4A3.2 3.2 0 0 0 16.8 3.2H10.2A3.2 3.2 0 0 0 7 6.4V12",
        ),
        rx.el.svg.circle(cx="24", cy="4.6", r="2.6"),
        class_name="logo",
        width=str(size_px),
        height=str(size_px),
        view_box="0 0 28 28",
        fill="none",
        role="img",
        custom_attrs={"aria-label": "vidstudio"},
    )


def ratio_outline(ratio: str | rx.Var[str]) -> rx.Component:
    """The true shape of a clip, beside its words. `ratio` is "16:9", "9:16", "1:1" or "4:5"."""
    return rx.el.i(class_name="ratio", custom_attrs={"data-ratio": ratio, "aria-hidden": "true"})
