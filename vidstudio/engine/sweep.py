"""Housekeeping: expired credits, old rows, and the invariants."""

import logging
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from vidstudio import invariants, ledger
from vidstudio.db.session import touch
from vidstudio.db.tables import CreditLot, Idempotency
from vidstudio.studio import Studio

log = logging.getLogger(__name__)

KEEP_ANSWERS = timedelta(days=7)


async def run(studio: Studio) -> None:
    """One round. Each part stands alone; each transaction is short."""
    for workspace_id in await _with_expired_lots(studio):
        await studio.db.write(lambda session, room=workspace_id: _expire(session, room, studio))
    oldest = studio.clock.now() - KEEP_ANSWERS
    statement = delete(Idempotency).where(col(Idempotency.created_at) < oldest)
    await studio.db.write(lambda session: session.exec(statement))
    for violation in await invariants.check(studio):
        log.error("invariant violated: %s %s", violation.invariant, violation.what)


async def _with_expired_lots(studio: Studio) -> list[str]:
    query = select(CreditLot.workspace_id).where(
        col(CreditLot.available) > 0, col(CreditLot.expires_at) <= studio.clock.now()
    )
    return list(await studio.db.read(lambda session: session.exec(query.distinct()).all()))


def _expire(session: Session, workspace_id: str, studio: Studio) -> None:
    if ledger.expire(session, workspace_id, studio.clock.now()):
        touch(session, workspace_id)
