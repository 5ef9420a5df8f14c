"""Models and their prices in a table, with the editor under the one that is open."""

from datetime import datetime
from typing import Any

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.admin_rows import cell
from vidstudio.ui.admin_words import day_words, percent
from vidstudio.ui.amounts import number
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import filled
from vidstudio.views import View
from vidstudio.views.prices import PricedModelView

ROUTE = "/admin/prices"
MICRO = 1_000_000
COLUMNS = ("model", "rule", "usual", "cost", "margin")


class ModelRow(View):
    id: str = ""
    name: str = ""
    vendor: str = ""
    glyph: str = ""
    rule: str = ""
    own_rule: bool = False
    to_come: str = ""
    usual: str = ""
    usual_what: str = ""
    cost: str = ""
    margin: str = ""
    below: bool = False
    missing: bool = False


class Variant(View):
    """A usual wish: what it costs people now, and us."""

    what: str
    now: str
    cost: str
    margin: str
    below: bool


def rule_word(rule: str) -> str:
    return text(f"prices.rules.{rule}") if rule in {"catalogue", "settings"} else rule


def model_row(model: PricedModelView, credit_usd: float, now: datetime) -> ModelRow:
    first = variants(model, credit_usd)[0]
    come = model.to_come_at
    return ModelRow(
        id=model.id,
        name=model.name,
        vendor=model.vendor,
        glyph=model.glyph,
        rule=rule_word(model.rule),
        own_rule=model.rule not in {"catalogue", "settings"},
        to_come=text("prices.to_come", day=day_words(come.date(), now.date())) if come else "",
        usual=first.now,
        usual_what=first.what,
        cost=first.cost,
        margin=first.margin,
        below=any(one.below for one in variants(model, credit_usd)),
        missing=not model.complete,
    )


def variants(model: PricedModelView, credit_usd: float) -> tuple[Variant, ...]:
    """The usual length at each resolution; with sound or pictures where that costs otherwise."""
    found = list[Variant]()
    for kind, table in model.prices.items():
        for resolution in (one for one in model.resolutions if one in table):
            found.append(_variant(model, kind, resolution, credit_usd))
    return tuple(found)


def _variant(model: PricedModelView, kind: str, resolution: str, credit_usd: float) -> Variant:
    units = model.usual_seconds if model.unit == "second" else 1
    credits = model.prices[kind][resolution] * units
    length = f"{model.usual_seconds} s" if model.unit == "second" else text("prices.one_video")
    what = text(f"prices.variants.{kind}", length=length, resolution=resolution)
    bill = model.costs_microdollars.get(resolution)
    if bill is None:
        none = text("admin.people.none")
        return Variant(what=what, now=number(credits), cost=none, margin=none, below=False)
    paid, cost = credits * credit_usd, bill * units / MICRO
    share = (paid - cost) / paid if paid else -1.0
    return Variant(
        what=what,
        now=number(credits),
        cost=f"${cost:.2f}",
        margin=percent(share) if share >= 0 else f"−{percent(-share)}",
        below=paid < cost,
    )


def models_table(rows: Any, here: Any, editor: Any) -> rx.Component:
    """`editor` is what stands under the row of the model `here`."""
    heads = (
        rx.el.th(text(f"prices.columns.{one}"), scope="col", class_name=f"prices-{one}")
        for one in COLUMNS
    )
    last = rx.el.span(text("prices.columns.open"), class_name="visually-hidden")
    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(*heads, rx.el.th(last, scope="col", class_name="go"))),
            rx.el.tbody(rx.foreach(rows, lambda row: _row(row, here, editor))),
            class_name="admin-table cards-table prices-table",
            aria_label=text("admin.areas.prices"),
        ),
        class_name="admin-box cards-box",
    )


def _row(row: Any, here: Any, editor: Any) -> rx.Component:
    open_ = row.id == here
    label = {one: text(f"prices.columns.{one}") for one in COLUMNS}
    margin = rx.cond(row.below, "m number is-warn", "m number")
    return rx.fragment(
        rx.el.tr(
            rx.el.td(_model(row, open_), class_name="card-title"),
            cell(label["rule"], _rule(row), style="prices-rule"),
            cell(
                label["usual"],
                rx.el.span(row.usual, class_name="m"),
                rx.el.span(row.usual_what, class_name="small text-2"),
                style="prices-usual",
            ),
            cell(label["cost"], row.cost, style="m number text-2"),
            cell(label["margin"], row.margin, style=margin),
            rx.el.td(
                rx.cond(open_, icon("chevron-up"), icon("chevron-down")), class_name="go text-2"
            ),
            class_name=rx.cond(open_, "people-row card on", "people-row card"),
        ),
        rx.cond(open_, rx.el.tr(rx.el.td(editor, col_span=6), class_name="prices-editor")),
        key=row.id,
    )


def _model(row: Any, open_: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(row.glyph, class_name="glyph", custom_attrs={"aria-hidden": "true"}),
        rx.el.div(
            rx.el.a(
                row.name,
                href=rx.cond(open_, ROUTE, f"{ROUTE}?model={row.id}"),
                class_name="people-name",
                custom_attrs={"aria-expanded": rx.cond(open_, "true", "false")},
            ),
            rx.el.span(row.vendor, class_name="small text-2"),
            class_name="stack",
        ),
        rx.cond(row.below, rx.el.span(text("prices.below"), class_name="badge warn")),
        rx.cond(row.missing, rx.el.span(text("prices.missing"), class_name="badge bad")),
        class_name="row people-who",
    )


def _rule(row: Any) -> rx.Component:
    return rx.el.span(
        rx.el.span(row.rule, class_name=rx.cond(row.own_rule, "badge accent", "badge")),
        rx.cond(row.to_come != "", rx.el.span(row.to_come, class_name="small text-2")),
        class_name="row",
    )


def variants_table(found: Any, takes: Any) -> rx.Component:
    def row(one: Any) -> rx.Component:
        return rx.el.tr(
            rx.el.td(one.what),
            rx.el.td(one.now, class_name="m number"),
            rx.el.td(one.cost, class_name="m number text-2"),
            rx.el.td(one.margin, class_name=rx.cond(one.below, "m number is-warn", "m number")),
        )

    heads = ("what", "now", "cost", "margin")
    return rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    *(
                        rx.el.th(
                            text(f"prices.columns.{one}"),
                            scope="col",
                            class_name="" if one == "what" else "number",
                        )
                        for one in heads
                    )
                )
            ),
            rx.el.tbody(rx.foreach(found, row)),
            class_name="admin-table dense variants-table",
            aria_label=text("prices.usual"),
        ),
        rx.el.p(
            rx.cond(takes > 0, filled("prices.behind", takes=takes), text("prices.no_bills")),
            class_name="small text-2 pretty",
        ),
        class_name="variants",
    )
