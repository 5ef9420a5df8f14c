"""One field of the brief with its name and the room for notes: brief.js fills both in."""

import reflex as rx

from vidstudio.ui.parts.words import text


def _labelled(name: str, field: rx.Component) -> rx.Component:
    """The note and the error are filled in by brief.js."""
    return rx.el.div(
        rx.el.label(text(f"brief.field.{name}"), html_for=f"brief-{name}", class_name="label"),
        field,
        notes(name),
        class_name="field",
    )


def notes(name: str) -> rx.Component:
    return rx.el.div(
        id=f"brief-{name}-notes", class_name="brief-notes", aria_live="polite", role="status"
    )


def area(name: str) -> rx.Component:
    return _labelled(
        name,
        rx.el.textarea(
            id=f"brief-{name}",
            rows="2",
            class_name="input",
            placeholder=text(f"brief.hint.{name}"),
            custom_attrs={"data-brief-field": name, "aria-describedby": f"brief-{name}-notes"},
        ),
    )


def line(name: str) -> rx.Component:
    return _labelled(
        name,
        rx.el.input(
            type="text",
            id=f"brief-{name}",
            class_name="input",
            auto_complete="off",
            placeholder=text(f"brief.hint.{name}"),
            custom_attrs={"data-brief-field": name, "aria-describedby": f"brief-{name}-notes"},
        ),
    )
