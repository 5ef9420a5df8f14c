"""From rows to views, in batches: a list of takes costs the same few queries as one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from vidstudio import pace, places, pricelist
from vidstudio.db.tables import Asset, Campaign, Creative, CreativeVersion, Shot, Task
from vidstudio.rules import lifecycle
from vidstudio.rules.catalog import Catalog
from vidstudio.rules.lifecycle import PUBLIC_STATUS, TaskState
from vidstudio.rules.prices import PriceBook
from vidstudio.rules.pricing import DURATION_TOLERANCE_SECONDS
from vidstudio.rules.requests import Parameters
from vidstudio.views import FailureView, PictureView, TaskView

_KEPT = {"parent_id", "origin", "final", "rating", "favourite", "removed_at", "sora_task_id"}


def asset_url(asset_id: str, *, download: bool = False) -> str:
    """The stable link of a file; it signs on read."""
    return f"/api/assets/{asset_id}{'?download=1' if download else ''}"


def picture_view(asset: Asset, thumbnail_id: str | None) -> PictureView:
    return PictureView(
        id=asset.id,
        url=asset_url(asset.id),
        thumbnail_url=asset_url(thumbnail_id or asset.id),
        width=asset.width,
        height=asset.height,
        size_bytes=asset.size_bytes,
        original_bytes=asset.original_bytes,
    )


def pictures(session: Session, workspace_id: str, ids: Iterable[str]) -> dict[str, PictureView]:
    """The reference pictures of this workspace among `ids`."""
    wanted = set(ids)
    if not wanted:
        return {}
    found = session.exec(
        select(Asset).where(
            col(Asset.id).in_(wanted),
            Asset.workspace_id == workspace_id,
            Asset.role == "reference",
            col(Asset.deleted_at).is_(None),
        )
    ).all()
    small = session.exec(
        select(Asset.parent_id, Asset.id).where(
            col(Asset.parent_id).in_(wanted), Asset.role == "thumbnail"
        )
    ).all()
    thumbnails = dict(small)
    return {asset.id: picture_view(asset, thumbnails.get(asset.id)) for asset in found}


@dataclass(frozen=True)
class _Around:
    """What the views of a batch of tasks need beside their own rows."""

    now: datetime
    catalog: Catalog
    pictures: dict[str, PictureView]
    outputs: dict[str, Asset]
    creatives: set[str]
    ahead: dict[str, int]
    paused: set[str]
    paces: dict[pace.Key, pace.Pace]
    places: dict[str, tuple[str, str]]
    prices: PriceBook


def task_views(
    session: Session, tasks: Sequence[Task], catalog: Catalog, now: datetime
) -> tuple[TaskView, ...]:
    """Views of tasks of one workspace, in the given order."""
    if not tasks:
        return ()
    workspace_id = tasks[0].workspace_id
    wanted = [key for task in tasks for key in _parameters(task).pictures]
    results = [task.result_asset_id for task in tasks if task.result_asset_id]
    found = select(Asset).where(col(Asset.id).in_(results))
    outputs = session.exec(found).all() if results else ()
    around = _Around(
        now=now,
        catalog=catalog,
        pictures=pictures(session, workspace_id, wanted),
        outputs={asset.id: asset for asset in outputs},
        creatives=picked(session, [task.id for task in tasks if task.result_asset_id]),
        # Here the turns are shared among workspaces; at the provider we know of our own alone.
        ahead=places.positions(session, tasks) | places.positions_there(session, tasks),
        paused=places.paused(session, tasks),
        paces=pace.paces(session, pace.of_living(tasks), now),
        places=_places(session, {task.shot_id for task in tasks}),
        prices=pricelist.book(session, catalog, now),
    )
    return tuple(_view(task, around) for task in tasks)


def picked(session: Session, task_ids: Sequence[str]) -> set[str]:
    """Those of the takes that are the file of a creative."""
    if not task_ids:
        return set()
    query = (
        select(CreativeVersion.task_id)
        .join(Creative, col(Creative.id) == CreativeVersion.creative_id)
        .where(col(CreativeVersion.task_id).in_(task_ids), col(Creative.removed_at).is_(None))
    )
    return set(session.exec(query).all())


def _places(session: Session, shot_ids: set[str]) -> dict[str, tuple[str, str]]:
    """By shot its title and its campaign's name."""
    rows = session.exec(_PLACES, params={"shot_ids": list(shot_ids)}).all()
    return {key: (title, name) for key, title, name in rows}


