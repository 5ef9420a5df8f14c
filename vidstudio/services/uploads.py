"""Pictures on their way in: received or fetched, checked, written anew, stored."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlmodel import Session

from vidstudio import reading
from vidstudio.base.egress import GuardedClient
from vidstudio.base.errors import NotAllowed, NotFound
from vidstudio.db.tables import Asset
from vidstudio.media.child import sanitise_image
from vidstudio.media.facts import ImageFacts
from vidstudio.services.guards import find, require_maker
from vidstudio.store.base import Delivery, upload_key
from vidstudio.studio import Studio, Who
from vidstudio.views import PictureView

LARGEST_UPLOAD_BYTES = 25_000_000
_RULE = "30/minute"
_SUFFIXES = {"image/jpeg": ".jpg", "image/webp": ".webp", "image/png": ".png"}


@asynccontextmanager
async def workbench(studio: Studio) -> AsyncIterator[Path]:
    """A folder of one's own for a file on its way; gone afterwards."""
    folder = studio.work_dir / f"upload-{studio.clock.new_id()}"
    await asyncio.to_thread(folder.mkdir, parents=True)
    try:
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def admit(studio: Studio, who: Who) -> None:
    """May this caller send a picture now? Asked before a byte of it is read."""
    require_maker(who)
    studio.rates.hit("upload", _RULE, who.user_id)


async def receive(studio: Studio, who: Who, source: Path, name: str) -> PictureView:
    """Check and keep an uploaded picture. Raises InvalidRequest on field `file`."""
    folder = source.parent
    clean, small = folder / "clean", folder / "small"
    facts = await sanitise_image(source, clean, small)
    suffix = _SUFFIXES.get(facts.mime, ".jpg")
    asset_id, thumbnail_id = studio.clock.new_id(), studio.clock.new_id()
    key = upload_key(who.workspace_id, asset_id, suffix)
    small_key = upload_key(who.workspace_id, thumbnail_id, ".webp")
    stored = await studio.store.put(key, clean)
    stored_small = await studio.store.put(small_key, small)
    picture = Asset(
        id=asset_id,
        workspace_id=who.workspace_id,
        role="reference",
        storage_key=key,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        original_bytes=source.stat().st_size,  # noqa: ASYNC240  one stat
        mime=facts.mime,
        width=facts.width,
        height=facts.height,
        name=name[:200],
        created_at=studio.clock.now(),
    )
    thumbnail = _thumbnail(picture, thumbnail_id, small_key, facts)
    thumbnail.sha256, thumbnail.size_bytes = stored_small.sha256, stored_small.size_bytes

    def keep(session: Session) -> PictureView:
        session.add(picture)
        session.add(thumbnail)
        return reading.picture_view(picture, thumbnail.id)

    return await studio.db.write(keep)


def _thumbnail(picture: Asset, asset_id: str, key: str, facts: ImageFacts) -> Asset:
    return Asset(
        id=asset_id,
        workspace_id=picture.workspace_id,
        parent_id=picture.id,
        role="thumbnail",
        storage_key=key,
        sha256="",
        size_bytes=1,
        mime="image/webp",
        width=min(320, facts.width),
        height=facts.height * min(320, facts.width) // facts.width,
        created_at=picture.created_at,
    )


async def fetch(studio: Studio, who: Who, url: str) -> PictureView:
    """The same for a picture at a web address. Raises InvalidRequest on `url` or `file`."""
    if who.guest:
        raise NotAllowed("Guests cannot fetch addresses. Drop the picture here instead.")
    client = GuardedClient(studio.settings.egress_allow)
    async with workbench(studio) as folder:
        source = folder / "source"
        await client.download(url.strip(), source, LARGEST_UPLOAD_BYTES)
        return await receive(studio, who, source, url.rsplit("/", 1)[-1])


async def link(studio: Studio, who: Who, asset_id: str, *, download: bool = False) -> str:
    """A signed link to a file of the caller's workspace, good for some minutes."""
    asset = await studio.db.read(lambda session: find(session, Asset, asset_id, who))
    if asset.deleted_at is not None:
        raise NotFound
    delivery = Delivery(asset.name or asset.id, asset.mime, download=download)
    return studio.store.link(asset.storage_key, delivery, studio.link_end())
