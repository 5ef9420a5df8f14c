"""Housekeeping: expired credits, old rows, the files of guests who have left, the invariants."""

import logging
from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from vidstudio import ledger, pricelist
from vidstudio.db.session import touch
from vidstudio.db.tables import (
    Asset,
    CallbackDelivery,
    CreditLot,
    Idempotency,
    LoginSession,
    Task,
    Workspace,
)
from vidstudio.engine import doctor
from vidstudio.engine.bin import empty_bin
from vidstudio.studio import Studio

log = logging.getLogger(__name__)

KEEP_ANSWERS = timedelta(days=7)
FILES_AT_ONCE = 200
_DUE = timedelta(seconds=90)  # longer than a round: told twice rather than not at all


async def run(studio: Studio) -> None:
    """One round. Each part stands alone; each transaction is short."""
    for workspace_id in await _with_expired_lots(studio):
        await studio.db.write(lambda session, room=workspace_id: _expire(session, room, studio))
    oldest = studio.clock.now() - KEEP_ANSWERS
    statement = delete(Idempotency).where(col(Idempotency.created_at) < oldest)
    await studio.db.write(lambda session: session.exec(statement))
    ended = delete(LoginSession).where(col(LoginSession.ends_at) < oldest)
    await studio.db.write(lambda session: session.exec(ended))
    heard = delete(CallbackDelivery).where(col(CallbackDelivery.received_at) < oldest)
    await studio.db.write(lambda session: session.exec(heard))
    await _forget_guests(studio)
    await empty_bin(studio)
    await _tell_prices(studio)
    await doctor.examine(studio)


async def _tell_prices(studio: Studio) -> None:
    """A price set for today reaches the open pages."""
    now = studio.clock.now()
    await studio.db.write(lambda session: pricelist.announce_due(session, now - _DUE, now))


async def _with_expired_lots(studio: Studio) -> list[str]:
    query = select(CreditLot.workspace_id).where(
        col(CreditLot.available) > 0, col(CreditLot.expires_at) <= studio.clock.now()
    )
    return list(await studio.db.read(lambda session: session.exec(query.distinct()).all()))


def _expire(session: Session, workspace_id: str, studio: Studio) -> None:
    if ledger.expire(session, workspace_id, studio.clock.now()):
        touch(session, workspace_id)


async def _forget_guests(studio: Studio) -> None:
    """A guest's studio lasts 24 hours; then its files go. The rows stay: they are the books."""
    now = studio.clock.now()
    live = select(Task.id).where(Task.workspace_id == Workspace.id, col(Task.terminal_at).is_(None))
    query = select(Asset).where(
        Asset.workspace_id == Workspace.id,
        Workspace.kind == "guest",
        col(Workspace.ends_at) <= now,
        col(Asset.deleted_at).is_(None),
        ~live.exists(),
    )
    assets = await studio.db.read(lambda session: session.exec(query.limit(FILES_AT_ONCE)).all())
    if not assets:
        return
    # Marked first: a link must not promise a file that is already gone.
    ids = [asset.id for asset in assets]
    gone = update(Asset).where(col(Asset.id).in_(ids)).values(deleted_at=now)
    await studio.db.write(lambda session: session.exec(gone))
    for asset in assets:
        await studio.store.delete(asset.storage_key)
