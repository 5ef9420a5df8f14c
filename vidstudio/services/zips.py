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
