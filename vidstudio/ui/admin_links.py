"""A link that is shown once: it goes to the browser and stays in no State."""

import json
from datetime import datetime

import reflex as rx
from reflex.event import EventSpec

from vidstudio.base.texts import text
from vidstudio.studio import current
from vidstudio.ui.admin_rows import dialog_head
from vidstudio.ui.admin_words import long_day
from vidstudio.ui.parts.icons import icon
from vidstudio.views.members import LinkView

DIALOG, ADDRESS = "made-link", "made-link-address"


def shown_once(kind: str, link: LinkView) -> EventSpec:
    """Opens the dialog with the whole address. `kind` is "invite" or "reset"."""
    words = text(f"users.link.{kind}", until=_until(link.ends_at))
    said = ", ".join(json.dumps(one) for one in (link.path, words))
    return rx.call_script(f"window.vidstudio.showLink({said})")


def _until(ends_at: datetime) -> str:
    day = long_day(ends_at.date())
    if (ends_at - current().clock.now()).days >= 1:
        return day
    return f"{day}, {ends_at:%H:%M} UTC"


def link_dialog() -> rx.Component:
    """Filled by admin-users.js."""
    return rx.el.dialog(
        dialog_head(text("users.link.title"), DIALOG),
        rx.el.p(class_name="text-2 pretty", custom_attrs={"data-link-words": ""}),
        rx.el.div(
            rx.el.input(
                id=ADDRESS, class_name="m", read_only=True, aria_label=text("users.link.address")
            ),
            rx.el.button(
                icon("copy", "s14"),
                rx.el.span(text("users.link.copy"), aria_live="polite"),
                type="button",
                class_name="btn dense filled",
                custom_attrs={"data-copies": ADDRESS},
            ),
            class_name="input tall strong-line link-box",
        ),
        rx.el.div(
            rx.el.span(text("users.link.note"), class_name="note"),
            rx.el.button(
                text("users.link.done"),
                type="button",
                class_name="btn main outline",
                custom_attrs={"data-closes": DIALOG},
            ),
            class_name="dialog-foot",
        ),
        id=DIALOG,
        class_name="dialog grant-dialog",
        aria_labelledby=f"{DIALOG}-title",
    )
