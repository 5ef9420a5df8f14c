"""The download pack: approved creatives as one zip, named so that others can use it as it is."""

import json
import unicodedata
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from vidstudio.base.errors import Conflict, InvalidRequest, NotFound
from vidstudio.db.tables import Asset, Campaign, CreativeVersion, Task
from vidstudio.services import zips
from vidstudio.services.creative_rows import creative_views
from vidstudio.services.creatives import listed
from vidstudio.services.guards import find
from vidstudio.services.zips import ZipEntry
from vidstudio.studio import Studio, Who
from vidstudio.views import CreativeView
from vidstudio.views.base import View

Kind = Literal["videos", "posters", "captions", "metadata"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_LONGEST_NAME = 60
# Names that Windows keeps for itself.
_TAKEN_NAMES = {"con", "prn", "aux", "nul", "com1", "com2", "lpt1", "lpt2"}


class PackOptions(BaseModel):
    """What goes in. `story` adds model, prompt and cost to the metadata: not for clients."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    videos: bool = True
    posters: bool = True
    captions: bool = True
    metadata: bool = True
    story: bool = False

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return tuple(kind for kind in KINDS if getattr(self, kind))


class PackRequest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    campaign_id: str
    creative_ids: tuple[str, ...]
    options: PackOptions = PackOptions()


class PackFile(View):
    name: str  # with its folder
    kind: Kind
    size_bytes: int


class PackPlan(View):
    """`sizes` are by kind, chosen or not; `files` are the chosen ones in the zip's order."""

    name: str
    creatives: int
    files: tuple[PackFile, ...]
    sizes: dict[Kind, int]

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)


@dataclass(frozen=True)
class _Pack:
    plan: PackPlan
    entries: tuple[ZipEntry, ...]


async def plan(studio: Studio, who: Who, request: PackRequest) -> PackPlan:
    """What the pack will hold, counted. Raises Conflict for a creative that is not approved,
    NotFound for one that is not of this campaign."""
    return (await studio.db.read(lambda session: _pack(session, studio, who, request))).plan


async def pack(
    studio: Studio, who: Who, request: PackRequest
) -> tuple[str, AsyncGenerator[bytes, None]]:
    """The zip's name and its bytes. Raises as `plan`, InvalidRequest when nothing would be in
    it, Conflict when a file is gone; nothing is sent then."""
    made = await studio.db.read(lambda session: _pack(session, studio, who, request))
    if not made.entries:
        raise InvalidRequest("Choose at least one creative.", "creative")
    for entry in made.entries:
        if entry.key and await studio.store.size(entry.key) != entry.size_bytes:
            raise Conflict(f"The file {entry.name} is gone.")
    return made.plan.name, zips.stream(studio, made.entries)


def _pack(session: Session, studio: Studio, who: Who, request: PackRequest) -> _Pack:
    campaign, options = find(session, Campaign, request.campaign_id, who), request.options
    views = _chosen(session, campaign.id, set(request.creative_ids))
    made = _files(session, campaign, views, options)
    made["metadata"] = _metadata(studio, campaign, views, made, options)
    files: list[tuple[Kind, ZipEntry]] = [
        (kind, entry) for kind in options.kinds for entry in made[kind]
    ]
    # Everything of one creative together, in the order of the creatives; the pack's own last.
    stems = [*_stems(campaign, views), ""]
    files.sort(key=lambda file: _place(stems, file[1].name))
    shown = tuple(PackFile(name=e.name, kind=k, size_bytes=e.size_bytes) for k, e in files)
    told = PackPlan(
        name=f"{_slug(campaign.name, 'campaign')}.zip",
        creatives=len(views),
        files=shown,
        sizes={kind: sum(entry.size_bytes for entry in made[kind]) for kind in KINDS},
    )
    return _Pack(told, tuple(entry for _, entry in files))


def _chosen(session: Session, campaign_id: str, wanted: set[str]) -> tuple[CreativeView, ...]:
    rows = [row for row in listed(session, campaign_id) if row.id in wanted]
    if len(rows) != len(wanted):
        raise NotFound
    views = creative_views(session, rows)
    for view in views:
        if view.state != "approved":
            raise Conflict(f"“{view.title}” is not approved.")
    return views


