"""Takes as the services show them: Friday 20 November 2026, 10:13, shot “The bag at dawn”."""

from datetime import UTC, datetime, timedelta
from typing import Any

from vidstudio.rules.lifecycle import PUBLIC_STATUS, TaskState, stage
from vidstudio.views import FailureView, PictureView, TaskView

NOON = datetime(2026, 11, 20, 10, 13, tzinfo=UTC)
BAG = PictureView(
    id="bag", url="/bag", thumbnail_url="/bag-small", width=900, height=900, size_bytes=1
)
WAITING = TaskView(
    id="t3",
    number=3,
    campaign_id="c",
    shot_id="s",
    shot_title="The bag at dawn",
    campaign_name="Autumn launch",
    kind="video",
    state="queued",
    status="queued",
    stage="waiting",
    progress=None,
    ahead=2,
    model_id="kling-3",
    model_name="Kling 3",
    served_by_provider="kie",
    demo=False,
    prompt="A bag at dawn",
    negative_prompt="",
    duration_seconds=8,
    aspect_ratio="9:16",
    resolution="1080p",
    audio=False,
    seed=482113,
    seed_chosen=True,
    references=(BAG,),
    first_frame=None,
    last_frame=None,
    quoted_credits=64,
    again_credits=64,
    held_credits=64,
    charged_credits=0,
    usual_seconds=120,
    estimated_seconds=120,
    left_seconds=None,
    cancelling=False,
    failure=None,
    video_url=None,
    poster_url=None,
    download_url=None,
    delivered_seconds=None,
    width=None,
    height=None,
    codec=None,
    size_bytes=None,
    short=False,
    in_creatives=False,
    created_at=NOON,
    started_at=None,
    finished_at=None,
)


def take(
    state: str = "queued", *, reason: str = "", late: bool = False, **changes: Any
) -> TaskView:
    """A take as the services would show it in that state."""
    inside = TaskState(state)
    known: dict[str, Any] = {
        "state": state,
        "status": PUBLIC_STATUS[inside],
        "stage": stage(inside, reason, late=late),
    }
    if inside not in (TaskState.QUEUED, TaskState.SUBMITTING):
        known["started_at"] = NOON
    return WAITING.model_copy(update=known | changes)


def done(**changes: Any) -> TaskView:
    arrived: dict[str, Any] = {
        "held_credits": 0,
        "charged_credits": 64,
        "video_url": "/v",
        "poster_url": "/p",
        "download_url": "/v?download=1",
        "delivered_seconds": 8.0,
        "width": 1080,
        "height": 1920,
        "codec": "h264",
        "finished_at": NOON + timedelta(seconds=131),
    }
    return take("succeeded", **(arrived | changes))


def failed(code: str, message: str = "", **changes: Any) -> TaskView:
    failure = FailureView(code=code, message=message)
    return take("failed", failure=failure, held_credits=0, finished_at=NOON, **changes)
