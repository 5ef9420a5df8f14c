"""Words typed into a conversation and not sent yet: they outlive a reload and the device."""

from sqlmodel import Session

from vidstudio.base.errors import InvalidRequest
from vidstudio.db.tables import Campaign, Unsent
from vidstudio.services.guards import find, require_maker
from vidstudio.studio import Studio, Who

TEXT_LIMIT = 12000


async def words(studio: Studio, who: Who, campaign_id: str) -> str:
    """What this person left there; empty where nothing."""

    def look(session: Session) -> str:
        find(session, Campaign, campaign_id, who)
        row = session.get(Unsent, (campaign_id, who.user_id))
        return row.text if row else ""

    return await studio.db.read(look)


async def keep(studio: Studio, who: Who, campaign_id: str, text: str) -> None:
    """Overwrite what was kept; nobody else sees it. Raises InvalidRequest for an endless text."""
    require_maker(who)
    if len(text) > TEXT_LIMIT:
        raise InvalidRequest(f"{TEXT_LIMIT} characters is the most.", "message")
    row = Unsent(
        campaign_id=campaign_id,
        user_id=who.user_id,
        workspace_id=who.workspace_id,
        text=text.replace("\x00", ""),
        saved_at=studio.clock.now(),
    )

    def work(session: Session) -> None:
        find(session, Campaign, campaign_id, who)
        session.merge(row)

    await studio.db.write(work)
