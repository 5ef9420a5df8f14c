"""Reviews: decisions about the present file of a creative, named by its hash."""

from sqlmodel import Session, and_, col, func, select

from vidstudio.db.tables import Creative, CreativeVersion, Decision

DECIDING = ("approved", "changes", "hold")


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
        .order_by(col(Decision.created_at))
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
