"""The browser door as one Reflex app: pages, style sheets, page scripts, errors, the hub."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import reflex as rx
from reflex.app import default_error_boundary
from reflex_base.vars.function import ArgsFunctionOperation

from vidstudio.base.texts import script_texts, text
from vidstudio.ui import (
    admin_audit,
    admin_ledger,
    admin_overview,
    admin_people,
    admin_prices,
    admin_providers,
    admin_queue,
    admin_users,
    campaign,
    creative,
    joining,
    library,
    publish,
    queue_page,
    review,
    signin,
    start,
    statement,
)
from vidstudio.ui.answering import answers_told
from vidstudio.ui.entrance import EntranceState
from vidstudio.ui.live import kept_up_to_date
from vidstudio.ui.session import KeepSecrets, backend_exception_handler, frontend_exception_handler
from vidstudio.ui.shell import waiting_frame
from vidstudio.ui.tabstore import impatient

ASSETS = Path(__file__).resolve().parents[2] / "assets"
# Later sheets build on these; page scripts call what live.js offers.
PRODUCT = text("frame.product")
FIRST_STYLES = ("tokens", "base", "frame")
FIRST_SCRIPTS = (
    *("live", "keys", "upload", "slots", "references", "price", "template", "draft", "make"),
)


def build_app(api_transformer: Any, lifespan_tasks: Sequence[Callable[..., Any]]) -> rx.App:
    """`lifespan_tasks` open the studio before the screens are kept up to date."""
    app = rx.App(
        api_transformer=api_transformer,
        backend_exception_handler=backend_exception_handler,
        frontend_exception_handler=frontend_exception_handler,
        stylesheets=[f"css/{name}.css" for name in _names("css", FIRST_STYLES)],
        head_components=_head(),
        hydrate_fallback=waiting_frame(),
        # Reflex's own notices would bring their library along; ours are in ui.shell.
        app_wraps={(55, "ErrorBoundary"): _error_boundary},
        toaster=None,
    )
    _add_pages(app)
    for task in (*lifespan_tasks, impatient, kept_up_to_date, answers_told):
        app.register_lifespan_task(task)
    KeepSecrets.install()
    return app


def _add_pages(app: rx.App) -> None:
    app.add_page(campaign.page, route="/c/[campaign_id]", title=PRODUCT, on_load=campaign.ON_LOAD)
    members = (library, creative, review, publish, queue_page, statement)
    admins = (admin_overview, admin_people, admin_ledger, admin_users, admin_prices)
    for place in (*members, *admins, admin_providers, admin_audit, admin_queue):
        title = text("frame.page_title", page=place.TITLE)
        app.add_page(place.page, route=place.ROUTE, title=title, on_load=place.ON_LOAD)
    for entrance in (signin, start):
        title = text("frame.page_title", page=entrance.TITLE)
        app.add_page(entrance.page, route=entrance.ROUTE, title=title, on_load=EntranceState.opened)
    for opened in (joining.JOIN, joining.RESET):
        title = text("frame.page_title", page=opened.title)
        app.add_page(opened.page, route=opened.route, title=title, on_load=opened.on_load)
    lost = text("frame.page_title", page=text("frame.lost.page"))
    app.add_page(_lost_page, route="404", title=lost)
    # The front gate sends visitors of "/" elsewhere; the file has to exist.
    app.add_page(waiting_frame, route="/", title=PRODUCT)


def _names(kind: str, first: tuple[str, ...]) -> list[str]:
    """The names of all assets of a kind, `first` ones first."""
    found = sorted(file.stem for file in (ASSETS / kind).glob(f"*.{kind}"))
    return [*first, *(name for name in found if name not in first)]


def _head() -> list[rx.Component]:
    """The theme's class is set by Reflex's own inline script before anything is painted."""
    scripts = [
        rx.el.script(src=f"/js/{name}.js", defer=True) for name in _names("js", FIRST_SCRIPTS)
    ]
    return [
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="color-scheme", content="dark light"),
        rx.el.meta(name="robots", content="noindex"),
        # What page scripts say: window.vidstudio.text.
        rx.el.meta(id="texts", content=json.dumps(script_texts())),
        _preloaded("hanken-grotesk-latin-wght-normal"),
        _preloaded("bricolage-grotesque-latin-opsz-normal"),
        *scripts,
    ]


def _preloaded(font: str) -> rx.Component:
    return rx.el.link(
        rel="preload",
        href=f"/fonts/{font}.woff2",
        cross_origin="anonymous",
        type="font/woff2",
        custom_attrs={"as": "font"},
    )


def _error_boundary(_stateful: bool) -> rx.Component:
    """Instead of a white page when drawing one fails."""
    broken = ArgsFunctionOperation.create(("event_args",), rx.Var.create(_broken_page()))
    return default_error_boundary(fallback_render=broken)


def _broken_page() -> rx.Component:
    return _only("broken")


def _lost_page() -> rx.Component:
    return _only("lost")


def _only(key: str) -> rx.Component:
    """One sentence and the one way on, alone on a page."""
    return rx.el.main(
        rx.el.h1(text(f"frame.{key}.title"), class_name="h1"),
        rx.el.p(text(f"frame.{key}.words")),
        rx.el.a(text(f"frame.{key}.way_out"), href="/", class_name="btn main filled"),
        class_name="empty alone",
    )
