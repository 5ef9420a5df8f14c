"""The page of a campaign: its shots, its conversation with the takes, the make panel."""

import reflex as rx

from vidstudio.ui.briefing import brief_drawer
from vidstudio.ui.briefing_card import brief_card
from vidstudio.ui.coach import coach
from vidstudio.ui.conversation import conversation
from vidstudio.ui.live import ScreenState
from vidstudio.ui.make import MakeState
from vidstudio.ui.make_panel import panel
from vidstudio.ui.parts.words import text
from vidstudio.ui.player import PlayerState, player
from vidstudio.ui.shell import frame
from vidstudio.ui.shotlist import shot_list, shot_pills
from vidstudio.ui.shotlist_editor import shot_editor, shot_menu
from vidstudio.ui.stopping import stop_dialog
from vidstudio.ui.talk import ConversationState

ROUTE = "/c/[campaign_id]"
ON_LOAD = [
    ScreenState.opened,
    PlayerState.opened,
    MakeState.opened,
    ConversationState.opened_talk,
]


def page() -> rx.Component:
    return frame(
        rx.el.aside(
            brief_card(),
            shot_list(),
            class_name="zone zone-shots",
            aria_label=text("campaign.shots.title"),
        ),
        rx.el.div(shot_pills(), coach(), conversation(), player(), class_name="zone zone-chat"),
        rx.el.aside(panel(), stop_dialog(), class_name="zone zone-make"),
        brief_drawer(),
        shot_menu(),
        shot_editor(),
    )
