"""Takes as rows, for tests of what is read: nothing was paid, nothing lies in the store."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from tests.studio_fixtures import Home
from vidstudio.db.tables import Asset, Shot, Task
from vidstudio.rules.lifecycle import TERMINAL, TaskState
from vidstudio.studio import Studio


@dataclass(frozen=True)
class Take:
    """What a test says of a take; the rest is as usual."""

    home: Home
    shot_id: str = ""
    prompt: str = "A cup by the window."
    model: str = "animatic"
    state: TaskState = TaskState.SUCCEEDED
    created_at: datetime | None = None
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])
    values: dict[str, Any] = field(default_factory=dict[str, Any])


_USUAL: dict[str, Any] = {
    "mode": "text",
    "duration_seconds": 5,
    "aspect_ratio": "9:16",
    "resolution": "720p",
    "audio": False,
    "seed": 1,
    "seed_chosen": False,
    "negative_prompt": "",
    "references": [],
    "first_frame": None,
    "last_frame": None,
}


def insert_take(session: Session, studio: Studio, take: Take) -> str:
    """Its id. A finished one has the rows of a video and a poster."""
    who, now = take.home.who, take.created_at or studio.clock.now()
    shot = session.get_one(Shot, take.shot_id or take.home.shot_id)
    shot.takes += 1
    task_id, done = studio.clock.new_id(), take.state is TaskState.SUCCEEDED
    row: dict[str, Any] = {
        "id": task_id,
        "workspace_id": who.workspace_id,
        "user_id": who.user_id,
        "campaign_id": shot.campaign_id,
        "shot_id": shot.id,
        "number": shot.takes,
        "kind": "video",
        "model": take.model,
        "prompt": take.prompt,
        "parameters": _USUAL | take.parameters,
        "quote": {},
        "quoted": 0,
        "state": take.state,
        "provider": "sample",
        "provider_model": "sample",
        "usual_seconds": 10,
        "callback_token_hash": studio.clock.new_id(),
        "next_run_at": now,
        "deadline_at": now + timedelta(days=400),
        "created_at": now,
        "terminal_at": now if take.state in TERMINAL else None,
        "result_asset_id": f"{task_id[:30]}-video" if done else None,
        "poster_asset_id": f"{task_id[:30]}-still" if done else None,
    } | take.values
    session.add(Task(**row))
    session.flush()
    if done:
        session.add_all(_files(task_id, who.workspace_id, now))
    return task_id


def _files(task_id: str, workspace_id: str, now: datetime) -> list[Asset]:
    return [
        Asset(
            id=f"{task_id[:30]}-{role[1]}",
            workspace_id=workspace_id,
            task_id=task_id,
            role=role[0],
            storage_key=f"w/{workspace_id}/t/{task_id}-{role[1]}",
            sha256="0" * 64,
            size_bytes=1,
            mime=role[2],
            width=90,
            height=160,
            duration_ms=5000 if role[0] == "output" else None,
            created_at=now,
        )
        for role in (("output", "video", "video/mp4"), ("poster", "still", "image/webp"))
    ]
