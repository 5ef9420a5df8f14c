"""Frozen pictures of rows: what services return and every door shows."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class View(BaseModel):
    model_config = ConfigDict(frozen=True)


class PictureView(View):
    """A reference picture. The urls are stable links; they need the reader's session or key."""

    id: str
    url: str
    thumbnail_url: str
    width: int
    height: int
    size_bytes: int
    original_bytes: int = 0


class FailureView(View):
    code: str
    message: str
    charged: bool = False


class TaskView(View):
    """One take. `state` is internal, `status` and `stage` are the public words."""

    id: str
    number: int
    campaign_id: str
    shot_id: str
    kind: str
    state: str
    status: str
    stage: str | None
    progress: int | None  # percent; None when the provider tells none
    ahead: int  # takes of this workspace that wait before this one
    model_id: str
    model_name: str
    served_by_provider: str
    demo: bool
    prompt: str
    negative_prompt: str
    duration_seconds: int
    aspect_ratio: str
    resolution: str
    audio: bool
    seed: int
    seed_chosen: bool
    references: tuple[PictureView, ...]
    first_frame: PictureView | None
    last_frame: PictureView | None
    quoted_credits: int
    held_credits: int
    charged_credits: int
    usual_seconds: int
    left_seconds: int | None  # an honest guess of the time left; None when there is none
    cancelling: bool
    failure: FailureView | None
    video_url: str | None
    poster_url: str | None
    download_url: str | None
    delivered_seconds: float | None
    width: int | None
    height: int | None
    codec: str | None
    size_bytes: int | None
    short: bool  # delivered less than was asked for, and not yet kept
    in_creatives: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def ended(self) -> bool:
        return self.finished_at is not None


class LotView(View):
    id: int
    source: str
    amount_credits: int
    available_credits: int
    expires_at: datetime | None


class BalanceView(View):
    available_credits: int
    held_credits: int
    lots: tuple[LotView, ...]  # those with something left, in the order they are used


class MessageView(View):
    """A line of the conversation. `author` is "user" or "studio"; `task_id` when about a take."""

    id: str
    author: str
    kind: str
    text: str
    task_id: str | None
    created_at: datetime


class ShotView(View):
    id: str
    number: int
    title: str
    takes: int
    aspect_ratio: str | None
    poster_url: str | None
    bead: str  # "making", "waiting", "done", "empty"


class CampaignView(View):
    id: str
    name: str
    brief: str
    audience: str
    sample: bool
    created_at: datetime


class ScreenView(View):
    """Everything the campaign screen shows that the database knows, at one `version`."""

    version: int
    campaign: CampaignView
    campaigns: tuple[CampaignView, ...]
    shots: tuple[ShotView, ...]
    shot_id: str
    takes: tuple[TaskView, ...]  # of the chosen shot, oldest first, at most 60
    queue: tuple[TaskView, ...]  # of the workspace: unfinished, then the last that ended
    messages: tuple[MessageView, ...]  # the newest 30, oldest first
    balance: BalanceView


class ModelView(View):
    """A row of the picker and of `GET /api/video/models`, with what it can do here and now."""

    id: str
    name: str
    vendor: str
    glyph: str
    good_at: str
    quality_stars: int
    speed: str
    modes: tuple[str, ...]
    durations: tuple[int, ...]
    default_duration: int
    aspect_ratios: tuple[str, ...]
    resolutions: tuple[str, ...]
    sound: str
    max_references: int
    negative_prompt: bool
    prompt_limit: int
    price_unit: str
    price_silent: dict[str, int]
    price_sound: dict[str, int]
    price_pictures: dict[str, int]
    usual_seconds: int
    lifecycle_state: str
    lifecycle_on: str | None
    successor: str | None
    successor_name: str | None
    available: bool
    unavailable_reason: str | None
    demo: bool


class AccountView(View):
    """Who sits at the screen."""

    user_id: str
    workspace_id: str
    name: str
    email: str
    initials: str
    role: str
    is_admin: bool
    guest: bool


class SetupView(View):
    """What the sign-in page offers."""

    studio_name: str
    needs_owner: bool
    needs_start_code: bool
    guest_allowed: bool
    demo: bool


class DraftView(View):
    """The make panel as it was left, per person and campaign."""

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


class CreativeView(View):
    id: str
    task_id: str
    campaign_id: str
    added_at: datetime
