"""The make panel as one sees it: pictures, words, model, settings, price."""

from typing import Any

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui import make_controls as controls
from vidstudio.ui.live import ScreenState
from vidstudio.ui.make import MakeState
from vidstudio.ui.make_bar import action_bar, facts, fault_line, messages, notices
from vidstudio.ui.make_head import history_menu, panel_head, shot_menu
from vidstudio.ui.make_prompt import prompt_box
from vidstudio.ui.make_tools import ToolState
from vidstudio.ui.picker import model_button, picker
from vidstudio.ui.references import references, takes_menu

# What the browser sends, by the id of the hidden input it goes through.
MESSAGES = {
    "make-save": MakeState.save,
    "make-choose": MakeState.choose_model,
    "make-reset": MakeState.reset_panel,
    "make-submit": MakeState.submit,
    "make-bring": ToolState.bring,
    "make-recall": ToolState.recall,
    "make-refine-words": ToolState.refine,
    "make-template-set": ToolState.set_template,
    "make-template-fill": ToolState.fill_template,
    "make-plan": ToolState.plan,
    "make-favour": ToolState.favour,
}


def panel() -> rx.Component:
    """The region "Make". Its page has to call `MakeState.opened` on load."""
    return rx.el.section(
        panel_head(),
        rx.el.form(
            # Closed until the draft is here: what is typed before would be lost. make.js opens it.
            rx.el.fieldset(
                rx.el.div(_wishes(), _settings(), class_name="make-body"),
                notices(
                    MakeState.notes,
                    MakeState.undoable,
                    MakeState.settings + MakeState.said,
                    MakeState.undo,
                ),
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
        shot_menu(),
        history_menu(),
        takes_menu(ScreenState.cards),
        messages(MESSAGES),
        # Others ask for a take's settings through it; panel.js adds what is in the panel.
        rx.el.input(type="text", hidden=True, id="make-reuse", tab_index=-1),
        _facts(),
        aria_label=text("make.make"),
        class_name="make",
    )


def _facts() -> rx.Component:
    brief: Any = ScreenState.campaign.brief
    spent = brief.charged_credits + brief.held_credits
    return facts(
        {
            "seeds": MakeState.seeds,
            "settings": MakeState.settings,
            "campaign": MakeState.campaign_id,
            "shot": ScreenState.shot_id,
            "model": MakeState.model.id,
            "table": MakeState.table,
            "pictures": MakeState.pictures,
            "available": ScreenState.balance.available_credits,
            "capped": rx.cond(brief.budget_credits.is_none(), "", brief.budget_credits),
            "spent": spent,
            "usd": MakeState.credit_usd,
            "saved": MakeState.saved,
            "made": MakeState.made,
            "template": MakeState.template,
            "places": MakeState.places,
            "opens": MakeState.opens,
            "fault": MakeState.fault.turn,
        }
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
