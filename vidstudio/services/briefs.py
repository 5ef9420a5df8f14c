"""The brief of a campaign."""

from sqlmodel import Session

from vidstudio import reading, spending
from vidstudio.db.tables import Brief
from vidstudio.views import BriefView, ChangeView


def brief_view(session: Session, campaign_id: str) -> BriefView:
    """Empty where nothing was written yet."""
    spent = spending.spent(session, campaign_id)
    row = session.get(Brief, campaign_id)
    if row is None:
        return BriefView(charged_credits=spent.charged, held_credits=spent.held)
    pictures = reading.pictures(session, row.workspace_id, row.picture_ids)
    same = {"goal", "audience", "product", "offer", "tone", "must_show", "never_say"}
    return BriefView(
        **row.model_dump(include=same | {"budget_credits", "page_url", "page_summary"}),
        channels=tuple(row.channels),
        charged_credits=spent.charged,
        held_credits=spent.held,
        pictures=tuple(pictures[key] for key in row.picture_ids if key in pictures),
        changes=tuple(
            ChangeView(field=field, **change) for field, change in sorted(row.changes.items())
        ),
        accepted=row.accepted_at is not None,
    )
