"""Ten thousand takes in one campaign, written straight into the tables: no files behind them."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from vidstudio.db.tables import Asset, Creative, CreativeVersion, Shot, Task
from vidstudio.studio import Studio, Who

TAKES, SHOTS = 10_000, 40
MINUTES_APART = 7
AT_ONCE = 1000
_WORDS = (
    *("cup", "window", "steam", "dawn", "forest", "aurora", "bag", "label"),
    *("cream", "slow", "push", "drone", "macro", "Über", "café"),
)
_RATIOS = ("9:16", "16:9", "1:1", "4:5")


def seed(session: Session, studio: Studio, who: Who, campaign_id: str, takes: int = TAKES) -> None:
    dice = random.Random(3)
    shots = [_shot(studio, who, campaign_id, n) for n in range(SHOTS)]
    session.connection().execute(insert(Shot), shots)
    rows = [_take(studio, who, dice, n, dice.choice(shots)) for n in range(takes)]
    assets = [asset for row in rows if row["result_asset_id"] for asset in _assets(row)]
    picked = [row for row in rows if row["result_asset_id"]][::25]
    for table, values in (
        (Task, rows),
        (Asset, assets),
        (Creative, [_creative(row, who) for row in picked]),
        (CreativeVersion, [_version(row, who) for row in picked]),
    ):
        for start in range(0, len(values), AT_ONCE):
            session.connection().execute(insert(table), values[start : start + AT_ONCE])


def _shot(studio: Studio, who: Who, campaign_id: str, number: int) -> dict[str, Any]:
    return {
        "id": studio.clock.new_id(),
        "workspace_id": who.workspace_id,
        "campaign_id": campaign_id,
        "number": 1000 + number,
        "place": 1000 + number,
        "title": f"Shot {_WORDS[number % len(_WORDS)]} {number}",
        "intent": "",
        "prompt": "",
        "aspect_ratio": "",
        "takes": 0,
    }


def _take(
    studio: Studio, who: Who, dice: random.Random, number: int, shot: dict[str, Any]
) -> dict[str, Any]:
    shot["takes"] += 1
    made, new_id = dice.random() < 0.9, studio.clock.new_id
    created = studio.clock.now() - timedelta(minutes=MINUTES_APART * number)
    return {
        "id": new_id(),
        "workspace_id": who.workspace_id,
        "user_id": who.user_id,
        "campaign_id": shot["campaign_id"],
        "shot_id": shot["id"],
        "number": shot["takes"],
        "kind": "video",
        "model": dice.choice(list(studio.catalog.cards)),
        "prompt": " ".join(dice.choices(_WORDS, k=40)),
        "parameters": _parameters(dice),
        "quote": {},
        "quoted": 40,
        "state": "succeeded" if made else "failed",
        "state_reason": "" if made else "prompt_refused",
        "state_message": "",
        "provider": "sample",
        "provider_model": "sample",
        "demo": False,
        "usual_seconds": 40,
        "callback_token_hash": new_id(),
        "next_run_at": created,
        "deadline_at": created + timedelta(hours=1),
        "created_at": created,
        "started_at": created,
        "terminal_at": created + timedelta(minutes=1),
        "charged": dice.choice((0, 24, 40, 64)) if made else 0,
        "result_asset_id": new_id() if made else None,
        "poster_asset_id": new_id() if made else None,
        "rating": dice.choice((None, None, None, 0, 1, 3, 4, 5)),
        "favourite": dice.random() < 0.05,
        "origin": dice.choice(("", "", "", "draft")),
        "removed_at": created if dice.random() < 0.02 else None,
        "lease_token": 0,
        "polls": 0,
        "failures": 0,
    }


def _parameters(dice: random.Random) -> dict[str, Any]:
    return {
        "mode": "text",
        "duration_seconds": dice.choice((4, 5, 8, 10)),
        "aspect_ratio": dice.choice(_RATIOS),
        "resolution": "720p",
        "audio": False,
        "seed": 1,
        "seed_chosen": False,
        "negative_prompt": "",
        "references": [],
        "first_frame": None,
        "last_frame": None,
    }


def _assets(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for role, key in (("output", row["result_asset_id"]), ("poster", row["poster_asset_id"])):
        yield {
            "id": key,
            "workspace_id": row["workspace_id"],
            "task_id": row["id"],
            "parent_id": None,
            "role": role,
            "storage_key": f"w/bench/{key}",
            "sha256": "0" * 64,
            "size_bytes": 1,
            "original_bytes": 0,
            "mime": "video/mp4" if role == "output" else "image/webp",
            "width": 720,
            "height": 1280,
            "duration_ms": 8000 if role == "output" else None,
            "name": "",
            "created_at": row["terminal_at"],
        }


def _creative(row: dict[str, Any], who: Who) -> dict[str, Any]:
    kept = {name: row[name] for name in ("id", "workspace_id", "campaign_id", "shot_id")}
    more = {"title": "Picked", "channel": "", "captions": "", "versions": 1}
    return kept | more | {"added_by": who.user_id, "added_at": row["terminal_at"]}


def _version(row: dict[str, Any], who: Who) -> dict[str, Any]:
    return {
        "id": row["id"],
        "workspace_id": row["workspace_id"],
        "creative_id": row["id"],
        "n": 1,
        "task_id": row["id"],
        "asset_id": row["result_asset_id"],
        "sha256": "0" * 64,
        "made_with": {},
        "added_by": who.user_id,
        "added_at": row["terminal_at"],
    }
