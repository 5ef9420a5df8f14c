"""Pictures on their way in: received or fetched, checked, written anew, stored."""

import asyncio
import errno
import hashlib
import shutil
import unicodedata
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from sqlmodel import Session, col, select

from vidstudio import reading
from vidstudio.base.egress import GuardedClient
from vidstudio.base.errors import InvalidRequest, NotAllowed, NotFound, StorageFailed
from vidstudio.db.session import touch
from vidstudio.db.tables import Asset
from vidstudio.media.child import sanitise_image
from vidstudio.media.facts import ImageFacts
from vidstudio.services.guards import find, require_maker
from vidstudio.store.base import Delivery, StoredFile, upload_key
from vidstudio.studio import Studio, Who
from vidstudio.views import PictureView

LARGEST_UPLOAD_BYTES = 25_000_000
LEAST_PRODUCT_SIDE = 240
_RULE = "30/minute"
_SUFFIXES = {"image/jpeg": ".jpg", "image/webp": ".webp", "image/png": ".png"}
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_LONGEST_STEM = 120
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_THUMBNAIL_WIDTH = 320
_AT_ONCE = 2
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


@asynccontextmanager
async def workbench(studio: Studio) -> AsyncGenerator[Path]:
    """A folder of one's own for a file on its way; gone afterwards. StorageFailed if it is full."""
    folder = studio.work_dir / f"upload-{studio.clock.new_id()}"
    try:
        await asyncio.to_thread(folder.mkdir, parents=True)
        yield folder
    except OSError as error:
        if error.errno not in _DISK_FULL:
            raise
        raise StorageFailed("The disk of this studio is full. The picture was not kept.") from error
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def admit(studio: Studio, who: Who) -> None:
    """May this caller send a picture now? Asked before a byte of it is read."""
    require_maker(who)
    studio.rates.hit("upload", _RULE, who.user_id)


async def receive(
    studio: Studio, who: Who, source: Path, name: str, asset_id: str | None = None
) -> PictureView:
    """Check and keep an uploaded picture. Raises InvalidRequest on field `file`.

    Two at once under the same `asset_id` answer the one that was first.
    """
    facts = await _sanitised(source)
    return await _kept(studio, who, source, facts, (name, asset_id))


async def _sanitised(source: Path) -> ImageFacts:
    """Writes `clean` and `small` beside the source."""
    async with _turn():
        return await sanitise_image(source, source.parent / "clean", source.parent / "small")


async def _kept(
    studio: Studio, who: Who, source: Path, facts: ImageFacts, known_as: tuple[str, str | None]
) -> PictureView:
    name, asset_id = known_as
    clean, small = source.parent / "clean", source.parent / "small"
    key, small_key = _new_key(studio, who, facts.mime), _new_key(studio, who, "image/webp")
    picture = Asset(
        id=asset_id or studio.clock.new_id(),
        workspace_id=who.workspace_id,
        role="reference",
        storage_key=key,
        sha256="",
        size_bytes=clean.stat().st_size,
        original_bytes=source.stat().st_size,  # noqa: ASYNC240  one stat
        mime=facts.mime,
        width=facts.width,
        height=facts.height,
        name=_plain_name(name, _SUFFIXES[facts.mime]),
        created_at=studio.clock.now(),
    )
    try:
        picture.sha256 = (await studio.store.put(key, clean)).sha256
        thumbnail = _thumbnail(
            picture, studio.clock.new_id(), small_key, await studio.store.put(small_key, small)
        )
    except BaseException:
        await asyncio.shield(_forget(studio, key, small_key))
        raise
    # The rows may be committed although the caller has left: their files must stay.
    return await asyncio.shield(_inserted(studio, picture, thumbnail))


def _turn() -> asyncio.Semaphore:
    """One picture may take 500 MB to open: only so many at a time."""
    return _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE))


def _new_key(studio: Studio, who: Who, mime: str) -> str:
    return upload_key(who.workspace_id, studio.clock.new_id(), _SUFFIXES[mime])


def _plain_name(name: str, suffix: str) -> str:
    """The last part of what the sender calls it, without invisible characters, as what it is."""
    visible = "".join(c for c in name if unicodedata.category(c) not in _INVISIBLE)
    stem = PurePosixPath(visible.replace("\\", "/")).stem.strip()
    return f"{stem[:_LONGEST_STEM] or 'picture'}{suffix}"


async def _forget(studio: Studio, *keys: str) -> None:
    for key in keys:
        await studio.store.delete(key)


