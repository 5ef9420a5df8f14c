"""What an admin sees of the providers, and the two switches: closing a breaker, the stop."""

from sqlalchemy import literal_column
from sqlmodel import Session, col, func, select

from vidstudio import places, upstream
from vidstudio.base.errors import Conflict, InvalidRequest, NotAllowed, NotFound
from vidstudio.db.moments import moment
from vidstudio.db.tables import Halt, ProviderHealth, Task
from vidstudio.rules import breaker
from vidstudio.rules.breaker import Breaker
from vidstudio.services import audit
from vidstudio.studio import Studio, Who
from vidstudio.views import ProviderView

ADMIN_HALT = "admin"
LONGEST_REASON = 200


async def health(studio: Studio, who: Who) -> tuple[ProviderView, ...]:
    """Every provider that is set up. Admins only."""
    _require_admin(who)
    return await studio.db.read(lambda session: _health(session, studio))


async def close_breaker(studio: Studio, who: Who, name: str, reason: str) -> None:
    """Takes are sent again: the key or the balance is right. Raises Conflict when it is closed."""
    _require_admin(who)
    why = _reason(reason)
    if name not in studio.providers:
        raise NotFound

    def close(session: Session) -> None:
        row = upstream.health(session, name)
        if row.state == "closed":
            raise Conflict("Takes are sent to this provider already.")
        before = {"state": row.state, "reason": row.reason}
        upstream.keep(row, Breaker(), "", studio.clock.now())
        session.add(row)
        after = {"state": row.state}
        audit.record(
            session,
            studio,
            who,
            "provider.close",
            "provider",
            name,
            reason=why,
            before=before,
            after=after,
        )

    await studio.db.write(close)
    studio.bus.wake()


async def halt(studio: Studio, who: Who, reason: str) -> None:
    """Nothing new is sent to any provider; what they work on goes on. Twice is once."""
    _require_admin(who)
    why = _reason(reason)

    def stop(session: Session) -> None:
        if session.get(Halt, ADMIN_HALT, with_for_update=True):
            return
        now = studio.clock.now()
        session.add(Halt(name=ADMIN_HALT, reason=why, actor=who.user_id, at=now))
        audit.record(session, studio, who, "submits.halt", "submits", "all", reason=why)

    await studio.db.write(stop)


async def resume(studio: Studio, who: Who, reason: str) -> None:
    """End every stop, that of the invariants too. Without one nothing happens."""
    _require_admin(who)
    why = _reason(reason)

    def go_on(session: Session) -> None:
        stops = session.exec(select(Halt).with_for_update()).all()
        if not stops:
            return
        before = {stop.name: stop.reason for stop in stops}
        for stop in stops:
            session.delete(stop)
        audit.record(
            session, studio, who, "submits.resume", "submits", "all", reason=why, before=before
        )

    await studio.db.write(go_on)
    studio.bus.wake()


def _require_admin(who: Who) -> None:
    if not who.is_admin:
        raise NotAllowed


def _reason(words: str) -> str:
    words = words.strip()
    if not 1 <= len(words) <= LONGEST_REASON:
        raise InvalidRequest(f"Say why, in 1 to {LONGEST_REASON} characters.", "reason")
    return words


def _health(session: Session, studio: Studio) -> tuple[ProviderView, ...]:
    now = moment(session, studio.clock)
    rows = {row.provider: row for row in session.exec(select(ProviderHealth)).all()}
    sent = upstream.sent_on(session, upstream.day(now))
    waiting = _waiting(session)
    stop = upstream.halted(session)
    views = list[ProviderView]()
    for name, provider in studio.providers.items():
        row = rows.get(name) or ProviderHealth(provider=name)
        its = breaker.ready(upstream.breaker(row), now)
        views.append(
            ProviderView(
                name=name,
                title=provider.title,
                state=its.state,
                reason=row.reason,
                opened_until=its.opened_until if its.state == "open" else None,
                places_used=places.used(session, name)[0],
                places=min(studio.settings.provider_concurrent, provider.limits.concurrent),
                waiting=waiting.get(name, 0),
                sent_credits_today=sent.get(name, 0),
                day_cap_credits=studio.settings.provider_day_credits,
                halted_reason=stop,
            )
        )
    return tuple(views)


def _waiting(session: Session) -> dict[str, int]:
    queued = col(Task.state) == literal_column("'queued'")  # literally, as the index has it
    query = select(Task.provider, func.count()).where(queued).group_by(col(Task.provider))
    return dict(session.exec(query).all())
