"""“Charged each day”: a stacked bar a day, its legend, and the same as a table.

The bars are recharts'. Reflex loads that library only where a chart is drawn.
"""

from typing import Any

import reflex as rx

from vidstudio.ui.admin_words import day_words
from vidstudio.ui.amounts import number
from vidstudio.ui.parts.words import filled, text
from vidstudio.ui.takenames import provider_name
from vidstudio.views import View
from vidstudio.views.dashboard import ChartBy, ChartView

MOST = 5  # four and the rest: as many colours as tokens.css has for charts
BY: tuple[ChartBy, ...] = ("model", "person", "provider")
_TICK = {"fill": "var(--text-2)", "fontSize": 11, "fontFamily": "var(--mono)", "wordSpacing": -3}
_FLOAT = {
    "background": "var(--raised)",
    "border": 0,
    "borderRadius": 10,
    "boxShadow": "var(--shadow-float)",
    "padding": "8px 12px",
    "font": "var(--small)",
}


class SeriesCard(View):
    colour: str
    name: str
    total: str


class DayRow(View):
    """A day of the table: the sum, then the series in their order."""

    day: str
    sum: str
    credits: tuple[str, ...]


class ChartCard(View):
    """`bars` holds a day each: `day`, and `s0` to `s4` in credits."""

    by: str = "model"
    names: str = ""
    series: tuple[SeriesCard, ...] = ()
    bars: tuple[dict[str, int | str], ...] = ()
    rows: tuple[DayRow, ...] = ()


def chart_card(view: ChartView) -> ChartCard:
    today = view.days[-1].day if view.days else None
    names = [_name(view.by, one.key, one.name) for one in view.series]
    return ChartCard(
        by=view.by,
        names=", ".join(names),
        series=tuple(
            SeriesCard(colour=f"var(--c{n + 1})", name=name, total=number(one.total_credits))
            for n, (name, one) in enumerate(zip(names, view.series, strict=True))
        ),
        bars=tuple(
            {"day": day_words(one.day, today or one.day)}
            | {f"s{n}": credits for n, credits in enumerate(one.credits)}
            for one in view.days
        ),
        rows=tuple(
            DayRow(
                day=day_words(one.day, today or one.day),
                sum=number(sum(one.credits)),
                credits=tuple(map(number, one.credits)),
            )
            for one in reversed(view.days)
            if any(one.credits)
        ),
    )


def _name(by: ChartBy, key: str, name: str) -> str:
    if not key:
        return text("admin.chart.rest")
    return provider_name(key) if by == "provider" else name


def daily_chart(chart: Any, names: Any, choose: Any) -> rx.Component:
    """`chart` is a Var of a ChartCard, `names` of its five names, `choose` takes what to tell
    apart."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(text("admin.chart.title"), class_name="h3 grow"),
            rx.el.ul(rx.foreach(chart.series, _legend), class_name="chart-legend small text-2"),
            _toggle(chart, choose),
            class_name="chart-head",
        ),
        rx.cond(
            chart.series.length() > 0,
            rx.fragment(_bars(chart, names), _table(chart)),
            rx.el.p(text("admin.chart.nothing"), class_name="empty"),
        ),
        class_name="admin-box chart-card",
        aria_label=text("admin.chart.title"),
    )


def _legend(series: Any) -> rx.Component:
    return rx.el.li(rx.el.i(style={"background": series.colour}), series.name, title=series.total)


def _toggle(chart: Any, choose: Any) -> rx.Component:
    return rx.el.div(
        *(
            rx.el.button(
                text(f"admin.chart.{by}"),
                type="button",
                role="radio",
                class_name="seg-option",
                on_click=choose(by),
                custom_attrs={"aria-checked": rx.cond(chart.by == by, "true", "false")},
            )
            for by in BY
        ),
        class_name="seg",
        role="radiogroup",
        aria_label=text("admin.chart.by"),
    )


def _bars(chart: Any, names: Any) -> rx.Component:
    charts = rx.recharts
    return rx.el.div(
        charts.bar_chart(
            charts.cartesian_grid(vertical=False, stroke="var(--line)"),
            charts.x_axis(
                data_key="day",
                axis_line=False,
                tick_line=False,
                tick=_TICK,
                interval="equidistantPreserveStart",
                min_tick_gap=48,
            ),
            charts.y_axis(axis_line=False, tick_line=False, tick=_TICK, tick_count=4, width=40),
            charts.graphing_tooltip(
                content_style=_FLOAT,
                item_style={"color": "var(--text)", "padding": 0},
                label_style={"color": "var(--text-2)"},
                cursor={"fill": "var(--hover)"},
                is_animation_active=False,
            ),
            *(
                charts.bar(
                    data_key=f"s{n}",
                    name=names[n],
                    stack_id="day",
                    fill=f"var(--c{n + 1})",
                    is_animation_active=False,
                )
                for n in range(MOST)
            ),
            data=chart.bars,
            margin={"top": 8, "right": 0, "left": -6, "bottom": 0},
            bar_category_gap="12%",
            height="100%",
        ),
        class_name="chart-bars",
        role="img",
        custom_attrs={"aria-label": filled("admin.chart.label", names=chart.names)},
    )


def _table(chart: Any) -> rx.Component:
    def head(series: Any) -> rx.Component:
        return rx.el.th(series.name, scope="col", class_name="number")

    def row(day: Any) -> rx.Component:
        return rx.el.tr(
            rx.el.th(day.day, scope="row", class_name="m"),
            rx.el.td(day.sum, class_name="number m"),
            rx.foreach(day.credits, lambda one: rx.el.td(one, class_name="number m")),
        )

    return rx.el.details(
        rx.el.summary(text("admin.chart.table"), class_name="small text-2"),
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th(text("admin.chart.day"), scope="col"),
                        rx.el.th(text("admin.chart.sum"), scope="col", class_name="number"),
                        rx.foreach(chart.series, head),
                    )
                ),
                rx.el.tbody(rx.foreach(chart.rows, row)),
                class_name="admin-table dense",
            ),
            class_name="chart-table",
            tab_index=0,
            role="region",
            aria_label=text("admin.chart.title"),
        ),
    )
