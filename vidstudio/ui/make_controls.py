"""The rows of the make panel below the prompt. Plain native inputs: make.js reads and paints them.

An element that make.js writes into has no children here, so React leaves it alone.
"""

from typing import Any

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.parts.icons import icon

Shown = Any  # a State's var: to the type checker it is the value itself


def length(model: Shown, draft: Shown, adjusted: Shown) -> rx.Component:
    """A native slider over the model's own steps; plain text where there is only one."""
    slider = rx.el.span(
        rx.el.span(class_name="length-stops", custom_attrs={"aria-hidden": "true"}),
        rx.el.input(
            type="range",
            name="duration_seconds",
            min=model.shortest,
            max=model.longest,
            step=model.step,
            default_value=draft.duration_seconds,
            id="make-length",
            aria_label=text("make.setting.length"),
            class_name="length-slider",
        ),
        rx.el.output(class_name="length-value m", custom_attrs={"aria-hidden": "true"}),
        class_name="length",
    )
    only = rx.el.span(
        rx.el.span(f"{model.longest} s", class_name="m"),
        rx.el.input(type="hidden", name="duration_seconds", default_value=model.longest),
        class_name="setting-text",
    )
    control = rx.cond(model.shortest == model.longest, only, slider)
    return setting("length", "duration_seconds", adjusted, control)


def ratio(model: Shown, draft: Shown, adjusted: Shown) -> rx.Component:
    def choice(row: Shown) -> rx.Component:
        outline = rx.el.i(
            class_name="outline",
            style={"width": f"{row.width}px", "height": f"{row.height}px"},
            custom_attrs={"aria-hidden": "true"},
        )
        word = rx.el.span(row.value, class_name="m")
        return option("aspect_ratio", row.value, draft.aspect_ratio, outline, word)

    return setting("ratio", "aspect_ratio", adjusted, group("ratio", model.ratios, choice))


def quality(model: Shown, draft: Shown, adjusted: Shown) -> rx.Component:
    """The price step beside each word is make.js's: it moves with length and sound."""

    def choice(row: Shown) -> rx.Component:
        step = rx.el.span(
            class_name="price-step m", custom_attrs={"data-step": row.value, "aria-hidden": "true"}
        )
        word = rx.el.span(row.word, class_name="m")
        return option("resolution", row.value, draft.resolution, word, step)

    return setting("quality", "resolution", adjusted, group("quality", model.qualities, choice))


def group(label: str, rows: Shown, choice: Any) -> rx.Component:
    return rx.el.div(
        rx.foreach(rows, choice),
        role="radiogroup",
        aria_label=text(f"make.setting.{label}"),
        class_name="choices",
        custom_attrs={"data-count": rows.length()},
    )


def option(name: str, value: Shown, chosen: Shown, *content: rx.Component) -> rx.Component:
    """A native radio button that lies invisibly over its own picture and words."""
    radio = rx.el.input(
        type="radio",
        name=name,
        value=value,
        default_checked=value == chosen,
        aria_label=value,
        class_name="choice-input",
    )
    return rx.el.label(radio, *content, class_name="choice", key=value)


def takes_and_sound(model: Shown, draft: Shown, adjusted: Shown) -> rx.Component:
    stepper = rx.el.span(
        _step_button(text("make.setting.fewer"), "minus", -1),
        rx.el.input(
            type="number",
            name="takes",
            min=1,
            max=4,
            default_value=draft.takes,
            aria_label=text("make.setting.takes"),
            class_name="stepper-value m",
        ),
        _step_button(text("make.setting.more"), "plus", 1),
        class_name="stepper",
    )
    return setting(
        "takes", "audio", adjusted, rx.el.span(stepper, _sound(model, draft), class_name="spread")
    )


def _step_button(label: str, name: str, step: int) -> rx.Component:
    return rx.el.button(
        icon(name, "s14"),
        type="button",
        aria_label=label,
        class_name="stepper-button",
        custom_attrs={"data-takes-step": step},
    )


def _sound(model: Shown, draft: Shown) -> Any:
    switch = rx.el.label(
        rx.el.span(text("make.setting.sound")),
        rx.el.input(
            type="checkbox",
            role="switch",
            name="audio",
            default_checked=draft.audio,
            aria_label=text("make.setting.sound"),
            class_name="sound-switch",
        ),
        class_name="sound",
    )
    return rx.match(
        model.sound,
        ("optional", switch),
        ("always", rx.el.span(text("make.setting.always"), class_name="sound")),
        rx.el.span(text("make.setting.silent"), class_name="sound"),
    )


def advanced(model: Shown, draft: Shown) -> rx.Component:
    """Folded; the summary counts what differs from the default."""
    summary = rx.el.summary(
        icon("chevron-right", "s14 chevron"),
        rx.el.span(text("make.setting.advanced"), class_name="setting-name"),
        rx.el.span(class_name="advanced-count"),
        class_name="setting advanced-summary",
    )
    return rx.el.details(
        summary,
        rx.el.div(
            _seed(draft),
            _avoid(model, draft),
            class_name="advanced-body",
        ),
        id="make-advanced",
        class_name="advanced",
    )


def _seed(draft: Shown) -> rx.Component:
    return rx.el.div(
        rx.el.label(text("make.setting.seed"), html_for="make-seed", class_name="setting-name"),
        rx.el.span(
            rx.el.input(
                id="make-seed",
                name="seed",
                default_value=draft.seed,
                placeholder=text("make.setting.seed_hint"),
                auto_complete="off",
                custom_attrs={"inputmode": "numeric"},
                class_name="m",
            ),
            _tool(text("make.setting.roll"), "dices", "dice"),
            _tool(text("make.setting.clear"), "x", "clear"),
            class_name="input",
        ),
        class_name="advanced-row",
    )


def _tool(label: str, name: str, action: str) -> rx.Component:
    return rx.el.button(
        icon(name, "s14"),
        type="button",
        aria_label=label,
        title=label,
        class_name="icon-btn",
        custom_attrs={"data-seed-tool": action},
    )


def _avoid(model: Shown, draft: Shown) -> rx.Component:
    return rx.el.div(
        rx.el.label(text("make.prompt.avoid"), html_for="make-avoid", class_name="setting-name"),
        rx.el.textarea(
            id="make-avoid",
            name="negative_prompt",
            default_value=draft.negative_prompt,
            placeholder=text("make.prompt.avoid_hint"),
            rows="2",
            class_name="input avoid-text",
        ),
        hidden=~model.negative_prompt,
        class_name="advanced-row",
    )


def setting(name: str, field: str, adjusted: Shown, control: rx.Component) -> rx.Component:
    """One 44 px row: the word on the left, the control on the right; washed while adjusted."""
    return rx.el.div(
        rx.el.span(text(f"make.setting.{name}"), class_name="setting-name"),
        control,
        class_name=rx.cond(adjusted.contains(field), "setting is-adjusted", "setting"),
        custom_attrs={"data-setting": field},
    )
