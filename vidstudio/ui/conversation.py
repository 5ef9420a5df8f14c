"""The conversation of a campaign: what people noted, and what became of the takes."""

import reflex as rx

from vidstudio.services import campaigns
from vidstudio.studio import current
from vidstudio.ui.live import ScreenState
from vidstudio.ui.parts.anchor import anchor
from vidstudio.ui.parts.icons import icon, take_icon
from vidstudio.ui.session import access
from vidstudio.ui.takes import takes_region
from vidstudio.views import MessageView

NOTE_LIMIT = 4000


class ConversationState(ScreenState):
    @rx.event
    @access("member")
    async def say(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Keeps a note. What was typed stays in the box until it is kept."""
        text = form.get("message", "").strip()[:NOTE_LIMIT]
        if not text:
            return None
        await campaigns.say(current(), await self._who(), self.campaign.id, text)
        return rx.call_script("document.dispatchEvent(new Event('vidstudio:noted'))")


def conversation() -> rx.Component:
    """Region "Conversation". It is held at its end: new lines push the old ones up."""
    return rx.el.section(
        rx.el.div(
            rx.cond(ScreenState.ready, _thread(), _skeleton()),
            class_name="talk-scroll",
            tab_index=-1,
        ),
        _composer(),
        class_name="talk",
        aria_label="Conversation",
    )


def _thread() -> rx.Component:
    nothing_yet = (ScreenState.messages.length() == 0) & (ScreenState.cards.length() == 0)
    return rx.el.div(
        rx.cond(
            nothing_yet,
            _empty(),
            rx.fragment(
                rx.el.div(
                    rx.foreach(ScreenState.messages, _message), class_name="messages", role="log"
                ),
                takes_region(),
            ),
        ),
        class_name="thread",
    )


def _message(message: rx.Var[MessageView]) -> rx.Component:
    return rx.cond(
        message.author == "user",
        rx.el.p(message.text, class_name="said-by-you", key=message.id),
        rx.cond(
            message.task_id,
            _about_take(message),
            rx.el.p(message.text, class_name="said-here", key=message.id),
        ),
    )


def _about_take(message: rx.Var[MessageView]) -> rx.Component:
    return anchor(
        take_icon("s14"),
        rx.el.span(message.text),
        icon("chevron-right", "s12"),
        href=f"?take={message.task_id}",
        class_name="take-news",
        key=message.id,
        custom_attrs={"data-open-take": message.task_id},
    )


def _empty() -> rx.Component:
    shapes = ["upright", "wide dashed", "square alive", "portrait dashed"]
    return rx.el.div(
        rx.el.div(
            *(rx.el.i(class_name=f"shape {shape}") for shape in shapes),
            class_name="shapes",
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.h1("What are you promoting?", class_name="h1"),
        rx.el.p(
            "Describe the picture, the light and the move in the panel, add your own photos, "
            "and press Generate. Every take is kept here, with what it cost.",
            class_name="said-here",
        ),
        rx.el.button(
            "Write the prompt",
            type="button",
            class_name="btn main filled",
            custom_attrs={"data-focus": "Prompt"},
        ),
        takes_region(),
        class_name="talk-empty",
    )


def _skeleton() -> rx.Component:
    return rx.el.div(
        *(rx.el.div(class_name=f"skeleton line-{n}") for n in (1, 2, 3)),
        class_name="thread talk-loading",
        custom_attrs={"aria-hidden": "true"},
    )


def _composer() -> rx.Component:
    return rx.el.form(
        rx.el.textarea(
            id="note-text",
            name="message",
            rows="1",
            max_length=NOTE_LIMIT,
            placeholder="Write a note for this campaign",
            aria_label="Message",
            class_name="composer-text",
        ),
        rx.el.div(
            rx.el.span("Kept with the campaign", class_name="small text-2 composer-hint"),
            rx.el.button(
                icon("arrow-up"),
                type="submit",
                title="Send",
                aria_label="Send",
                class_name="composer-send",
            ),
            class_name="composer-foot",
        ),
        class_name="composer",
        on_submit=ConversationState.say,
        custom_attrs={"data-composer": ""},
    )
