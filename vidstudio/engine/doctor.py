"""The doctor on duty: checks the promises of money and work, and stops submissions if one broke.

Nothing is ever mended by itself. After a violation an admin looks, and lets the studio go on.
"""

import logging
from collections.abc import Sequence

from sqlmodel import Session

from vidstudio import invariants
from vidstudio.base import metrics
from vidstudio.db.tables import Halt, Heartbeat
from vidstudio.engine import reconcile
from vidstudio.engine.reconcile import DOCTOR
from vidstudio.invariants import Violation
from vidstudio.studio import Studio

log = logging.getLogger(__name__)

INVARIANTS = "invariants"
# A studio that was off for a day finds takes that are overdue: they end by themselves. While a
# newer release is brought in, its engines look after the states that it brings.
_PASSING = ("I-8", "I-7 state of a newer release")
_TOLD = 3


async def examine(studio: Studio) -> list[Violation]:
    """Check, note when it was, and halt new submissions for what must never happen."""
    found = await invariants.check_recent(studio)
    metrics.VIOLATIONS.clear()
    for violation in found:
        metrics.VIOLATIONS.labels(violation.invariant.partition(" ")[0]).inc()
        log.error("invariant violated: %s %s", violation.invariant, violation.what)
    grave = [one for one in found if not one.invariant.startswith(_PASSING)]
    await studio.db.write(lambda session: _note(session, studio, grave))
    await reconcile.remember(studio)
    return found


def _note(session: Session, studio: Studio, grave: Sequence[Violation]) -> None:
    now = studio.clock.now()
    session.merge(Heartbeat(name=DOCTOR, beat_at=now))
    if grave and session.get(Halt, INVARIANTS) is None:
        told = "; ".join(f"{one.invariant}: {one.what}" for one in grave[:_TOLD])
        log.critical("new submissions are stopped: %s", told)
        session.add(Halt(name=INVARIANTS, reason=told[:500], actor=DOCTOR, at=now))
