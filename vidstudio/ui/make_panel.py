"""The make panel as one sees it: pictures, words, model, settings, price."""

import reflex as rx

from vidstudio.ui import make_controls as controls
from vidstudio.ui.live import ScreenState
from vidstudio.ui.make import MakeState
from vidstudio.ui.make_bar import action_bar, facts, fault_line, messages, notices
from vidstudio.ui.make_prompt import prompt_box
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.picker import model_button, picker
from vidstudio.ui.references import references
from vidstudio.views import ShotView

# What the browser sends, by the id of the hidden input it goes through.
MESSAGES = {
    "make-save": MakeState.save,
    "make-choose": MakeState.choose_model,
    "make-reset": MakeState.reset_panel,
    "make-submit": MakeState.submit,
}


def panel() -> rx.Component:
    """The region "Make". Its page has to call `MakeState.opened` on load."""
    return rx.el.section(
        _head(),
        rx.el.form(
            # Closed until the draft is here: what is typed before would be lost. make.js opens it.
            rx.el.fieldset(
                rx.el.div(_wishes(), _settings(), class_name="make-body"),
                notices(MakeState.notes, MakeState.undoable, MakeState.settings, MakeState.undo),
                action_bar(MakeState.fault),
                id="make-fields",
                class_name="make-fields",
                disabled=MakeState.seeds == "",
            ),
            id="make-form",
            auto_complete="off",
            custom_attrs={"novalidate": "", "data-adjusted": MakeState.settings},
            class_name="make-form",
        ),
        picker(MakeState.models, MakeState.model.id),
        messages(MESSAGES),
        facts(
            {
                "seeds": MakeState.seeds,
                "settings": MakeState.settings,
                "campaign": MakeState.campaign_id,
                "shot": ScreenState.shot_id,
                "model": MakeState.model.id,
                "table": MakeState.table,
                "pictures": MakeState.pictures,
                "available": ScreenState.balance.available_credits,
                "usd": MakeState.credit_usd,
                "saved": MakeState.saved,
                "made": MakeState.made,
                "fault": MakeState.fault.turn,
            }
        ),
        aria_label="Make",
        class_name="make",
    )


def _head() -> rx.Component:
    return rx.el.header(
        rx.foreach(ScreenState.shots, _shot_name),
        rx.el.span(class_name="grow"),
        rx.el.button(
            icon("rotate-ccw"),
            type="button",
            id="make-reset-button",
            aria_label="Reset",
            title="Reset",
            class_name="icon-btn",
        ),
        class_name="make-head",
    )


def _shot_name(shot: rx.Var[ShotView]) -> rx.Component:
    return rx.cond(
        shot.id == ScreenState.shot_id, rx.el.h2(shot.title, class_name="h3 ellipsis", key=shot.id)
    )


def _wishes() -> rx.Component:
    """Pictures, words and model."""
    draft, model = MakeState.draft, MakeState.model
    return rx.fragment(
        references(model.modes, draft.mode, MakeState.seeds, MakeState.settings),
        fault_line(MakeState.fault, "pictures"),
        prompt_box(model, draft, MakeState.seeds),
        fault_line(MakeState.fault, "prompt"),
        model_button(model),
        fault_line(MakeState.fault, "model"),
    )


def _settings() -> rx.Component:
    draft, model, adjusted = MakeState.draft, MakeState.model, MakeState.adjusted
    rows = (
        (controls.length(model, draft, adjusted), "duration"),
        (controls.ratio(model, draft, adjusted), "aspect_ratio"),
        (controls.quality(model, draft, adjusted), "resolution"),
        (controls.takes_and_sound(model, draft, adjusted), "takes"),
        (controls.advanced(model, draft), "seed"),
    )
    lines = [rx.fragment(row, fault_line(MakeState.fault, place)) for row, place in rows]
    return rx.el.div(*lines, key=MakeState.settings, class_name="settings")
