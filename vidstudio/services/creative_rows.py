"""Creatives as views, in batches: a page of them costs the same few queries as one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, and_, col, select

from vidstudio.db.tables import (
    Asset,
    Creative,
    CreativeVersion,
    Decision,
    Publication,
    Shot,
    Task,
    User,
)
from vidstudio.reading import asset_url
from vidstudio.services.reviews import DECIDING
from vidstudio.views import CreativeView, DecisionView, PublicationView, VersionView


@dataclass(frozen=True)
class _Around:
    """What the views of a batch need beside their own rows, by creative."""

    names: dict[str, str]
    shots: dict[str, int]
    versions: dict[str, list[tuple[CreativeVersion, Task, Asset]]]
    decisions: dict[str, list[tuple[Decision, int]]]
    publications: dict[str, list[tuple[Publication, int]]]


def creative_views(
    session: Session, rows: Sequence[Creative], *, every_version: bool = False
) -> tuple[CreativeView, ...]:
    """In the given order. Without `every_version` only the present one of each is read."""
    if not rows:
        return ()
    ids = [row.id for row in rows]
    shots = select(Shot.id, Shot.number).where(col(Shot.id).in_({row.shot_id for row in rows}))
    versions = _versions(session, ids, every_version=every_version)
    decisions = _decisions(session, ids)
    publications = _publications(session, ids)
    people = {row.added_by for row in rows}
    people |= {version.added_by for found in versions.values() for version, _, _ in found}
    people |= {decision.user_id for found in decisions.values() for decision, _ in found}
    people |= {known.user_id for found in publications.values() for known, _ in found}
    around = _Around(
        names=_names(session, people),
        shots=dict(session.exec(shots).all()),
        versions=versions,
        decisions=decisions,
        publications=publications,
    )
    return tuple(_view(row, around) for row in rows)


def _names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    return dict(session.exec(select(User.id, User.name).where(col(User.id).in_(set(ids)))).all())


def _versions(
    session: Session, ids: Sequence[str], *, every_version: bool
) -> dict[str, list[tuple[CreativeVersion, Task, Asset]]]:
    """Newest first."""
    query = (
        select(CreativeVersion, Task, Asset)
        .join(Task, col(Task.id) == CreativeVersion.task_id)
        .join(Asset, col(Asset.id) == CreativeVersion.asset_id)
        .where(col(CreativeVersion.creative_id).in_(ids))
        .order_by(col(CreativeVersion.n).desc())
    )
    if not every_version:
        newest = and_(
            col(Creative.id) == CreativeVersion.creative_id,
            col(Creative.versions) == CreativeVersion.n,
        )
        query = query.join(Creative, newest)
    found = defaultdict[str, list[tuple[CreativeVersion, Task, Asset]]](list)
    for version, task, asset in session.exec(query).all():
        found[version.creative_id].append((version, task, asset))
    return found


def _decisions(session: Session, ids: Sequence[str]) -> dict[str, list[tuple[Decision, int]]]:
    """Oldest first, each with the number of the version it is about."""
    query = (
        select(Decision, CreativeVersion.n)
        .join(CreativeVersion, col(CreativeVersion.id) == Decision.version_id)
        .where(col(Decision.creative_id).in_(ids))
        .order_by(col(Decision.created_at), col(Decision.id))
    )
    found = defaultdict[str, list[tuple[Decision, int]]](list)
    for decision, n in session.exec(query).all():
        found[decision.creative_id].append((decision, n))
    return found


def _publications(session: Session, ids: Sequence[str]) -> dict[str, list[tuple[Publication, int]]]:
    query = (
        select(Publication, CreativeVersion.n)
        .join(CreativeVersion, col(CreativeVersion.id) == Publication.version_id)
        .where(col(Publication.creative_id).in_(ids), col(Publication.removed_at).is_(None))
        .order_by(col(Publication.created_at), col(Publication.id))
    )
    found = defaultdict[str, list[tuple[Publication, int]]](list)
    for publication, n in session.exec(query).all():
        found[publication.creative_id].append((publication, n))
    return found


def _view(row: Creative, around: _Around) -> CreativeView:
    versions = around.versions[row.id]
    now, task, _ = versions[0]
    decisions = around.decisions.get(row.id, [])
    here = [d for d, _ in decisions if d.sha256 == now.sha256 and d.kind in DECIDING]
    last = here[-1] if here else None
    shown = tuple(_version(found, around) for found in versions)
    return CreativeView(
        **row.model_dump(include={"id", "campaign_id", "shot_id", "title", "channel", "captions"}),
        shot_number=around.shots[row.shot_id],
        aspect_ratio=task.parameters.get("aspect_ratio", ""),
        state=last.kind if last else "waiting",
        approved_before=None if last else _approved_before(decisions, now),
        asked_by=around.names.get(now.added_by, ""),
        since=last.created_at if last else now.added_at,
        version=shown[0],
        versions=shown,
        decisions=tuple(_decision(d, n, now, around) for d, n in decisions),
        publications=tuple(
            _publication(known, n, around) for known, n in around.publications.get(row.id, [])
        ),
        added_at=row.added_at,
    )


def _approved_before(decisions: list[tuple[Decision, int]], now: CreativeVersion) -> int | None:
    """The newest earlier version whose last word was yes."""
    last = {n: d.kind for d, n in decisions if d.sha256 != now.sha256 and d.kind in DECIDING}
    return max((n for n, kind in last.items() if kind == "approved"), default=None)


def _version(found: tuple[CreativeVersion, Task, Asset], around: _Around) -> VersionView:
    version, task, asset = found
    return VersionView(
        id=version.id,
        n=version.n,
        task_id=task.id,
        take_number=task.number,
        sha256=version.sha256,
        video_url=asset_url(asset.id),
        poster_url=asset_url(task.poster_asset_id) if task.poster_asset_id else None,
        download_url=asset_url(asset.id, download=True),
        width=asset.width,
        height=asset.height,
        duration_seconds=(asset.duration_ms or 0) / 1000,
        size_bytes=asset.size_bytes,
        codec=asset.codec,
        made_with=version.made_with,
        added_by=around.names.get(version.added_by, ""),
        added_at=version.added_at,
    )


def _decision(row: Decision, n: int, now: CreativeVersion, around: _Around) -> DecisionView:
    name = around.names.get(row.user_id, "")
    return DecisionView(
        **row.model_dump(include={"id", "kind", "comment", "at_ms", "created_at"}),
        version_n=n,
        current=row.sha256 == now.sha256,
        by=name,
        by_initials="".join(word[0] for word in (name.split() or ["?"])[:2]).upper(),
    )


def _publication(row: Publication, n: int, around: _Around) -> PublicationView:
    return PublicationView(
        **row.model_dump(include={"id", "network", "url", "published_at"}),
        version_n=n,
        by=around.names.get(row.user_id, ""),
    )
