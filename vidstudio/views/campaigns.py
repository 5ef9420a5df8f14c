"""What the screens of a campaign show."""

from datetime import datetime

from pydantic import Field

from vidstudio.rules.blocks import Block
from vidstudio.views.base import View
from vidstudio.views.credits import BalanceView
from vidstudio.views.takes import PictureView, TaskView


class ChangeView(View):
    """Who wrote a field of the brief last. `by` is a name, "assistant" for the assistant."""

    field: str
    by: str
    by_user_id: str
    at: datetime


class BriefView(View):
    goal: str = ""
    audience: str = ""
    product: str = ""
    offer: str = ""
    tone: str = ""
    must_show: str = ""
    never_say: str = ""
    channels: tuple[str, ...] = ()
    budget_credits: int | None = None
    charged_credits: int = 0  # for takes of this campaign
    held_credits: int = 0
    page_url: str = ""
    page_summary: str = ""
    pictures: tuple[PictureView, ...] = ()
    changes: tuple[ChangeView, ...] = ()
    accepted: bool = False


class PageView(View):
    """A web page as it was read, for somebody who corrects it."""

    url: str
    title: str
    summary: str
    pictures: tuple[PictureView, ...] = ()


class CampaignView(View):
    """`stage` is where the campaign stands: brief, strategy, make, review or publish.
    `done` are the stages behind it that are complete."""

    id: str
    name: str
    sample: bool
    created_at: datetime
    brief: BriefView = BriefView()
    stage: str = "make"
    done: tuple[str, ...] = ()


class CampaignLine(View):
    """A row of the list of campaigns."""

    id: str
    name: str
    sample: bool


class ShotView(View):
    """`number` is its place in the list, from 1. `aspect_ratio` and `duration_seconds` are
    planned; where nothing was planned they are the best take's, or empty."""

    id: str
    number: int
    title: str
    intent: str = ""
    prompt: str = ""
    takes: int
    aspect_ratio: str | None
    duration_seconds: int | None = None
    poster_url: str | None
    best_task_id: str | None = None
    bead: str  # "making", "waiting", "done", "empty"


class MessageView(View):
    """A line of the conversation. `author` is "user", "studio" or "assistant".

    `kind` is "note" for plain words, else what rules/blocks.py names or the news of a take.
    `state` is done, answering, failed or stopped; `block_state` open, accepted or discarded.
    """

    id: str
    author: str
    author_name: str = ""
    kind: str
    text: str
    task_id: str | None
    turn_id: str | None = None
    state: str = "done"
    block: Block | None = None
    block_state: str = ""
    created_at: datetime


class MissingView(View):
    """The shots that have no take and none on its way."""

    shots: int = 0
    amount_credits: int = 0


class FrameView(View):
    """What the frame of every page shows, at one `version` of the workspace."""

    version: int
    campaign: CampaignView
    campaigns: tuple[CampaignLine, ...]
    queue: tuple[TaskView, ...]  # of the workspace: unfinished, then the last that ended
    needs: tuple[str, ...] = ()  # ids of those in it that wait for somebody
    queue_paused: bool = False
    to_review: int = 0  # creatives of the workspace that wait for a decision
    balance: BalanceView


class ScreenView(FrameView):
    """Everything the campaign page shows that the database knows."""

    shots: tuple[ShotView, ...]
    shot_id: str
    takes: tuple[TaskView, ...]  # of the chosen shot, oldest first, at most 60
    missing: MissingView = MissingView()
    messages: tuple[MessageView, ...]  # the newest 60, oldest first
    told: tuple[TaskView, ...] = ()  # takes that the newest messages tell of, at most 24


class DraftView(View):
    """The make panel as it was left, per person and campaign.

    `template` and `template_values` are the template in use and its fields; empty is Free.
    `elsewhere` are words that were typed for other shots, by the shot's id.
    """

    shot_id: str = ""
    mode: str = "text"
    prompt: str = ""
    negative_prompt: str = ""
    model: str = ""
    duration_seconds: int = 0
    aspect_ratio: str = ""
    resolution: str = ""
    audio: bool = False
    seed: str = ""
    takes: int = 1
    references: tuple[PictureView, ...] = ()
    first_frame: PictureView | None = None
    last_frame: PictureView | None = None
    template: str = ""
    template_values: dict[str, str] = Field(default_factory=dict)
    elsewhere: dict[str, str] = Field(default_factory=dict)
