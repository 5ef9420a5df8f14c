"""ObjectStore: where files live, and how their keys are named."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class StoredFile:
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Delivery:
    """How a reader gets a file: under which name and type, shown or saved."""

    name: str
    mime: str
    download: bool = False


class ObjectStore(Protocol):
    """Keys come from this module, never from a user. Failures raise StorageFailed."""

    async def put(self, key: str, source: Path) -> StoredFile:
        """Copy `source` to `key`, whole or not at all. Putting the same file twice is fine."""
        ...

    async def size(self, key: str) -> int | None:
        """Bytes at `key`, or None when there is nothing."""
        ...

    async def sha256(self, key: str) -> str | None:
        """Of what lies at `key`, or None when there is nothing."""
        ...

    async def copy_to(self, key: str, target: Path) -> None: ...

    def chunks(self, key: str) -> AsyncGenerator[bytes, None]:
        """The file at `key`, piece by piece. Raises NotFound when there is nothing."""
        ...

    async def delete(self, key: str) -> None: ...

    def link(self, key: str, delivery: Delivery, expires_at: datetime) -> str:
        """A link that opens without a session until `expires_at`."""
        ...


def output_key(workspace_id: str, task_id: str, sha256: str, suffix: str) -> str:
    """The same file of the same task always gets the same key: storing it twice is once."""
    return f"w/{workspace_id}/t/{task_id}-{sha256[:16]}{suffix}"


def upload_key(workspace_id: str, asset_id: str, suffix: str) -> str:
    return f"w/{workspace_id}/u/{asset_id}{suffix}"