async def _inserted(studio: Studio, picture: Asset, thumbnail: Asset) -> PictureView:
    def insert(session: Session) -> PictureView | None:
        if session.get(Asset, picture.id) is not None:
            return None
        session.add(picture)
        session.add(thumbnail)
        touch(session, picture.workspace_id)
        return reading.picture_view(picture, thumbnail.id)

    try:
        view = await studio.db.write(insert)
    except Exception:
        await _forget(studio, picture.storage_key, thumbnail.storage_key)
        raise
    if view is None:
        await _forget(studio, picture.storage_key, thumbnail.storage_key)
        view = await _known(studio, picture.workspace_id, picture.id)
    if view is None:
        raise NotFound
    return view


async def known(studio: Studio, who: Who, asset_id: str) -> PictureView | None:
    """The reference picture of the caller's workspace, if it is there."""
    return await _known(studio, who.workspace_id, asset_id)


async def _known(studio: Studio, workspace_id: str, asset_id: str) -> PictureView | None:
    found = await studio.db.read(lambda s: reading.pictures(s, workspace_id, [asset_id]))
    return found.get(asset_id)


def _thumbnail(picture: Asset, asset_id: str, key: str, stored: StoredFile) -> Asset:
    width = min(_THUMBNAIL_WIDTH, picture.width)
    return Asset(
        id=asset_id,
        workspace_id=picture.workspace_id,
        parent_id=picture.id,
        role="thumbnail",
        storage_key=key,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        mime="image/webp",
        width=width,
        height=max(1, picture.height * width // picture.width),
        created_at=picture.created_at,
    )


async def fetch(studio: Studio, who: Who, url: str, key: str | None = None) -> PictureView:
    """The same for a picture at a web address. Raises InvalidRequest on `url`.

    The same address under the same idempotency `key` is fetched once and answers the same
    picture.
    """
    if who.guest:
        raise NotAllowed("Guests cannot fetch addresses. Drop the picture here instead.")
    url = url.strip()
    asset_id = _derived_id(who, key, url) if key else None
    known = await _known(studio, who.workspace_id, asset_id) if asset_id else None
    if known:
        return known
    client = GuardedClient(studio.settings.egress_allow)
    try:
        async with workbench(studio) as folder:
            source = folder / "source"
            await client.download(url, source, LARGEST_UPLOAD_BYTES)
            return await receive(studio, who, source, urlsplit(url).path, asset_id)
    except InvalidRequest as error:
        raise InvalidRequest(str(error), "url", code=error.code) from error


async def fetch_product(studio: Studio, who: Who, url: str) -> PictureView:
    """A picture that a web page shows of its product. Raises InvalidRequest for a small one too:
    it is an ornament, and nothing is kept of it."""
    client = GuardedClient(studio.settings.egress_allow)
    async with workbench(studio) as folder:
        source = folder / "source"
        await client.download(url, source, LARGEST_UPLOAD_BYTES)
        facts = await _sanitised(source)
        if min(facts.width, facts.height) < LEAST_PRODUCT_SIDE:
            raise InvalidRequest("The picture is too small.", "url")
        digest = await asyncio.to_thread(_digest, source.parent / "clean")
        same = await studio.db.read(lambda session: _same(session, who, digest))
        if same:
            return same
        return await _kept(studio, who, source, facts, (urlsplit(url).path, None))


def _digest(file: Path) -> str:
    with file.open("rb") as reader:
        return hashlib.file_digest(reader, "sha256").hexdigest()


def _same(session: Session, who: Who, digest: str) -> PictureView | None:
    """The picture of this workspace with these very bytes: a page read twice adds nothing."""
    query = select(Asset.id).where(
        Asset.workspace_id == who.workspace_id,
        Asset.role == "reference",
        Asset.sha256 == digest,
        col(Asset.deleted_at).is_(None),
    )
    found = session.exec(query.limit(1)).first()
    return reading.pictures(session, who.workspace_id, [found])[found] if found else None


def _derived_id(who: Who, key: str, url: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{who.workspace_id} {key} {url}"))


async def link(studio: Studio, who: Who, asset_id: str, *, download: bool = False) -> str:
    """A signed link to a file of the caller's workspace, good for some minutes."""
    asset = await studio.db.read(lambda session: find(session, Asset, asset_id, who))
    if asset.deleted_at is not None:
        raise NotFound
    delivery = Delivery(asset.name or asset.id, asset.mime, download=download)
    return studio.store.link(asset.storage_key, delivery, studio.link_end())
