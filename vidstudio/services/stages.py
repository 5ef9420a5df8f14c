"""Where a campaign stands: Brief, Strategy, Make, Review, Publish."""

from sqlmodel import Session, col, func, or_, select

from vidstudio.arrivals import ARRIVED
from vidstudio.db.tables import Brief, Creative, Publication, Shot, Task
from vidstudio.services import reviews

STAGES = ("brief", "strategy", "make", "review", "publish")


def stage_of(session: Session, campaign_id: str) -> tuple[str, tuple[str, ...]]:
    """The first stage that is not complete, and those that are. No stage waits for another."""
    shots, planned, made = _counts(session, campaign_id)
    done = {
        "brief": _has_goal(session, campaign_id),
        # Somebody who makes takes without a plan has a plan.
        "strategy": planned > 0 or made > 0,
        "make": made >= shots,
        "review": reviews.all_approved(session, campaign_id),
        "publish": _is_published(session, campaign_id),
    }
    complete = tuple(stage for stage in STAGES if done[stage])
    return next((stage for stage in STAGES if not done[stage]), "publish"), complete


def _counts(session: Session, campaign_id: str) -> tuple[int, int, int]:
    """Shots, those with something planned, and those with a finished take."""
    there = (Shot.campaign_id == campaign_id, col(Shot.removed_at).is_(None))
    plan = or_(Shot.intent != "", Shot.prompt != "")
    finished = (
        select(Task.id)
        .where(Task.shot_id == Shot.id, ARRIVED)
        .where(col(Task.removed_at).is_(None))
    )
    counted = [
        select(func.count()).where(*there),
        select(func.count()).where(*there, plan),
        select(func.count()).where(*there, finished.exists()),
    ]
    shots, planned, made = (session.exec(query).one() for query in counted)
    return shots, planned, made


def _has_goal(session: Session, campaign_id: str) -> bool:
    brief = session.get(Brief, campaign_id)
    return brief is not None and bool(brief.goal)


def _is_published(session: Session, campaign_id: str) -> bool:
    query = (
        select(Publication.id)
        .join(Creative, col(Creative.id) == Publication.creative_id)
        .where(Creative.campaign_id == campaign_id, col(Publication.removed_at).is_(None))
    )
    return session.exec(query.limit(1)).first() is not None
