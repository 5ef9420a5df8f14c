"""DiskStore: files in the data directory, served by our own media route."""

import asyncio
import hashlib
import os
import shutil
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vidstudio.base.errors import NotFound, StorageFailed
from vidstudio.base.signing import Signer
from vidstudio.store.base import Delivery, ObjectStore, StoredFile

_CHUNK_BYTES = 1 << 20
MEDIA_PREFIX = "/media"
PART = ".part"


@dataclass(frozen=True)
class OpenedFile:
    path: Path
    delivery: Delivery


class DiskStore(ObjectStore):
    """`root` is this store's own folder; `signer` makes its links."""

    def __init__(self, root: Path, signer: Signer) -> None:
        self._root, self._signer = root, signer
        root.mkdir(parents=True, exist_ok=True)

    async def put(self, key: str, source: Path) -> StoredFile:
        return await asyncio.to_thread(self._put, key, source)

    async def size(self, key: str) -> int | None:
        with suppress(FileNotFoundError):
            return (await asyncio.to_thread(self._path(key).stat)).st_size
        return None

    async def sha256(self, key: str) -> str | None:
        with suppress(FileNotFoundError):
            return await asyncio.to_thread(_sha256, self._path(key))
        return None

    async def copy_to(self, key: str, target: Path) -> None:
        try:
            await asyncio.to_thread(shutil.copyfile, self._path(key), target)
        except OSError as error:
            raise StorageFailed from error

    async def chunks(self, key: str) -> AsyncGenerator[bytes, None]:
        try:
            reader = await asyncio.to_thread(self._path(key).open, "rb")
        except FileNotFoundError as error:
            raise NotFound from error
        with reader:
            while chunk := await asyncio.to_thread(reader.read, _CHUNK_BYTES):
                yield chunk

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    async def drop_parts(self, before: datetime) -> int:
        """Remove what writers that were killed have left half done; answers how many."""
        return await asyncio.to_thread(self._drop_parts, before.timestamp())

    async def keys(self, before: datetime) -> list[str]:
        """Of everything that has lain here untouched since then."""
        return await asyncio.to_thread(self._keys, before.timestamp())

    def link(self, key: str, delivery: Delivery, expires_at: datetime) -> str:
        body = {"k": key, "n": delivery.name, "m": delivery.mime, "d": delivery.download}
        return f"{MEDIA_PREFIX}/{self._signer.sign(body, expires_at)}"

    def open(self, token: str, now: datetime) -> OpenedFile:
        """The file behind a link. Raises NotFound for a wrong or expired one."""
        body = self._signer.read(token, now)
        path = self._path(body["k"])
        if not path.is_file():
            raise NotFound
        return OpenedFile(path, Delivery(body["n"], body["m"], download=body["d"]))

    def _path(self, key: str) -> Path:
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root.resolve()):
            raise NotFound
        return path

    def _drop_parts(self, before: float) -> int:
        old = [path for path in self._files(before) if path.suffix == PART]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _keys(self, before: float) -> list[str]:
        whole = (path for path in self._files(before) if path.suffix != PART)
        return [path.relative_to(self._root).as_posix() for path in whole]

    def _files(self, before: float) -> Iterator[Path]:
        for folder, _, names in os.walk(self._root):
            for path in (Path(folder, name) for name in names):
                with suppress(FileNotFoundError):  # removed at this moment
                    if path.stat().st_mtime < before:
                        yield path

    def _put(self, key: str, source: Path) -> StoredFile:
        target = self._path(key)
        part = target.with_name(f"{target.name}.{os.getpid()}{PART}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            stored = _copy(source, part)
            part.replace(target)
            _sync_folder(target.parent)
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            raise StorageFailed(f"The file could not be saved: {error.strerror}.") from error
        return stored


def _copy(source: Path, part: Path) -> StoredFile:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reader, part.open("wb") as writer:
        while chunk := reader.read(_CHUNK_BYTES):
            digest.update(chunk)
            writer.write(chunk)
            size += len(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    return StoredFile(size, digest.hexdigest())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    """After a power cut the name must be there too, not only the bytes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
