"""The prompt: a plain text area with its tools inside the same frame.

template.js folds fields out above it, refine.js lays a suggestion over it; what they write into
has no children here.
"""

from typing import Any

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.rules.templates import TEMPLATES, Template, TemplateField
from vidstudio.ui.parts.icons import icon

Shown = Any  # a State's var: to the type checker it is the value itself
MOVES = (
    "push-in", "pull-out", "orbit", "handheld", "static", "pan", "tilt", "tracking", "crane",
    "close-up", "top",
)  # fmt: skip


def prompt_box(model: Shown, draft: Shown, seeds: Shown) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.label(text("make.prompt.label"), html_for="make-prompt"),
            rx.el.span(class_name="grow"),
            _template_button(),
            class_name="prompt-label",
        ),
        rx.el.div(
            *(_fields(template) for template in TEMPLATES.values()),
            rx.el.p(id="template-text", class_name="template-text", aria_live="polite"),
            _area(draft, seeds),
            rx.el.div(id="refine-view", class_name="refine-view", aria_live="polite"),
            _tools(model),
            _refine_bar(),
            id="prompt-frame",
            class_name="prompt-frame",
        ),
        _templates(),
        _camera(),
        class_name="prompt",
    )


def _area(draft: Shown, seeds: Shown) -> rx.Component:
    return rx.el.textarea(
        id="make-prompt",
        name="prompt",
        key=seeds,
        default_value=draft.prompt,
        placeholder=text("make.prompt.hint"),
        aria_label=text("make.prompt.label"),
        auto_complete="off",
        custom_attrs={"aria-describedby": "make-counter"},
        class_name="prompt-text",
    )


def _tools(model: Shown) -> rx.Component:
    avoid = _tool("circle-off", "make.prompt.avoid", own_id="make-avoid-open")
    return rx.el.div(
        _tool("wand-sparkles", "make.prompt.refine", own_id="make-refine"),
        _tool("video", "make.prompt.camera", own_id="make-camera", popovertarget="make-moves"),
        rx.cond(model.negative_prompt, avoid),
        _tool("type", "make.prompt.as_text", own_id="make-as-text"),
        rx.el.span(class_name="grow"),
        rx.el.span(id="make-counter", class_name="prompt-counter m"),
        class_name="prompt-tools",
    )


def _tool(name: str, key: str, own_id: str, **attributes: str) -> rx.Component:
    return rx.el.button(
        icon(name, "s14"),
        text(key),
        type="button",
        id=own_id,
        class_name="btn plain dense",
        custom_attrs=attributes,
    )


def _refine_bar() -> rx.Component:
    """Its buttons; refine.js shows those that fit."""
    kinds = (
        ("accept", "btn filled dense"),
        ("keep", "btn outline dense"),
        ("again", "btn plain dense"),
        ("stop", "btn outline dense"),
        ("both", "btn plain dense refine-both"),
    )
    buttons = [
        rx.el.button(
            rx.fragment(icon("refresh-cw", "s14")) if name == "again" else rx.fragment(),
            text(f"make.prompt.{name}"),
            type="button",
            hidden=True,
            class_name=style,
            custom_attrs={"data-refine": name},
        )
        for name, style in kinds
    ]
    return rx.el.div(*buttons, class_name="refine-bar")


# ── templates ────────────────────────────────────────────────────────────────────────────────
def _template_button() -> rx.Component:
    return rx.el.button(
        # A name from the start: the page script puts the chosen one here.
        rx.el.span(
            text("make.prompt.template", name=text("guide.template.free")),
            id="make-template-name",
        ),
        icon("chevron-down", "s14"),
        type="button",
        id="make-template",
        class_name="template-button",
        custom_attrs={"popovertarget": "make-templates"},
    )


def _fields(template: Template) -> rx.Component:
    return rx.el.div(
        *(_field(template, field) for field in template.fields),
        role="group",
        aria_label=template.name,
        class_name="template-fields",
        custom_attrs={"data-template": template.id},
    )


def _field(template: Template, field: TemplateField) -> rx.Component:
    """The hidden name keeps the browser from guessing what to fill in."""
    own_id = f"template-{template.id}-{field.name}"
    return rx.el.label(
        rx.el.span(field.label, class_name="template-label"),
        rx.el.input(
            type="text",
            id=own_id,
            placeholder=field.question,
            title=field.hint,
            max_length=field.limit,
            auto_complete="off",
            class_name="template-input",
            custom_attrs={"data-field": field.name, "data-template-of": template.id},
        ),
        icon("pencil", "s12 text-2"),
        class_name="template-row",
    )


def _templates() -> rx.Component:
    free = ("", text("guide.template.free"), text("guide.template.free_line"), "")
    known = [(one.id, one.name, one.line, _sets(one)) for one in TEMPLATES.values()]
    return rx.el.div(
        sheet_head(text("make.prompt.templates")),
        *(_choice(*row) for row in (free, *known)),
        rx.el.p(id="template-sets", class_name="template-sets small text-2"),
        id="make-templates",
        role="group",
        aria_label=text("make.prompt.templates"),
        class_name="popover make-pop template-menu",
        custom_attrs={"popover": "auto", "data-at": "beside", "data-by": "make-template"},
    )


def _sets(one: Template) -> str:
    values = {"ratio": one.aspect_ratio, "seconds": one.duration_seconds}
    return text("guide.template.sets", **values)


def _choice(template_id: str, name: str, line: str, sets: str) -> rx.Component:
    return rx.el.button(
        rx.el.span(rx.el.b(name), rx.el.span(line, class_name="small text-2"), class_name="two"),
        icon("check"),
        type="button",
        class_name="menu-row tall",
        custom_attrs={"data-choose-template": template_id, "data-name": name, "data-sets": sets},
    )


def sheet_head(title: str) -> rx.Component:
    """On the phone a popover is a sheet, with a grip, a title and a way out."""
    return rx.el.div(
        rx.el.div(class_name="sheet-grip", custom_attrs={"aria-hidden": "true"}),
        rx.el.div(
            rx.el.h2(title, class_name="h2 grow"),
            rx.el.button(
                icon("x"),
                type="button",
                aria_label=text("make.close"),
                class_name="icon-btn",
                custom_attrs={"data-pop-close": ""},
            ),
            class_name="picker-head",
        ),
        class_name="sheet-top",
    )


def _camera() -> rx.Component:
    def chip(move: str) -> rx.Component:
        name, _, words = text(f"make.camera.{move}").partition("|")
        return rx.el.button(
            name,
            type="button",
            title=words,
            class_name="pill move",
            custom_attrs={"data-move": words},
        )

    return rx.el.div(
        sheet_head(text("make.prompt.camera_moves")),
        rx.el.div(*(chip(move) for move in MOVES), class_name="moves"),
        id="make-moves",
        role="group",
        aria_label=text("make.prompt.camera_moves"),
        class_name="popover make-pop camera-menu",
        custom_attrs={"popover": "auto", "data-at": "beside", "data-by": "make-camera"},
    )
