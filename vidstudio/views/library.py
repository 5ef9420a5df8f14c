"""Pages of the library: small pictures of many takes, creatives or uploads."""

from datetime import datetime

from vidstudio.views.base import View


class TileView(View):
    """A take in the grid: only what the grid shows."""

    id: str
    shot_id: str
    campaign_id: str
    title: str  # of its shot
    number: int
    model_name: str
    state: str
    stage: str | None
    progress: int | None
    aspect_ratio: str
    poster_url: str | None
    video_url: str | None
    download_url: str | None
    duration_seconds: float
    charged_credits: int
    held_credits: int
    rating: int | None
    favourite: bool
    draft: bool
    demo: bool
    in_creatives: bool
    failure_code: str | None
    created_at: datetime
    removed_at: datetime | None


class UploadView(View):
    id: str
    name: str
    url: str
    thumbnail_url: str
    width: int
    height: int
    size_bytes: int
    created_at: datetime


class CountsView(View):
    takes: int = 0
    creatives: int = 0
    uploads: int = 0
    bin: int = 0


class LibraryPageView(View):
    """`next_cursor` opens the following page; empty on the last."""

    tiles: tuple[TileView, ...]
    next_cursor: str
    counts: CountsView
    matching: int  # takes that fit the filters, this page's included
