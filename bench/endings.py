"""What an ended take leaves behind beside its money: a video, and the note that it has ended."""

from collections.abc import Mapping
from typing import Any

_SIZE = {"sha256": "0" * 64, "size_bytes": 4_000_000, "width": 1280, "height": 720}

Row = dict[str, Any]


def video(task: Mapping[str, Any]) -> Row:
    """No file lies behind it."""
    return {
        **_of(task, "v"),
        **_SIZE,
        "role": "output",
        "storage_key": f"w/{task['workspace_id']}/{task['id']}.mp4",
        "mime": "video/mp4",
        "duration_ms": 8000,
        "codec": "h264",
        "name": "",
    }


def note(task: Mapping[str, Any]) -> Row:
    """Nobody asked to be told."""
    return {**_of(task, "m"), "type": f"video.{task['state']}", "body": {}, "state": "none"}


def _of(task: Mapping[str, Any], kind: str) -> Row:
    return {
        "id": f"{kind}{task['id'][1:]}",
        "workspace_id": task["workspace_id"],
        "task_id": task["id"],
        "created_at": task["terminal_at"],
    }
