"""Whose clock counts: with several hosts on one database, the database's."""

from datetime import datetime

from sqlmodel import Session, func, select

from vidstudio.base.clock import Clock


def moment(session: Session, clock: Clock) -> datetime:
    """Now, for leases and due times.

    PostgreSQL's own time, so that a host whose clock is wrong steals nothing. A SQLite file has
    one host, and a clock that a test has set is meant to be believed.
    """
    if session.get_bind().dialect.name == "postgresql" and clock.yields:
        return session.exec(select(func.now())).one()
    return clock.now()
