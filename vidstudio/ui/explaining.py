"""The drawer “Why 40”: the sentence, the bar, the rows, the sum and where it all came from."""

from typing import Annotated, Any

import reflex as rx
from pydantic import Field, StringConstraints
from reflex.event import EventSpec

from vidstudio.services import ledger_pages, statement
from vidstudio.studio import current
from vidstudio.ui.explain_rows import ExplainCard, explain_card
from vidstudio.ui.frame import FrameState
from vidstudio.ui.library_clock import Clock, zone_minutes
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text
from vidstudio.ui.session import access
from vidstudio.views.statement import ExplainView

DRAWER = "explain"
Key = Annotated[str, StringConstraints(max_length=64)]
Number = Annotated[int, Field(ge=1)]


class ExplainState(FrameState):
    """`why` is the row that was asked about last, `offer` what a refund of it would do."""

    why: ExplainCard = ExplainCard()
    _told: ExplainView | None = None
    _early: bool = False

    @rx.event
    @access("member")
    async def explain(self, key: Key) -> EventSpec:
        """A row of the own statement, in the drawer."""
        self._apply_story(await statement.explanation(current(), await self._who(), key))
        return rx.call_script(f"window.vidstudio.open('{DRAWER}')")

    @rx.event
    @access("admin")
    async def unfold(self, workspace_id: Key, seq: Number) -> None:
        """A row of the ledger, under it; a second press folds it up again.

        A page that is loaded again shows its rows before it has read them anew: a press meanwhile
        counts as one on the page that is being opened.
        """
        self._early = not self.is_hydrated
        if (self.why.workspace_id, self.why.key) == (workspace_id, str(seq)):
            self._forget()
            return
        who = await self._who()
        told = await ledger_pages.explanation(current(), who, workspace_id, seq)
        self._apply_story(told)

    def _begin(self) -> None:
        """A page that is opened has no row unfolded, whatever this tab showed before: but one
        that was pressed while it was opening stays."""
        if not self._early:
            self._forget()
        self._early = False

    def _forget(self) -> None:
        self._told = None
        self._assign("why", ExplainCard())

    def _apply_story(self, told: ExplainView) -> None:
        studio = current()
        reader = Clock(
            now=studio.clock.now(), zone_minutes=zone_minutes(self.router.headers.cookie)
        )
        self._told = told
        self.why = explain_card(told, studio.settings.credit_usd, reader)


def explain_drawer(*acts: rx.Component) -> rx.Component:
    """`acts` stand at the right end of its foot."""
    why: Any = ExplainState.why
    return rx.el.dialog(
        _head(why),
        rx.el.div(
            rx.el.p(why.sentence, class_name="why-sentence pretty"),
            why_bar(why),
            _rows(why),
            rx.cond(why.sum.length() > 0, _sum(why)),
            rx.el.dl(rx.foreach(why.facts, _fact), class_name="why-facts small"),
            class_name="why-body",
        ),
        rx.el.div(
            rx.cond(
                why.take_href != "",
                rx.el.a(
                    text("statement.why.open_take"), href=why.take_href, class_name="btn outline"
                ),
            ),
            rx.el.button(
                icon("copy", "s14"),
                text("statement.why.copy"),
                type="button",
                class_name="btn plain",
                custom_attrs={"data-copy": why.copied},
            ),
            rx.el.span(class_name="grow"),
            *acts,
            class_name="row why-foot",
        ),
        id=DRAWER,
        class_name="dialog why",
        aria_labelledby="why-title",
    )


def _head(why: Any) -> rx.Component:
    return rx.el.div(
        rx.cond(
            why.poster_url != "",
            rx.el.span(rx.el.img(src=why.poster_url, alt=""), class_name="thumb"),
        ),
        rx.el.div(
            rx.el.h2(why.title, id="why-title", class_name="h3"),
            rx.el.p(why.subject, class_name="small text-2 ellipsis"),
            class_name="grow",
        ),
        rx.el.button(
            icon("x"),
            type="button",
            aria_label=text("statement.why.close"),
            class_name="icon-btn large",
            custom_attrs={"data-closes": DRAWER},
        ),
        class_name="why-head",
    )


def why_bar(why: Any) -> rx.Component:
    """What was charged, came back, expired or is on hold, each in its share and in words."""
    return rx.cond(
        why.parts.length() > 0,
        rx.el.div(
            rx.foreach(
                why.parts,
                lambda part: rx.el.span(
                    part.words,
                    class_name="why-part",
                    style={"flexGrow": part.percent},
                    custom_attrs={"data-look": part.look},
                ),
            ),
            class_name="why-bar",
        ),
    )


def _rows(why: Any) -> rx.Component:
    columns = ("time", "kind", "credits", "lot", "after")
    return rx.cond(
        why.rows.length() > 0,
        rx.el.section(
            rx.el.h3(
                text("statement.why.rows"),
                rx.el.span(
                    rx.cond(
                        why.of_take,
                        text("statement.why.rows_take"),
                        text("statement.why.rows_one"),
                    ),
                    class_name="small text-2",
                ),
                class_name="title why-heading",
            ),
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(*(rx.el.th(text(f"statement.why.{name}")) for name in columns))
                ),
                rx.el.tbody(rx.foreach(why.rows, _row)),
                class_name="why-rows",
            ),
        ),
    )


def _row(row: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(row.time, class_name="m text-2"),
        rx.el.td(rx.el.span(row.kind, class_name="badge " + row.look)),
        rx.el.td(row.credits, class_name="m"),
        rx.el.td(row.lot, class_name="m text-2"),
        rx.el.td(row.after, class_name="m text-2"),
    )


def _sum(why: Any) -> rx.Component:
    return rx.el.section(
        rx.el.h3(text("statement.why.sum"), class_name="title why-heading"),
        rx.el.dl(
            rx.foreach(
                why.sum,
                lambda fact: rx.el.div(
                    rx.el.dt(fact.name),
                    rx.el.dd(fact.words, class_name="m"),
                    class_name=rx.cond(fact.total, "why-line total", "why-line"),
                ),
            )
        ),
    )


def _fact(fact: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(fact.name, class_name="text-2"),
        rx.el.dd(fact.words, class_name=rx.cond(fact.mono, "m", "")),
    )
