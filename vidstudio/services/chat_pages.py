"""Pages that the assistant may read: only those whose address a person brought in.

Otherwise words on a page, or of a model, could send the studio to any address, with what it
knows in the query.
"""

import re
from collections.abc import Iterator
from typing import Any, cast

from sqlmodel import Session, col, select

from vidstudio.base.errors import InvalidRequest
from vidstudio.db.tables import Brief, Campaign, Message
from vidstudio.rules.blocks import PageBlock
from vidstudio.services import pages
from vidstudio.services.guards import find
from vidstudio.studio import Studio, Who

_LINES_READ = 400
_AROUND = "<>()[]{}\"'“”‘’«»,;:!?.*_`"
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)


async def read(studio: Studio, who: Who, campaign_id: str, url: str) -> PageBlock:
    """Raises InvalidRequest for an address that no person brought in, or that cannot be read."""
    wanted = same_address(url)
    known = await studio.db.read(lambda session: _addresses(session, who, campaign_id))
    if wanted not in known:
        raise InvalidRequest("Only an address that the person wrote can be read.", "url")
    return await pages.read(studio, who, url, campaign_id=campaign_id)


def same_address(word: str) -> str:
    """Two ways to write one address become the same text; empty for what is none."""
    word = _SCHEME.sub("", word.strip().strip(_AROUND))
    host, slash, rest = word.partition("/")
    if "." not in host and ":" not in host:
        return ""
    return f"{host.lower()}{slash}{rest}".rstrip("/")


def _addresses(session: Session, who: Who, campaign_id: str) -> set[str]:
    """Those that a person wrote before any machine did: a person's line may repeat a title that
    the assistant thought of. In the brief only the page's address counts."""
    find(session, Campaign, campaign_id, who)
    query = select(Message).where(Message.campaign_id == campaign_id)
    newest = query.order_by(col(Message.created_at).desc(), col(Message.id).desc())
    theirs, machines = set[str](), set[str]()
    for row in reversed(session.exec(newest.limit(_LINES_READ)).all()):
        if row.author == "user":
            theirs |= _among(row.text) - machines
        else:
            machines |= {found for text in _texts([row.text, row.block]) for found in _among(text)}
    brief = session.get(Brief, campaign_id)
    return theirs | (_among(brief.page_url) if brief else set())


def _among(text: str) -> set[str]:
    return {same_address(word) for word in text.split()} - {""}


def _texts(value: Any) -> Iterator[str]:
    """Every text inside a value read from JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(list(cast(dict[str, Any], value).values()))
    elif isinstance(value, list):
        for item in cast(list[Any], value):
            yield from _texts(item)
