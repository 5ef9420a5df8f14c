"""Where creatives were published, as people tell us. No address is ever opened."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from vidstudio.base.errors import Conflict, InvalidRequest, NotFound
from vidstudio.db.session import touch
from vidstudio.db.tables import Creative, CreativeVersion, Publication
from vidstudio.rules.networks import NETWORKS
from vidstudio.services import reviews
from vidstudio.services.creatives import present
from vidstudio.services.guards import find, require_maker
from vidstudio.studio import Studio, Who

URL_LIMIT = 2000
_EARLIEST = date(2005, 1, 1)  # before there was anywhere to publish a film
_NOT_IN_ADDRESSES = set(' \t\r\n\x00<>"`\\')


class NewPublication(BaseModel):
    """`published_on` is the day as people say it; empty is today. `url` may be empty."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    network: str
    url: str = ""
    published_on: date | None = None


async def mark(studio: Studio, who: Who, creative_id: str, request: NewPublication) -> str:
    """Note that the present file was published; the same note twice is one. Answers its id.

    Raises Conflict for a file that is not approved, InvalidRequest on the wrong field.
    """
    require_maker(who)
    values = _checked(studio, request)

    def work(session: Session) -> str:
        creative = present(session, creative_id, who)
        version = _approved(session, creative)
        there = select(Publication).where(
            Publication.version_id == version.id,
            Publication.network == request.network,
            Publication.url == request.url,
            col(Publication.removed_at).is_(None),
        )
        known = session.exec(there).first()
        if known is not None:
            return known.id
        row = Publication(
            id=studio.clock.new_id(),
            workspace_id=who.workspace_id,
            creative_id=creative_id,
            version_id=version.id,
            sha256=version.sha256,
            user_id=who.user_id,
            created_at=studio.clock.now(),
            **values,
        )
        session.add(row)
        touch(session, who.workspace_id)
        return row.id

    return await studio.db.write(work)


async def edit(studio: Studio, who: Who, publication_id: str, request: NewPublication) -> None:
    """Correct a note. Raises InvalidRequest on the wrong field."""
    require_maker(who)
    values = _checked(studio, request)

    def work(session: Session) -> None:
        row = _noted(session, publication_id, who)
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
        touch(session, who.workspace_id)

    await studio.db.write(work)


async def unmark(studio: Studio, who: Who, publication_id: str) -> None:
    """Take a note back; the row stays for the record."""
    require_maker(who)

    def work(session: Session) -> None:
        row = _noted(session, publication_id, who)
        row.removed_at = studio.clock.now()
        session.add(row)
        touch(session, who.workspace_id)

    await studio.db.write(work)


def _noted(session: Session, publication_id: str, who: Who) -> Publication:
    row = find(session, Publication, publication_id, who)
    if row.removed_at is not None:
        raise NotFound
    return row


def _approved(session: Session, creative: Creative) -> CreativeVersion:
    """The creative's present version. Raises Conflict unless people have approved it."""
    decided = reviews.latest_decisions(session, Creative.id == creative.id)
    if decided.get(creative.id) != "approved":
        raise Conflict("Approve it first.")
    query = select(CreativeVersion).where(
        CreativeVersion.creative_id == creative.id, CreativeVersion.n == creative.versions
    )
    return session.exec(query).one()


def _checked(studio: Studio, request: NewPublication) -> dict[str, Any]:
    """The values as they are kept; the day is its noon, so that it is that day everywhere."""
    if request.network not in NETWORKS:
        raise InvalidRequest("Choose where it was published.", "network")
    now = studio.clock.now()
    day = request.published_on or now.date()
    if not _EARLIEST <= day <= (now + timedelta(days=1)).date():
        raise InvalidRequest("The date is between 2005 and today.", "published_on")
    return {
        "network": request.network,
        "url": _checked_address(request.url),
        "published_at": datetime.combine(day, time(12), UTC),
    }


def _checked_address(url: str) -> str:
    """Only http and https: it is shown as a link."""
    if not url:
        return ""
    if len(url) > URL_LIMIT:
        words = f"{len(url)} characters. {URL_LIMIT} is the most."
        raise InvalidRequest(words, "url", code="too_long")
    try:
        parts = urlsplit(url)
        fine = (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
        )
    except ValueError:
        fine = False
    if not fine or _NOT_IN_ADDRESSES & set(url):
        raise InvalidRequest("Paste a web address that begins with https://.", "url")
    return url
