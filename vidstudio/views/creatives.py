"""Creatives: versions, decisions about them, and where they went."""

from datetime import datetime
from typing import Any

from vidstudio.views.base import View


class VersionView(View):
    """`made_with` is the metadata kept when the take was picked."""

    id: str
    n: int
    task_id: str
    take_number: int
    sha256: str
    video_url: str
    poster_url: str | None
    download_url: str
    width: int
    height: int
    duration_seconds: float
    size_bytes: int
    codec: str | None
    made_with: dict[str, Any]
    added_by: str
    added_at: datetime


class DecisionView(View):
    """`current` says whether it is about the creative's present file."""

    id: str
    kind: str
    comment: str
    at_ms: int | None
    version_n: int
    current: bool
    by: str
    by_initials: str
    created_at: datetime


class PublicationView(View):
    id: str
    version_n: int
    network: str
    url: str
    by: str
    published_at: datetime


class CreativeView(View):
    """`state` is waiting, approved, changes or hold, of the present file.

    `approved_before` is the number of an earlier version that was approved, where this one is
    not. Lists carry the present version alone in `versions`.
    """

    id: str
    campaign_id: str
    shot_id: str
    shot_number: int
    title: str
    channel: str
    captions: str = ""
    aspect_ratio: str
    state: str
    approved_before: int | None = None
    asked_by: str
    since: datetime
    version: VersionView
    versions: tuple[VersionView, ...] = ()
    decisions: tuple[DecisionView, ...] = ()
    publications: tuple[PublicationView, ...] = ()
    added_at: datetime
