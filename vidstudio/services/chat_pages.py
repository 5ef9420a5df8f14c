"""Pages that the assistant may read: only those whose address a person wrote here.

Otherwise words on a page, or of a model, could send the studio to any address, with what it
knows in the query.
"""

import re

from sqlmodel import Session, col, select

from vidstudio.base.errors import InvalidRequest
from vidstudio.db.tables import Brief, Campaign, Message
from vidstudio.rules.blocks import PageBlock
from vidstudio.services.guards import find
from vidstudio.studio import Studio, Who

_LINES_READ = 200
_BY_MACHINE = "assistant"
_AROUND = "<>()[]{}\"'“”‘’«»,;:!?.*_`"
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)
_BRIEF_FIELDS = ("page_url", "goal", "audience", "product", "offer", "must_show", "never_say")


async def read(studio: Studio, who: Who, campaign_id: str, url: str) -> PageBlock:
    """Raises InvalidRequest for an address that nobody has written, or that cannot be read."""
    wanted = same_address(url)
    known = await studio.db.read(lambda session: _addresses(session, who, campaign_id))
    if wanted not in known:
        raise InvalidRequest("Only addresses that the person wrote can be read.", "url")
    raise InvalidRequest("Web pages cannot be read here yet.", "url")


def same_address(word: str) -> str:
    """Two ways to write one address become the same text; empty for what is none."""
    word = _SCHEME.sub("", word.strip().strip(_AROUND))
    host, slash, rest = word.partition("/")
    if "." not in host and ":" not in host:
        return ""
    return f"{host.lower()}{slash}{rest}".rstrip("/")


def _addresses(session: Session, who: Who, campaign_id: str) -> set[str]:
    find(session, Campaign, campaign_id, who)
    query = (
        select(Message.text)
        .where(Message.campaign_id == campaign_id, Message.author == "user")
        .order_by(col(Message.created_at).desc())
        .limit(_LINES_READ)
    )
    texts = [*session.exec(query).all(), *_written_by_people(session, campaign_id)]
    return {same_address(word) for text in texts for word in text.split()} - {""}


def _written_by_people(session: Session, campaign_id: str) -> list[str]:
    row = session.get(Brief, campaign_id)
    if row is None:
        return []
    machines = {f for f, one in row.changes.items() if one.get("by_user_id") == _BY_MACHINE}
    return [getattr(row, field) for field in _BRIEF_FIELDS if field not in machines]
