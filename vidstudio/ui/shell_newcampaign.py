"""The dialog "New campaign": one sentence is enough, an address in it is read.

newcampaign.js keeps what is typed, reads the address, and shows what was read to be corrected.
"""

import reflex as rx

from vidstudio.rules.brief import CHANNELS
from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon, ratio_outline
from vidstudio.ui.parts.words import text
from vidstudio.ui.shell_campaigns import DIALOG, NewCampaignState

ERROR = "new-campaign-error"


def new_campaign_dialog() -> rx.Component:
    return rx.el.dialog(
        rx.el.form(
            rx.el.div(
                rx.el.h2(text("brief.new.title"), id="new-campaign-title", class_name="h2"),
                rx.el.button(
                    icon("x"),
                    type="button",
                    aria_label=text("brief.new.close"),
                    class_name="icon-btn",
                    custom_attrs={"data-closes": DIALOG},
                ),
                class_name="dialog-head",
            ),
            _words(),
            _read(),
            _pictures(),
            rx.el.div(_channels(), _budget(), class_name="new-pair"),
            _name(),
            rx.el.p(id=ERROR, class_name="field-error", role="alert"),
            _foot(),
            custom_attrs={"noValidate": True, "data-usd": FrameState.credit_price_usd},
        ),
        rx.el.input(type="text", hidden=True, id="campaign-made", on_change=NewCampaignState.go),
        id=DIALOG,
        class_name="dialog new-campaign",
        aria_labelledby="new-campaign-title",
    )


def _words() -> rx.Component:
    return rx.el.div(
        rx.el.label(text("brief.new.words"), html_for="new-campaign-words", class_name="label"),
        rx.el.textarea(
            id="new-campaign-words",
            name="words",
            class_name="input strong-line",
            rows="2",
            placeholder=text("brief.new.words_hint"),
        ),
        class_name="field",
    )


def _read() -> rx.Component:
    """What was read of the address; nothing before there is one."""
    return rx.el.div(
        rx.el.div(
            rx.el.i(class_name="bead"),
            icon("check", "s14 is-accent"),
            icon("triangle-alert", "s14 is-warn"),
            rx.el.span(id="new-read-words", class_name="grow", role="status"),
            rx.el.button(
                text("brief.new.correct"),
                type="button",
                class_name="link",
                custom_attrs={"data-corrects": ""},
            ),
            class_name="row small text-2",
        ),
        rx.el.p(id="new-read-summary"),
        rx.el.textarea(
            id="new-page-summary",
            name="page_summary",
            class_name="input",
            rows="4",
            hidden=True,
            aria_label=text("brief.new.what_was_read"),
        ),
        id="new-read",
        class_name="new-read",
        hidden=True,
    )


def _pictures() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span(text("brief.new.pictures"), class_name="grow"),
            rx.el.span(id="new-pictures-words"),
            class_name="label",
        ),
        rx.el.div(
            rx.el.div(id="new-pictures", class_name="new-picture-row"),
            rx.el.label(
                icon("plus"),
                rx.el.input(
                    type="file",
                    accept="image/*",
                    multiple=True,
                    id="new-picture-file",
                    aria_label=text("brief.new.add_picture"),
                ),
                class_name="new-picture add",
                title=text("brief.new.pictures_hint"),
            ),
            class_name="new-pictures",
        ),
        class_name="field",
    )


def _channels() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(text("brief.new.channels"), class_name="label"),
        rx.el.div(
            *(
                rx.el.label(
                    rx.el.input(
                        type="checkbox", name="channels", value=key, class_name="visually-hidden"
                    ),
                    ratio_outline(channel.aspect_ratio),
                    channel.name,
                    class_name="option",
                )
                for key, channel in CHANNELS.items()
            ),
            class_name="options",
        ),
        class_name="field",
    )


def _budget() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.label(text("brief.new.budget"), html_for="new-campaign-budget"),
            rx.el.span(class_name="grow"),
            rx.el.span(id="new-dollars"),
            class_name="label",
        ),
        rx.el.div(
            rx.el.input(
                type="text",
                id="new-campaign-budget",
                name="budget_credits",
                class_name="m",
                auto_complete="off",
                placeholder=text("brief.none"),
                custom_attrs={"inputMode": "numeric"},
            ),
            rx.el.span(text("brief.new.credits"), class_name="small text-2"),
            class_name="input",
        ),
        class_name="field new-budget",
    )


def _name() -> rx.Component:
    return rx.el.div(
        rx.el.label(text("brief.new.name"), html_for="new-campaign-name", class_name="label"),
        rx.el.input(
            type="text",
            id="new-campaign-name",
            name="name",
            class_name="input",
            placeholder=text("brief.new.name_hint"),
            auto_complete="off",
        ),
        class_name="field",
    )


def _foot() -> rx.Component:
    """Enter in a field presses the first of the two."""
    return rx.el.div(
        rx.el.span(text("brief.new.note"), class_name="note"),
        rx.el.button(
            text("brief.new.empty"),
            type="submit",
            class_name="btn main outline",
            name="start",
            value="",
        ),
        rx.el.button(
            text("brief.new.start"),
            type="submit",
            class_name="btn main filled",
            name="start",
            value="1",
        ),
        class_name="dialog-foot",
    )
