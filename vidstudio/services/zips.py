<<<<<<< HEAD
"""Zip files on their way out: written while they are read, never whole in memory or on disk."""

import asyncio
import zipfile
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from vidstudio.services.uploads import workbench
from vidstudio.studio import Studio

_CHUNK_BYTES = 1 << 20
# Where every zip's clock starts; our files carry their times in their metadata.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class ZipEntry:
    """A file of a zip: from the store by its `key`, or `data` itself."""

    name: str
    size_bytes: int
    key: str = ""
    data: bytes = b""


async def stream(studio: Studio, entries: Sequence[ZipEntry]) -> AsyncGenerator[bytes, None]:
    """The bytes of a zip of `entries`, stored as they are: films do not get smaller.

    Names must be unique and safe. Holds one file of the store at a time.
    """
    pipe = _Pipe()
    async with workbench(studio) as folder:
        with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
            for entry in entries:
                file = folder / "entry"
                if entry.key:
                    await studio.store.copy_to(entry.key, file)
                else:
                    await asyncio.to_thread(file.write_bytes, entry.data)
                # A reader who leaves closes the entry before the archive.
                async with aclosing(_packed(archive, pipe, entry, file)) as pieces:
                    async for piece in pieces:
                        yield piece
        yield pipe.drained()


async def _packed(
    archive: zipfile.ZipFile, pipe: "_Pipe", entry: ZipEntry, file: Path
) -> AsyncGenerator[bytes, None]:
    info = zipfile.ZipInfo(entry.name, _EPOCH)
    info.file_size = entry.size_bytes  # says whether 64 bits are needed
    info.external_attr = 0o644 << 16
    with file.open("rb") as reader, archive.open(info, "w") as writer:
        while piece := await asyncio.to_thread(reader.read, _CHUNK_BYTES):
            await asyncio.to_thread(writer.write, piece)
            yield pipe.drained()


class _Pipe:
    """What a zip is written to; it cannot be wound back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None: ...

    def close(self) -> None: ...

    def drained(self) -> bytes:
        """What was written since the last look."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
=======
"""Several takes as one zip, written while it is sent: neither memory nor disk holds it."""

import zipfile
import zlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import IO, cast

from sqlmodel import col, select

from vidstudio.base.errors import InvalidRequest, NotFound, TooLarge
from vidstudio.db.tables import Asset, Shot, Task
from vidstudio.studio import Studio, Who

MOST_TAKES = 100
MOST_BYTES = 4_000_000_000
LONGEST_TITLE = 60
_EARLIEST_YEAR = 1980  # the calendar of zip begins there
_ZIP64_FROM_BYTES = 2**31 - 1


@dataclass(frozen=True)
class Packed:
    """One file of the zip: where it lies, and what it is called in there."""

    storage_key: str
    name: str
    size_bytes: int
    made_at: datetime


async def pack(studio: Studio, who: Who, task_ids: Sequence[str]) -> tuple[Packed, ...]:
    """The videos of these takes, each under a name of its own.

    Raises NotFound when a take is foreign or unknown, InvalidRequest on field `ids` when one has
    no video or there are more than 100, TooLarge above 4 GB.
    """
    ids = list(dict.fromkeys(task_ids))
    if not 0 < len(ids) <= MOST_TAKES:
        raise InvalidRequest(f"A zip holds 1 to {MOST_TAKES} takes.", "ids")
    if not all(task_id.isprintable() for task_id in ids):
        raise NotFound
    query = (
        select(Task.id, Task.number, Task.model, Task.created_at, Shot.title, Asset)
        .join(Shot, col(Shot.id) == Task.shot_id)
        .outerjoin(Asset, (col(Asset.id) == Task.result_asset_id) & col(Asset.deleted_at).is_(None))
        .where(Task.workspace_id == who.workspace_id, col(Task.id).in_(ids))
    )
    rows = {row[0]: row for row in await studio.db.read(lambda s: s.exec(query).all())}
    if any(task_id not in rows for task_id in ids):
        raise NotFound
    without = sum(rows[task_id][5] is None for task_id in ids)
    if without:
        takes = "1 take has" if without == 1 else f"{without} takes have"
        raise InvalidRequest(f"{takes} no video. Leave out what is not finished.", "ids")
    files, taken = list[Packed](), set[str]()
    for task_id in ids:
        _, number, model, made_at, title, asset = rows[task_id]
        name = _free(f"{_slug(title, 'shot')}_take-{number:02d}_{_slug(model, 'model')}", taken)
        files.append(Packed(asset.storage_key, f"{name}.mp4", asset.size_bytes, made_at))
    _require_room(files)
    return tuple(files)


def _require_room(files: Sequence[Packed]) -> None:
    total, most = (sum(file.size_bytes for file in files) / 1e9, MOST_BYTES / 1e9)
    if total > most:
        raise TooLarge(f"These takes are {total:.1f} GB together. {most:.0f} GB is the most.", "ids")


def _slug(words: str, otherwise: str) -> str:
    """Letters and digits of any script; whatever else there is becomes one hyphen."""
    spaced = "".join(sign if sign.isalnum() else " " for sign in words.lower())
    return "-".join(spaced.split())[:LONGEST_TITLE].strip("-") or otherwise


def _free(name: str, taken: set[str]) -> str:
    free, turn = name, 1
    while free in taken:
        turn += 1
        free = f"{name}-{turn}"
    taken.add(free)
    return free


class _Sent:
    """What zipfile writes into: it counts, and gives its bytes away. It cannot go back."""

    def __init__(self) -> None:
        self.at = 0
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        self.at += len(data)
        return len(data)

    def tell(self) -> int:
        return self.at

    def flush(self) -> None: ...

    def give(self) -> bytes:
        given = bytes(self._held)
        self._held.clear()
        return given


async def stream(studio: Studio, files: Sequence[Packed]) -> AsyncGenerator[bytes, None]:
    """The zip, piece by piece: a megabyte at a time, as fast as it is taken."""
    sent = _Sent()
    archive = zipfile.ZipFile(cast("IO[bytes]", sent), "w", zipfile.ZIP_STORED)
    for file in files:
        # Read once before: readers that go by the headers alone need size and sum up front.
        entry = await _entry(studio, file)
        entry.header_offset = sent.at
        yield entry.FileHeader(zip64=entry.file_size > _ZIP64_FROM_BYTES)
        sent.at += len(entry.FileHeader(zip64=entry.file_size > _ZIP64_FROM_BYTES))
        async with aclosing(studio.store.chunks(file.storage_key)) as chunks:
            async for chunk in chunks:
                sent.at += len(chunk)
                yield chunk
        archive.filelist.append(entry)
        archive.NameToInfo[entry.filename] = entry
    archive.start_dir = sent.at
    archive.close()
    yield sent.give()


async def _entry(studio: Studio, file: Packed) -> zipfile.ZipInfo:
    checksum = size = 0
    async with aclosing(studio.store.chunks(file.storage_key)) as chunks:
        async for chunk in chunks:
            checksum, size = zlib.crc32(chunk, checksum), size + len(chunk)
    made = file.made_at
    moment = (made.year, made.month, made.day, made.hour, made.minute, made.second)
    early = made.year < _EARLIEST_YEAR
    entry = zipfile.ZipInfo(file.name, (_EARLIEST_YEAR, 1, 1, 0, 0, 0) if early else moment)
    entry.CRC, entry.file_size, entry.compress_size = checksum, size, size
    entry.external_attr = 0o644 << 16
    return entry
>>>>>>> library
