"""A take and the pictures it was made from."""

from datetime import datetime
from typing import Any

from vidstudio.views.base import View


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
    shot_title: str = ""
    campaign_name: str = ""
    kind: str
    state: str
    status: str
    stage: str | None
    progress: int | None  # percent; None when the provider tells none
    ahead: int  # takes that have their turn before this one
    waits_for: str = ""  # what keeps it back: halted, provider_down, day_cap, paused
    model_id: str
    model_name: str
    asked_model: str = ""  # a retired model that this one serves
    served_by_provider: str
    sora_task_id: str | None = None  # kie.ai's own id of it
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
    again_credits: int  # what making it again costs now
    held_credits: int
    charged_credits: int
    usual_seconds: int  # of this studio's own takes, once there are enough
    estimated_seconds: int  # the same; until then what the catalogue says of the named model
    left_seconds: int | None  # an honest guess of the time left; None when there is none
    cancelling: bool
    unstoppable: bool = False  # somebody wanted it stopped, and it was delivered all the same
    unknown_seconds: int | None = None  # how much longer a lost submission is looked for
    recovered_at: datetime | None = None  # when its video came, after it had failed; it is free
    failure: FailureView | None
    stopped_why: str = ""  # why an admin wants it stopped
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
    parent_id: str | None = None
    origin: str = ""  # draft, final, vary, retry
    final: dict[str, Any] | None = None  # of a draft: what was chosen for the final
    rating: int | None = None  # 1 to 5, 0 for rejected
    favourite: bool = False
    removed_at: datetime | None = None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def pictures(self) -> tuple[PictureView, ...]:
        """What it was made from and is still there, frames first."""
        frames = (self.first_frame, self.last_frame)
        return (*(frame for frame in frames if frame), *self.references)

    @property
    def arrived(self) -> bool:
        """Whether there is a video: by its ending, or late."""
        return self.status == "succeeded" or self.recovered_at is not None

    @property
    def ended(self) -> bool:
        return self.finished_at is not None
