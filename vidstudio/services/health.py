"""What must hold for this installation to make videos."""

import shutil
from datetime import timedelta

from sqlmodel import Session, col, func, select

from vidstudio.db.tables import Heartbeat
from vidstudio.studio import Studio


async def check(studio: Studio, silence: timedelta) -> dict[str, bool]:
    """`engine` is false when no engine of any process has been heard of for `silence`."""
    oldest = studio.clock.now() - silence

    def beats(session: Session) -> int:
        query = select(func.count()).where(col(Heartbeat.beat_at) > oldest)
        return session.exec(query).one()

    free = shutil.disk_usage(studio.settings.data_dir).free
    return {
        "database": True,
        "engine": await studio.db.read(beats) > 0,
        "disk": free > studio.settings.disk_reserve_bytes,
    }
