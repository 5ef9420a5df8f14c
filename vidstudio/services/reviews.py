"""Reviews: decisions about the present file of a creative, named by its hash."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, and_, col, func, select

from vidstudio.base.errors import Conflict, InvalidRequest, NotAllowed, NotFound
from vidstudio.db.session import touch
from vidstudio.db.tables import Creative, CreativeVersion, Decision
from vidstudio.services.guards import find
from vidstudio.studio import Studio, Who

DECIDING = ("approved", "changes", "hold")
COMMENT_LIMIT = 2000
_DECIDERS = {"owner", "maker", "reviewer"}


class NewDecision(BaseModel):
    """`at_ms` is the moment of the film that the comment is about."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    kind: Literal["approved", "changes", "hold", "comment"]
    comment: str = ""
    at_ms: int | None = Field(default=None, ge=0, le=86_400_000)


def may_decide(who: Who) -> bool:
    return who.role in _DECIDERS


async def decide(
    studio: Studio, who: Who, creative_id: str, version_id: str, decision: NewDecision
) -> None:
    """Somebody's word on one file; the same word twice is one.

    Raises Conflict when the creative has another version by now, InvalidRequest on `comment`.
    """
    if not may_decide(who):
        raise NotAllowed("You may look, but not decide. Ask an admin.")
    _check(decision)

    def work(session: Session) -> None:
        version = _present_version(session, who, creative_id, version_id)
        if _is_said(session, who, version, decision):
            return
        row = Decision(
            id=studio.clock.new_id(),
            workspace_id=who.workspace_id,
            creative_id=creative_id,
            version_id=version.id,
            sha256=version.sha256,
            **decision.model_dump(),
            user_id=who.user_id,
            created_at=studio.clock.now(),
        )
        session.add(row)
        touch(session, who.workspace_id)

    await studio.db.write(work)


def _check(decision: NewDecision) -> None:
    if decision.kind == "changes" and not decision.comment:
        raise InvalidRequest("Say what to change.", "comment")
    if decision.kind == "comment" and not decision.comment:
        raise InvalidRequest("Write the comment first.", "comment")
    if "\x00" in decision.comment:
        raise InvalidRequest("It has a character that cannot be kept (NUL).", "comment")
    if len(decision.comment) > COMMENT_LIMIT:
        words = f"{len(decision.comment)} characters. {COMMENT_LIMIT} is the most."
        raise InvalidRequest(words, "comment", code="too_long")


def _present_version(
    session: Session, who: Who, creative_id: str, version_id: str
) -> CreativeVersion:
    creative = find(session, Creative, creative_id, who)
    # Held until we have written: no new version comes between the look and the word.
    session.refresh(creative, with_for_update=True)
    version = find(session, CreativeVersion, version_id, who)
    if creative.removed_at is not None or version.creative_id != creative_id:
        raise NotFound
    if version.n != creative.versions:
        raise Conflict(f"There is a version {creative.versions} now. Look at it first.")
    return version


def _is_said(session: Session, who: Who, version: CreativeVersion, decision: NewDecision) -> bool:
    """Whether this person's last word on the file, and the file's state, are this already."""
    about = select(Decision).where(
        Decision.creative_id == version.creative_id, Decision.sha256 == version.sha256
    )
    if decision.kind in DECIDING:
        about = about.where(col(Decision.kind).in_(DECIDING))
    last = session.exec(
        about.order_by(col(Decision.created_at).desc(), col(Decision.id).desc()).limit(1)
    ).first()
    return last is not None and (last.user_id, last.kind, last.comment) == (
        who.user_id,
        decision.kind,
        decision.comment,
    )


def latest_decisions(session: Session, *conditions: object) -> dict[str, str]:
    """By creative id the last decision on its present file; those without one are left out."""
    present = and_(
        col(CreativeVersion.creative_id) == Creative.id,
        col(CreativeVersion.n) == Creative.versions,
    )
    query = (
        select(Creative.id, Decision.kind)
        .join(CreativeVersion, present)
        .join(
            Decision,
            and_(
                col(Decision.creative_id) == Creative.id,
                col(Decision.sha256) == CreativeVersion.sha256,
            ),
        )
        .where(col(Creative.removed_at).is_(None), col(Decision.kind).in_(DECIDING), *conditions)  # pyright: ignore[reportArgumentType] any condition on a creative
        .order_by(col(Decision.created_at), col(Decision.id))
    )
    return dict(session.exec(query).all())


def waiting(session: Session, workspace_id: str) -> int:
    """Creatives of the workspace that nobody has decided about."""
    mine = Creative.workspace_id == workspace_id
    return _count(session, mine) - len(latest_decisions(session, mine))


def all_approved(session: Session, campaign_id: str) -> bool:
    """At least one creative, and every one of them approved as it is now."""
    here = Creative.campaign_id == campaign_id
    decided = latest_decisions(session, here)
    count = _count(session, here)
    return count > 0 and list(decided.values()).count("approved") == count


def _count(session: Session, condition: bool) -> int:
    query = select(func.count()).where(col(Creative.removed_at).is_(None), condition)
    return session.exec(query).one()
