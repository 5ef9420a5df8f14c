"""The brief of a campaign."""

from typing import Any

from sqlmodel import Session

from vidstudio import reading, spending
from vidstudio.db.session import touch
from vidstudio.db.tables import Brief, Campaign
from vidstudio.studio import Studio
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


def write(
    session: Session,
    studio: Studio,
    campaign_id: str,
    values: dict[str, Any],
    by: str,
    only_empty: bool = False,
) -> tuple[str, ...]:
    """Write fields inside a transaction of the caller; the names of those written."""
    campaign = session.get_one(Campaign, campaign_id)
    row = session.get(Brief, campaign_id) or Brief(
        campaign_id=campaign_id, workspace_id=campaign.workspace_id
    )
    wanted = {f: v for f, v in values.items() if not (only_empty and getattr(row, f))}
    signed = {"by": by, "by_user_id": by, "at": studio.clock.now().isoformat()}
    for field, value in wanted.items():
        setattr(row, field, value)
    row.changes = {**row.changes, **dict.fromkeys(wanted, signed)}
    session.add(row)
    session.flush()
    touch(session, row.workspace_id)
    return tuple(wanted)
