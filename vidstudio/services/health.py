"""What must hold for this installation to make videos."""

import logging
import shutil
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, func, select

from vidstudio.base.errors import DatabaseBusy
from vidstudio.db.tables import Heartbeat
from vidstudio.services.fairness import DOCTOR
from vidstudio.studio import Studio

log = logging.getLogger(__name__)


async def check(studio: Studio, silence: timedelta) -> dict[str, bool]:
    """`engine` is false when no engine of any process has been heard of for `silence`."""
    oldest = studio.clock.now() - silence

    def beats(session: Session) -> int:
        query = select(func.count()).where(
            # The doctor leaves a beat too, long after its engine may have gone.
            col(Heartbeat.beat_at) > oldest,
            Heartbeat.name != DOCTOR,
        )
        return session.exec(query).one()

    database, heard = True, 0
    try:
        heard = await studio.db.read(beats)
    except (SQLAlchemyError, DatabaseBusy):
        log.exception("the database does not answer")
        database = False
    free = shutil.disk_usage(studio.settings.data_dir).free
    return {
        "database": database,
        "engine": heard > 0,
        "disk": free > studio.settings.disk_reserve_bytes,
    }
