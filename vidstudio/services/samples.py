"""The finished sample campaign that every new workspace starts with."""

import asyncio
import hashlib
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from vidstudio.base.signing import sha256_hex
from vidstudio.db.tables import Asset, Campaign, Shot, Task, User, Workspace
from vidstudio.rules import pricing
from vidstudio.rules.lifecycle import TaskState
from vidstudio.rules.prices import PriceBook
from vidstudio.rules.requests import Parameters
from vidstudio.services import sample_story
from vidstudio.store.base import output_key
from vidstudio.studio import Studio

FOLDER = Path(__file__).parents[2] / "assets" / "samples"
PROVIDER = "sample"  # marks what came with the studio: never submitted, never charged
_POSTER_WIDTH = 480


class Clip(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    file: str
    poster: str
    shot: str
    prompt: str
    model: str
    aspect_ratio: str
    duration_seconds: int
    width: int
    height: int
    seed: int


@dataclass(frozen=True)
class Placed:
    """A clip whose files lie in the workspace's store."""

    clip: Clip
    task_id: str
    video: Asset
    poster: Asset


@cache
def clips() -> tuple[Clip, ...]:
    listed = tomllib.loads((FOLDER / "samples.toml").read_text("utf-8"))["samples"]
    return tuple(Clip.model_validate(row) for row in listed)


async def place(studio: Studio, workspace_id: str) -> tuple[Placed, ...]:
    """Copy the clips into the store, before the transaction that will name them."""
    keys = list[str]()
    try:
        return tuple([await _place(studio, workspace_id, clip, keys) for clip in clips()])
    except BaseException:
        await asyncio.shield(_delete(studio, keys))
        raise


async def discard(studio: Studio, clips: tuple[Placed, ...]) -> None:
    """Take the files away again: the transaction that would have named them failed."""
    assets = (asset for placed in clips for asset in (placed.video, placed.poster))
    await _delete(studio, [asset.storage_key for asset in assets])


async def _delete(studio: Studio, keys: list[str]) -> None:
    for key in keys:
        await studio.store.delete(key)


async def _place(studio: Studio, workspace_id: str, clip: Clip, keys: list[str]) -> Placed:
    """`keys` grows by what is about to be written."""
    task_id = studio.clock.new_id()
    owner = (workspace_id, task_id)
    video = await _keep(studio, owner, FOLDER / clip.file, keys)
    video.duration_ms, video.codec = clip.duration_seconds * 1000, "h264"
    video.width, video.height, video.name = clip.width, clip.height, f"{clip.shot}.mp4"
    poster = await _keep(studio, owner, FOLDER / clip.poster, keys)
    poster.width, poster.role, poster.mime = _POSTER_WIDTH, "poster", "image/webp"
    poster.height = round(_POSTER_WIDTH * clip.height / clip.width)
    return Placed(clip, task_id, video, poster)


async def _keep(studio: Studio, owner: tuple[str, str], path: Path, keys: list[str]) -> Asset:
    workspace_id, task_id = owner
    digest = hashlib.sha256(await asyncio.to_thread(path.read_bytes)).hexdigest()
    key = output_key(workspace_id, task_id, digest, path.suffix)
    keys.append(key)
    stored = await studio.store.put(key, path)
    return Asset(
        id=studio.clock.new_id(),
        workspace_id=workspace_id,
        task_id=task_id,
        role="output",
        storage_key=key,
        sha256=digest,
        size_bytes=stored.size_bytes,
        mime="video/mp4",
        width=1,
        height=1,
        created_at=studio.clock.now(),
    )


def insert(
    session: Session, studio: Studio, user: User, workspace: Workspace, clips: tuple[Placed, ...]
) -> None:
    """The campaign with everything that belongs to one: brief, conversation, shots with their
    finished takes, creatives with decisions, a publication."""
    now = studio.clock.now()
    campaign = Campaign(
        id=studio.clock.new_id(),
        workspace_id=workspace.id,
        name=sample_story.story().name,
        sample=True,
        created_at=now - timedelta(minutes=1),
        opened_at=now,
    )
    session.add(campaign)
    session.flush()
    session.add(sample_story.brief(campaign))
    shots = [_shot(studio, campaign, place, placed) for place, placed in enumerate(clips, start=1)]
    session.add_all(shots)
    session.flush()
    made = {
        placed.clip.name: _task(studio, user, shot, placed)
        for shot, placed in zip(shots, clips, strict=True)
    }
    session.add_all(made.values())
    session.flush()
    session.add_all(asset for placed in clips for asset in (placed.video, placed.poster))
    session.add_all(sample_story.conversation(studio, user, campaign, shots))
    session.flush()
    sample_story.pick(session, studio, user, made)


def _shot(studio: Studio, campaign: Campaign, place: int, placed: Placed) -> Shot:
    clip = placed.clip
    return Shot(
        id=studio.clock.new_id(),
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        number=place,
        place=place,
        title=clip.shot,
        intent=sample_story.story().shots[clip.name].intent,
        prompt=clip.prompt,
        aspect_ratio=clip.aspect_ratio,
        duration_seconds=clip.duration_seconds,
        best_task_id=placed.task_id,
        takes=1,
    )


def _task(studio: Studio, user: User, shot: Shot, placed: Placed) -> Task:
    clip, now = placed.clip, studio.clock.now()
    made_at = now - timedelta(minutes=60 - 5 * shot.number)
    card = studio.catalog.card(clip.model)
    wanted = Parameters(
        mode="text",
        duration_seconds=clip.duration_seconds,
        aspect_ratio=clip.aspect_ratio,
        resolution=card.resolutions[0],
        audio=False,
        seed=clip.seed,
        seed_chosen=True,
    )
    return Task(
        id=placed.task_id,
        workspace_id=shot.workspace_id,
        user_id=user.id,
        campaign_id=shot.campaign_id,
        shot_id=shot.id,
        number=1,
        kind="text-to-video",
        model=card.id,
        prompt=clip.prompt,
        parameters=wanted.model_dump(),
        quote=pricing.quote(PriceBook((), {}, now).of(card), wanted).model_dump(),
        quoted=0,
        state=TaskState.SUCCEEDED,
        progress=100,
        provider=PROVIDER,
        provider_model=card.id,
        usual_seconds=card.usual_seconds,
        callback_token_hash=sha256_hex(studio.clock.token()),
        next_run_at=made_at,
        deadline_at=now,
        created_at=made_at,
        started_at=made_at,
        terminal_at=made_at + timedelta(seconds=card.usual_seconds),
        result_asset_id=placed.video.id,
        poster_asset_id=placed.poster.id,
        free_reason="sample",
    )
