"""Pages of the library: small pictures of many takes, creatives or uploads."""

from datetime import datetime

from vidstudio.views.base import View


class TileView(View):
    """A take in the grid: only what the grid shows.

    `left_seconds` is an honest guess, None when there is none. `quoted_credits` is what making it
    again costs. Before there is a poster,
    `poster_url` is the first picture the take is made from.
    """

    id: str
    shot_id: str
    campaign_id: str
    title: str  # of its shot
    number: int
    model_name: str
    state: str
    stage: str | None
    progress: int | None
    left_seconds: int | None = None
    aspect_ratio: str
    poster_url: str | None
    video_url: str | None
    download_url: str | None
    duration_seconds: float
    quoted_credits: int
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


class GroupView(View):
    """A day ("2026-11-20") or a shot's id, and what the filters leave in it, shown or not."""

    key: str
    takes: int
    charged_credits: int


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
    """`next_cursor` opens the following page; empty on the last. `cursors` are the beginnings
    of the pages after the first when several were asked for at once."""

    tiles: tuple[TileView, ...]
    groups: tuple[GroupView, ...] = ()
    next_cursor: str
    cursors: tuple[str, ...] = ()
    counts: CountsView
    matching: int  # takes that fit the filters, this page's included


class UploadPageView(View):
    uploads: tuple[UploadView, ...]
    next_cursor: str
    counts: CountsView


class PickedView(View):
    """A creative in the library. `task_id` is the take of its present version."""

    id: str
    campaign_id: str
    title: str
    state: str  # waiting, approved, changes, hold
    version: int
    task_id: str
    aspect_ratio: str
    poster_url: str | None
    video_url: str
    duration_seconds: float
    added_at: datetime


class PickedPageView(View):
    creatives: tuple[PickedView, ...]
    next_cursor: str
    counts: CountsView


class DoneView(View):
    """What an action on several takes did: the ids it changed, and a sentence about the rest."""

    ids: tuple[str, ...]
    note: str = ""