# Built once: this is asked with every new take.
_PLACES = (
    select(Shot.id, Shot.title, Campaign.name)
    .join(Campaign, col(Campaign.id) == Shot.campaign_id)
    .where(col(Shot.id).in_(bindparam("shot_ids", expanding=True)))
)


def _parameters(task: Task) -> Parameters:
    return Parameters.model_validate(task.parameters)


def _view(task: Task, around: _Around) -> TaskView:
    state, wanted, now = lifecycle.shown(task.state), _parameters(task), around.now
    output = around.outputs.get(task.result_asset_id or "")
    late, usual = pace.is_late(task, around.paces, now), pace.usual_seconds(task, around.paces)
    seconds = output.duration_ms / 1000 if output and output.duration_ms else None
    return TaskView(
        id=task.id,
        number=task.number,
        campaign_id=task.campaign_id,
        shot_id=task.shot_id,
        shot_title=around.places[task.shot_id][0],
        campaign_name=around.places[task.shot_id][1],
        kind=task.kind,
        state=state,
        status=PUBLIC_STATUS[state],
        stage=lifecycle.stage(state, task.state_reason, late=late),
        progress=task.progress,
        ahead=around.ahead.get(task.id, 0),
        waits_for=lifecycle.waits_for(state, task.state_reason, paused=task.id in around.paused),
        model_id=task.model,
        model_name=_model_name(task, around.catalog),
        served_by_provider=task.provider,
        demo=task.demo,
        prompt=task.prompt,
        **wanted.model_dump(exclude={"mode", "references", "first_frame", "last_frame"}),
        references=_found(wanted.references, around),
        first_frame=around.pictures.get(wanted.first_frame or ""),
        last_frame=around.pictures.get(wanted.last_frame or ""),
        quoted_credits=task.quoted,
        again_credits=pricelist.again(around.prices, around.catalog, task),
        held_credits=0 if task.terminal_at else task.quoted,
        charged_credits=task.charged,
        usual_seconds=max(1, round(usual)),
        estimated_seconds=max(1, round(_estimate(task, wanted, around) or usual)),
        left_seconds=pace.left_seconds(task, around.paces, now),
        cancelling=task.cancel_requested_at is not None and task.terminal_at is None,
        unstoppable=task.cancel_requested_at is not None and state == TaskState.SUCCEEDED,
        unknown_seconds=pace.until(task.unknown_until, now),
        recovered_at=task.recovered_at,
        failure=_failure(task),
        stopped_why=task.stop_reason,
        video_url=asset_url(output.id) if output else None,
        poster_url=asset_url(task.poster_asset_id) if task.poster_asset_id else None,
        download_url=asset_url(output.id, download=True) if output else None,
        delivered_seconds=seconds,
        width=output.width if output else None,
        height=output.height if output else None,
        codec=output.codec if output else None,
        size_bytes=output.size_bytes if output else None,
        short=bool(
            seconds
            and not task.kept_at
            and seconds + DURATION_TOLERANCE_SECONDS < wanted.duration_seconds
        ),
        in_creatives=task.id in around.creatives,
        **task.model_dump(include=_KEPT),
        created_at=task.created_at,
        started_at=task.started_at,
        finished_at=task.terminal_at,
    )


def _found(ids: Iterable[str], around: _Around) -> tuple[PictureView, ...]:
    return tuple(around.pictures[key] for key in ids if key in around.pictures)


def _model_name(task: Task, catalog: Catalog) -> str:
    card = catalog.cards.get(task.model)
    return card.name if card else task.model


def _estimate(task: Task, wanted: Parameters, around: _Around) -> float | None:
    """Of the model that was named, in seconds; None where our own takes know better."""
    card = around.catalog.cards.get(wanted.asked_model or task.model)
    if card is None or (task.model, task.provider) in around.paces:
        return None
    return card.usual(wanted.duration_seconds)


def _failure(task: Task) -> FailureView | None:
    if task.state != TaskState.FAILED:
        return None
    return FailureView(code=task.state_reason, message=task.state_message)
