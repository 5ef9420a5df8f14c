"""The State of the make panel: what to make, from which pictures, with which model."""

import json

import reflex as rx

from vidstudio.base.errors import VidstudioError
from vidstudio.base.texts import text
from vidstudio.services import campaigns, models, tasks
from vidstudio.studio import current
from vidstudio.ui.live import ScreenState
from vidstudio.ui.make_fit import Fitted, fit
from vidstudio.ui.make_form import (
    Fault,
    PanelForm,
    draft_of,
    fault_of,
    read_form,
    request_of,
    slots_of,
)
from vidstudio.ui.make_rows import ModelRow, model_row, price_table
from vidstudio.ui.session import SessionState, access
from vidstudio.views import DraftView, ModelView


class MakeState(SessionState):
    """Seeds for the panel's own inputs. What is typed lives in the browser and comes as messages.

    `seeds` changes when every input has to be built anew, `settings` when those that hang on the
    model have to. `places` says which shot the words are for, and what was typed for others.
    `saved` and `made` are the turns of the last draft kept and take made; `opens` names what the
    page is to open next, and its turn.
    """

    seeds: str = ""
    settings: str = ""
    campaign_id: str = ""
    models: list[ModelRow] = []
    model: ModelRow = ModelRow()
    draft: DraftView = DraftView()
    pictures: str = "[]"
    template: str = "{}"
    places: str = "{}"
    opens: str = ""
    table: str = "{}"
    credit_usd: float = 0.01
    adjusted: list[str] = []
    notes: list[str] = []
    undoable: bool = False
    said: str = ""
    fault: Fault = Fault()
    saved: int = 0
    made: int = 0
    _views: tuple[ModelView, ...] = ()
    _kept: DraftView = DraftView()
    _before_reset: DraftView = DraftView()
    _count: int = 0

    @rx.event
    @access("member")
    async def opened(self) -> None:
        """Loads the draft. What is being typed stays if the kept draft has not changed."""
        who = await self._who()
        campaign_id = self._campaign_id()
        draft = await campaigns.draft(current(), who, campaign_id)
        self._views = ()
        model = await self._model(draft.model)
        if (campaign_id, draft) != (self.campaign_id, self._kept):
            self.campaign_id, self._kept = campaign_id, draft
            self._seed(fit(draft, model))
        self.fault, self.adjusted, self.notes = Fault(), [], []
        self._count += 1
        # panel.js reads there what to bring, now that the draft is in the panel.
        asked = self._asked("reuse") or self._asked("reference")
        self.opens = f"address {self._count}" if asked else ""

    @rx.event
    @access("member")
    async def save(self, message: str) -> None:
        form = read_form(message)
        await self._keep(form.campaign_id, draft_of(form))
        self.saved = form.turn

    @rx.event
    @access("member")
    async def choose_model(self, message: str) -> None:
        """The form names the new model; every other value stays or moves to the nearest legal."""
        form = read_form(message)
        fitted = fit(draft_of(form), await self._model(form.model))
        await self._keep(form.campaign_id, fitted.draft)
        self._fitted(fitted)
        self.fault, self.saved = Fault(), form.turn

    @rx.event
    @access("member")
    async def reset_panel(self, message: str) -> None:
        form = read_form(message)
        empty = DraftView(model=form.model, shot_id=form.shot_id, elsewhere=form.elsewhere)
        await self._keep(form.campaign_id, empty)
        self._before_reset = draft_of(form)
        self._seed(fit(empty, await self._model(form.model)))
        self.notes, self.undoable, self.saved = [text("make.cleared")], True, form.turn

    @rx.event
    @access("member")
    async def undo(self) -> None:
        before = self._before_reset
        await self._keep(self.campaign_id, before)
        self._seed(fit(before, await self._model(before.model)))

    @rx.event
    @access("member")
    async def submit(self, message: str) -> None:
        """Makes the takes. An error stays in the panel, beside its field."""
        form = read_form(message)
        try:
            await self._make(form)
        except VidstudioError as error:
            self.fault = fault_of(error, form.turn)
            return
        self.fault, self.made = Fault(), form.turn
        screen = await self.get_state(ScreenState)
        await screen.refresh()

    async def _make(self, form: PanelForm) -> None:
        model = await self._model(form.model)
        request = request_of(form, model.max_references)
        who, key = await self._who(), form.key
        if form.draft_with:
            await tasks.draft(current(), who, request, form.draft_with, key)
        else:
            await tasks.create(current(), who, request, key)

    async def _keep(self, campaign_id: str, draft: DraftView) -> None:
        await campaigns.save_draft(current(), await self._who(), campaign_id, draft)
        if campaign_id == self.campaign_id:
            self.draft = self._kept = draft
            self._show_kept(draft)

    async def _model(self, model_id: str) -> ModelView:
        """The model by its id, else the first that is offered."""
        if not self._views:
            self._offer(await models.catalogue(current(), await self._who()))
        named = [view for view in self._views if view.id == model_id]
        active = [v for v in self._views if v.available and v.lifecycle_state == "active"]
        return (named or active or self._views)[0]

    def _offer(self, views: tuple[ModelView, ...]) -> None:
        self._views, self.credit_usd = views, current().settings.credit_usd
        self.models, self.table = [model_row(view) for view in views], price_table(views)

    async def _reprice(self) -> None:
        """The catalogue anew, under what is being typed."""
        if self._views:
            self._offer(await models.catalogue(current(), await self._who()))
            self.model = next((row for row in self.models if row.id == self.model.id), self.model)

    def _seed(self, fitted: Fitted) -> None:
        """Builds every input anew from the draft."""
        self._count += 1
        self.seeds = f"{self.campaign_id}:{self._count}"
        self._show_kept(fitted.draft)
        self._fitted(fitted)

    def _show_kept(self, draft: DraftView) -> None:
        self.pictures = _pictures(draft)
        self.template = json.dumps({"id": draft.template, "values": draft.template_values})
        self.places = json.dumps({"shot": draft.shot_id, "elsewhere": draft.elsewhere})

    def _fitted(self, fitted: Fitted) -> None:
        self._count += 1
        self.settings = f"{fitted.draft.model}:{self._count}"
        self.draft = fitted.draft
        self.model = next(row for row in self.models if row.id == fitted.draft.model)
        self.adjusted, self.notes = list(fitted.adjusted), list(fitted.notes)
        self.undoable = False


def _pictures(draft: DraftView) -> str:
    return json.dumps([picture and picture.model_dump() for picture in slots_of(draft)])
