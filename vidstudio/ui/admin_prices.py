"""The page "Prices": what each model costs now, since when, and what comes next."""

from datetime import datetime
from typing import Any

import reflex as rx
from reflex.event import EventSpec, EventType

from vidstudio.base.errors import VidstudioError
from vidstudio.base.problems import problem
from vidstudio.base.texts import text
from vidstudio.services import price_desk, prices
from vidstudio.services.prices import PriceRequest
from vidstudio.studio import current
from vidstudio.ui.admin_frame import AdminPageState, area_page
from vidstudio.ui.admin_names import refreshed
from vidstudio.ui.admin_price import (
    HistoryLine,
    PriceField,
    PriceForm,
    history_line,
    price_fields,
)
from vidstudio.ui.admin_prices_editor import editor
from vidstudio.ui.admin_prices_rows import (
    ROUTE as ROUTE,
)
from vidstudio.ui.admin_prices_rows import (
    ModelRow,
    Variant,
    model_row,
    models_table,
    variants,
)
from vidstudio.ui.admin_rows import beat, waiting
from vidstudio.ui.admin_user import ReasonForm
from vidstudio.ui.frame import live_page
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.session import access
from vidstudio.views import View
from vidstudio.views.prices import PricedModelView

TITLE = text("admin.areas.prices")


class OpenModel(View):
    """What the editor shows; without an id it is closed."""

    id: str = ""
    name: str = ""
    unit: str = ""
    fields: tuple[PriceField, ...] = ()
    variants: tuple[Variant, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    takes: int = 0
    own_rule: bool = False


@live_page
class AdminPricesState(AdminPageState):
    """The model whose editor is open stands in the address: `?model=kling-3`."""

    PAGE = "admin_prices"

    rows: list[ModelRow] = []
    model: OpenModel = OpenModel()
    wrong: str = ""
    nonce: int = 0
    read: bool = False

    @rx.event
    @access("member")
    async def opened(self) -> EventSpec | None:
        away = await self._open_admin()
        if away is not None:
            return away
        self.wrong, self.nonce = "", self.nonce + 1
        await self._look(self._asked("model"))
        return None

    @rx.event
    @access("admin")
    async def refresh(self, note: str) -> None:  # noqa: ARG002  a page script's beat
        await self._renew()

    @rx.event
    @access("admin")
    async def save(self, form: PriceForm) -> EventType[()] | None:
        found = await self._models()
        model = next((one for one in found if one.id == self.model.id), None)
        return None if model is None else await self._set(lambda now: form.asked(model, now))

    @rx.event
    @access("admin")
    async def go_back(self, form: ReasonForm) -> EventType[()] | None:
        """To what the price is without admins, from now on."""
        key = self.model.id
        return await self._set(
            lambda now: PriceRequest(model=key, price=None, effective_on=now, reason=form.why())
        )

    async def _set(self, asked: Any) -> list[EventSpec] | None:
        studio = current()
        try:
            view = await prices.set_price(studio, await self._who(), asked(studio.clock.now()))
        except VidstudioError as error:
            self.wrong = problem(error).detail
            return None
        self.wrong, self.nonce = "", self.nonce + 1
        await self._renew()
        key = "prices.done.to_come" if view.to_come else "prices.done.now"
        return [toast(text(key, name=self.model.name)), refreshed()]

    async def _renew(self) -> None:
        await self._look(self.model.id)

    async def _models(self) -> tuple[PricedModelView, ...]:
        return await price_desk.models(current(), await self._who())

    async def _look(self, model_id: str) -> None:
        studio, found = current(), await self._models()
        now, usd = studio.clock.now(), studio.settings.credit_usd
        self._assign("rows", [model_row(one, usd, now) for one in found])
        chosen = next((one for one in found if one.id == model_id), None)
        self._assign("model", await self._open(chosen, now) if chosen else OpenModel())
        self._assign("read", True)

    async def _open(self, model: PricedModelView, now: datetime) -> OpenModel:
        studio = current()
        rules = await prices.history(studio, await self._who(), model.id)
        return OpenModel(
            id=model.id,
            name=model.name,
            unit=model.unit,
            fields=price_fields(model),
            variants=variants(model, studio.settings.credit_usd),
            history=tuple(history_line(rule, now) for rule in rules),
            takes=model.takes,
            own_rule=model.rule not in {"catalogue", "settings"},
        )


ON_LOAD = [AdminPricesState.opened]


def page() -> rx.Component:
    state: Any = AdminPricesState
    return area_page(
        "admin_prices",
        rx.el.div(
            rx.el.p(text("prices.words"), class_name="small text-2 pretty"), class_name="people-bar"
        ),
        rx.cond(state.read, models_table(state.rows, state.model.id, editor(state)), waiting()),
        beat(state.refresh),
    )
