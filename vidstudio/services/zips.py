"""Several files as one zip, written while it is sent: neither memory nor disk holds it."""

import zipfile
import zlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import IO, cast

from sqlmodel import col

from vidstudio.base.errors import InvalidRequest, NotFound, TooLarge
from vidstudio.db.tables import Asset, Shot, Task
from vidstudio.services.library.rows import rows_of, select
from vidstudio.studio import Studio, Who

MOST_TAKES = 100
MOST_BYTES = 4_000_000_000
LONGEST_TITLE = 60
_EARLIEST_YEAR = 1980  # the calendar of zip begins there
_ZIP64_FROM_BYTES = 2**31 - 1


@dataclass(frozen=True)
class ZipEntry:
    """One file of the zip: its name in there, and where it lies in the store, or `data` itself."""

    name: str
    size_bytes: int
    key: str = ""
    data: bytes = b""
    made_at: datetime | None = None


async def pack(studio: Studio, who: Who, task_ids: Sequence[str]) -> tuple[ZipEntry, ...]:
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
    rows = {row[0]: row for row in await studio.db.read(lambda s: rows_of(s, query))}
    if any(task_id not in rows for task_id in ids):
        raise NotFound
    without = sum(rows[task_id][5] is None for task_id in ids)
    if without:
        takes = "1 take has" if without == 1 else f"{without} takes have"
        raise InvalidRequest(f"{takes} no video. Leave out what is not finished.", "ids")
    files, taken = list[ZipEntry](), set[str]()
    for task_id in ids:
        _, number, model, made_at, title, asset = rows[task_id]
        name = _free(f"{_slug(title, 'shot')}_take-{number:02d}_{_slug(model, 'model')}", taken)
        files.append(ZipEntry(f"{name}.mp4", asset.size_bytes, asset.storage_key, made_at=made_at))
    _require_room(files)
    return tuple(files)


def _require_room(files: Sequence[ZipEntry]) -> None:
    total, most = (sum(file.size_bytes for file in files) / 1e9, MOST_BYTES / 1e9)
    if total > most:
        raise TooLarge(
            f"These takes are {total:.1f} GB together. {most:.0f} GB is the most.", "ids"
        )


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


async def stream(studio: Studio, files: Sequence[ZipEntry]) -> AsyncGenerator[bytes, None]:
    """The zip, piece by piece: a megabyte at a time, as fast as it is taken."""
    sent = _Sent()
    archive = zipfile.ZipFile(cast("IO[bytes]", sent), "w", zipfile.ZIP_STORED)
    for file in files:
        # Read once before: readers that go by the headers alone need size and sum up front.
        entry = await _entry(studio, file)
        entry.header_offset = sent.at
        yield entry.FileHeader(zip64=entry.file_size > _ZIP64_FROM_BYTES)
        sent.at += len(entry.FileHeader(zip64=entry.file_size > _ZIP64_FROM_BYTES))
        async with aclosing(_chunks(studio, file)) as chunks:
            async for chunk in chunks:
                sent.at += len(chunk)
                yield chunk
        archive.filelist.append(entry)
        archive.NameToInfo[entry.filename] = entry
    archive.start_dir = sent.at
    archive.close()
    yield sent.give()


async def _chunks(studio: Studio, file: ZipEntry) -> AsyncGenerator[bytes, None]:
    if not file.key:
        yield file.data
        return
    async with aclosing(studio.store.chunks(file.key)) as chunks:
        async for chunk in chunks:
            yield chunk


async def _entry(studio: Studio, file: ZipEntry) -> zipfile.ZipInfo:
    checksum = size = 0
    async with aclosing(_chunks(studio, file)) as chunks:
        async for chunk in chunks:
            checksum, size = zlib.crc32(chunk, checksum), size + len(chunk)
    entry = zipfile.ZipInfo(file.name, _moment(file.made_at))
    entry.CRC, entry.file_size, entry.compress_size = checksum, size, size
    entry.external_attr = 0o644 << 16
    return entry


def _moment(made: datetime | None) -> tuple[int, int, int, int, int, int]:
    if made is None or made.year < _EARLIEST_YEAR:
        return (_EARLIEST_YEAR, 1, 1, 0, 0, 0)
    return (made.year, made.month, made.day, made.hour, made.minute, made.second)
