"""The shelf of uploaded pictures, and who has made takes here."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from vidstudio.base.errors import NotFound
from vidstudio.db.session import touch
from vidstudio.db.tables import Asset, Brief, Draft, Member, Task, User
from vidstudio.reading import asset_url
from vidstudio.services.guards import require_maker
from vidstudio.services.library import cursors
from vidstudio.services.library.acts import checked_ids
from vidstudio.services.library.pages import counts
from vidstudio.services.library.queries import PAGE_SIZE, LibraryQuery
from vidstudio.services.library.rows import rows_of
from vidstudio.services.library.rows import select as wide_select
from vidstudio.studio import Studio, Who
from vidstudio.views import DoneView, UploadPageView, UploadView

_KEYS: tuple[Any, ...] = (col(Asset.created_at), col(Asset.id))


async def uploads(studio: Studio, who: Who, query: LibraryQuery) -> UploadPageView:
    """The workspace's pictures by `q` in their name, newest first."""
    return await studio.db.read(lambda session: _page(session, who, query))


def _page(session: Session, who: Who, query: LibraryQuery) -> UploadPageView:
    statement = _pictures(who)
    if words := query.q.strip():
        statement = statement.where(col(Asset.name).icontains(words, autoescape=True))
    if query.cursor:
        statement = statement.where(cursors.after(query.cursor, _KEYS, cursors.NEWEST))
    newest = statement.order_by(*(key.desc() for key in _KEYS)).limit(PAGE_SIZE + 1)
    found = rows_of(session, newest)
    shown = found[:PAGE_SIZE]
    small = _thumbnails(session, [asset.id for asset in shown])
    last = shown[-1] if len(found) > PAGE_SIZE else None
    return UploadPageView(
        uploads=tuple(_view(asset, small.get(asset.id)) for asset in shown),
        next_cursor=cursors.written((last.created_at, last.id)) if last else "",
        counts=counts(session, who, query.campaign_id),
    )


def _pictures(who: Who) -> Any:
    return select(Asset).where(
        Asset.workspace_id == who.workspace_id,
        Asset.role == "reference",
        col(Asset.deleted_at).is_(None),
    )


def _thumbnails(session: Session, ids: Sequence[str]) -> dict[str | None, str]:
    query = select(Asset.parent_id, Asset.id).where(
        col(Asset.parent_id).in_(ids), Asset.role == "thumbnail"
    )
    return dict(session.exec(query).all())


def _view(asset: Asset, thumbnail_id: str | None) -> UploadView:
    return UploadView(
        id=asset.id,
        name=asset.name,
        url=asset_url(asset.id),
        thumbnail_url=asset_url(thumbnail_id or asset.id),
        width=asset.width,
        height=asset.height,
        size_bytes=asset.size_bytes,
        created_at=asset.created_at,
    )


async def remove_uploads(studio: Studio, who: Who, asset_ids: Sequence[str]) -> DoneView:
    """For good, but for pictures that a running take, a draft or a brief needs: the note says so.

    Raises NotFound when one is foreign or unknown.
    """
    require_maker(who)
    ids = list(dict.fromkeys(checked_ids(asset_ids)))

    def work(session: Session) -> tuple[DoneView, list[str]]:
        found = rows_of(session, _pictures(who).where(col(Asset.id).in_(ids)))
        if len(found) != len(ids):
            raise NotFound
        needed = _needed(session, who) & set(ids)
        going = [key for key in ids if key not in needed]
        files = _files(session, going)
        gone = update(Asset).where(col(Asset.id).in_([asset.id for asset in files]))
        session.exec(gone.values(deleted_at=studio.clock.now()))
        touch(session, who.workspace_id)
        return DoneView(ids=tuple(going), note=_note(len(needed))), [a.storage_key for a in files]

    done, keys = await studio.db.write(work)
    # Links answer "gone" by now. A file that a crash leaves behind is never shown again.
    for key in keys:
        await studio.store.delete(key)
    return done


def _files(session: Session, ids: Sequence[str]) -> list[Asset]:
    """The pictures with their thumbnails."""
    query = select(Asset).where(col(Asset.id).in_(ids) | col(Asset.parent_id).in_(ids))
    return list(session.exec(query).all())


def _needed(session: Session, who: Who) -> set[str]:
    """Every picture that something unfinished is made from."""
    mine = who.workspace_id
    live = wide_select(Task.parameters).where(
        Task.workspace_id == mine, col(Task.terminal_at).is_(None)
    )
    drafts = wide_select(Draft.body).where(Draft.workspace_id == mine)
    briefs = wide_select(Brief.picture_ids).where(Brief.workspace_id == mine)
    bodies: list[Any] = [*rows_of(session, live), *rows_of(session, drafts)]
    return {
        *(key for body in bodies for key in _named(body)),
        *(key for ids in rows_of(session, briefs) for key in ids),
    }


def _named(body: dict[str, Any]) -> list[str]:
    """A take names pictures by id; a draft may keep them whole."""
    entries: list[Any] = [
        *(body.get("references") or ()),
        body.get("first_frame"),
        body.get("last_frame"),
    ]
    ids: list[Any] = [entry["id"] if isinstance(entry, dict) else entry for entry in entries]
    return [key for key in ids if isinstance(key, str)]


def _note(kept: int) -> str:
    if not kept:
        return ""
    many = "is" if kept == 1 else "are"
    pictures = "1 picture" if kept == 1 else f"{kept} pictures"
    return f"{pictures} {many} in use by a take being made, a draft or a brief and will stay."


async def makers(studio: Studio, who: Who) -> tuple[tuple[str, str], ...]:
    """Who belongs to this workspace: id and name, by name."""
    query = (
        select(User.id, User.name)
        .join(Member, col(Member.user_id) == User.id)
        .where(Member.workspace_id == who.workspace_id)
        .order_by(col(User.name), col(User.id))
        .limit(50)
    )
    return await studio.db.read(lambda session: tuple(session.exec(query).all()))