def _files(
    session: Session, campaign: Campaign, views: Sequence[CreativeView], options: PackOptions
) -> dict[Kind, list[ZipEntry]]:
    """By kind, without the metadata."""
    stems = _stems(campaign, views)
    assets = _assets(session, [view.version.id for view in views])
    made: dict[Kind, list[ZipEntry]] = {kind: [] for kind in KINDS}
    for view, stem in zip(views, stems, strict=True):
        video, poster = assets[view.version.id]
        made["videos"].append(_stored(f"{stem}.mp4", video))
        if poster is not None:
            made["posters"].append(_stored(f"{stem}.webp", poster))
        if view.captions:
            made["captions"].append(_written(f"{stem}.txt", f"{view.captions}\n"))
        made["metadata"].append(_written(f"{stem}.json", _json(_told(view, options))))
    return made


def _assets(session: Session, version_ids: Sequence[str]) -> dict[str, tuple[Asset, Asset | None]]:
    """By version its video and its poster, in two queries."""
    query = (
        select(CreativeVersion.id, Task.poster_asset_id, Asset)
        .join(Asset, col(Asset.id) == CreativeVersion.asset_id)
        .join(Task, col(Task.id) == CreativeVersion.task_id)
        .where(col(CreativeVersion.id).in_(version_ids))
    )
    rows = session.exec(query).all()
    poster_ids = [poster_id for _, poster_id, _ in rows if poster_id]
    found = session.exec(select(Asset).where(col(Asset.id).in_(poster_ids))).all()
    posters = {asset.id: asset for asset in found if asset.deleted_at is None}
    return {key: (video, posters.get(poster_id or "")) for key, poster_id, video in rows}


def _metadata(
    studio: Studio,
    campaign: Campaign,
    views: Sequence[CreativeView],
    made: dict[Kind, list[ZipEntry]],
    options: PackOptions,
) -> list[ZipEntry]:
    """The creatives' own, and one file about the whole pack."""
    if not views:
        return []
    about = {
        "campaign": campaign.name,
        "packed_at": studio.clock.now().isoformat(timespec="seconds"),
        "files": [
            {"name": entry.name.rpartition("/")[2], "size_bytes": entry.size_bytes}
            for kind in options.kinds
            for entry in made[kind]
        ],
    }
    folder = _slug(campaign.name, "campaign")
    return [*made["metadata"], _written(f"{folder}/pack.json", _json(about))]


def _told(view: CreativeView, options: PackOptions) -> dict[str, Any]:
    now = view.version
    yes = [d for d in view.decisions if d.current and d.kind == "approved"]
    made = now.made_with
    told: dict[str, Any] = {
        "title": view.title,
        "channel": view.channel,
        "aspect_ratio": view.aspect_ratio,
        "version": now.n,
        "approved": {"by": yes[-1].by, "at": yes[-1].created_at.isoformat()} if yes else None,
        "published": [
            {"network": p.network, "url": p.url, "on": p.published_at.date().isoformat()}
            for p in view.publications
        ],
        "file": made.get("file", {}) | {"sha256": now.sha256},
    }
    if options.story:
        told["made_with"] = {key: value for key, value in made.items() if key != "file"}
    return told


def _stems(campaign: Campaign, views: Sequence[CreativeView]) -> list[str]:
    """“autumn-launch/the-bag-at-dawn_reels_9x16_v2” of each, no two alike."""
    folder, taken, stems = _slug(campaign.name, "campaign"), set[str](), list[str]()
    for view in views:
        parts = [view.channel, view.aspect_ratio.replace(":", "x"), f"v{view.version.n}"]
        tail = "_".join(part for part in parts if part)
        title = _slug(view.title, "creative")
        name, again = f"{title}_{tail}", 2
        while name in taken:
            name, again = f"{title}-{again}_{tail}", again + 1
        taken.add(name)
        stems.append(f"{folder}/{name}")
    return stems


def _place(stems: list[str], name: str) -> int:
    stem = name.rpartition(".")[0]
    return stems.index(stem) if stem in stems else len(stems)


def _slug(words: str, otherwise: str) -> str:
    """Letters and digits of any script joined by hyphens, without accents, in small letters."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    spaced = "".join(c if c.isalnum() else " " for c in bare)
    slug = "-".join(spaced.split())[:_LONGEST_NAME].strip("-")
    return otherwise if not slug or slug in _TAKEN_NAMES else slug


def _stored(name: str, asset: Asset) -> ZipEntry:
    return ZipEntry(name, asset.size_bytes, key=asset.storage_key)


def _written(name: str, text: str) -> ZipEntry:
    data = text.encode()
    return ZipEntry(name, len(data), data=data)


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
