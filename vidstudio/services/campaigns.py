"""Campaigns: what the campaign screen shows, and what people write there."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from vidstudio import reading
from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.db.session import touch
from vidstudio.db.tables import Campaign, Draft, Message
from vidstudio.rules.addresses import first_words, without_address
from vidstudio.rules.brief import FIELD_LIMIT, PICTURES_LIMIT, checked_text
from vidstudio.services import briefs, shots
from vidstudio.services.guards import find, require_maker
from vidstudio.studio import Studio, Who
from vidstudio.views import CampaignLine, DraftView

NAME_LIMIT = 80
NOTE_LIMIT = 4000
UNNAMED = "New campaign"
CREATES = "20/minute"


class NewCampaign(BaseModel):
    """Without a name it is called after the first words of what it promotes.

    `words` is what somebody said they promote: a sentence, an address, both. `picture_ids` are
    pictures of the workspace. Limits are those of the brief.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str = ""
    words: str = ""
    goal: str = ""
    page_url: str = ""
    page_title: str = ""
    page_summary: str = ""
    channels: tuple[str, ...] = ()
    budget_credits: int | None = None
    picture_ids: tuple[str, ...] = Field(default=(), max_length=PICTURES_LIMIT)


async def home(studio: Studio, who: Who) -> str:
    """The campaign to open first: the one opened last."""
    query = (
        select(Campaign.id)
        .where(Campaign.workspace_id == who.workspace_id)
        .order_by(col(Campaign.opened_at).desc())
    )
    found = await studio.db.read(lambda session: session.exec(query.limit(1)).first())
    if found is None:
        raise NotFound("There is no campaign yet.")
    return found


async def opened(studio: Studio, who: Who, campaign_id: str) -> None:
    """Remember it as the one to open first."""

    def work(session: Session) -> None:
        campaign = find(session, Campaign, campaign_id, who)
        campaign.opened_at = studio.clock.now()
        session.add(campaign)

    if await home(studio, who) != campaign_id:
        await studio.db.write(work)


async def create(studio: Studio, who: Who, request: NewCampaign) -> CampaignLine:
    """A new campaign with its brief and Shot 1. Raises InvalidRequest naming the field."""
    require_maker(who)
    name, values = _named(request), _brief(request)
    studio.rates.hit("campaign", CREATES, who.user_id)
    now = studio.clock.now()

    def work(session: Session) -> CampaignLine:
        campaign = Campaign(
            id=studio.clock.new_id(),
            workspace_id=who.workspace_id,
            name=name,
            created_at=now,
            opened_at=now,
        )
        session.add(campaign)
        session.flush()
        shots.insert(session, studio, campaign, shots.NewShot())
        briefs.write(session, studio, campaign.id, values, who.user_id)
        touch(session, who.workspace_id)
        return CampaignLine(id=campaign.id, name=campaign.name, sample=False)

    return await studio.db.write(work)


async def rename(studio: Studio, who: Who, campaign_id: str, name: str) -> None:
    """Raises InvalidRequest on `name`."""
    require_maker(who)
    name = checked_text("name", name, NAME_LIMIT)
    if not name:
        raise InvalidRequest("A campaign has a name.", "name")

    def work(session: Session) -> None:
        campaign = find(session, Campaign, campaign_id, who)
        campaign.name = name
        session.add(campaign)
        touch(session, who.workspace_id)

    await studio.db.write(work)


def _named(request: NewCampaign) -> str:
    name = checked_text("name", request.name, NAME_LIMIT)
    words = checked_text("words", request.words, NOTE_LIMIT)
    said = (without_address(words), request.page_title, request.goal, words)
    names = [name, *(first_words(text) for text in said), UNNAMED]
    return next(found for found in names if found)


def _brief(request: NewCampaign) -> dict[str, Any]:
    """What was said becomes the product; a page's title does where nothing else was said."""
    said = without_address(request.words).rstrip(" .")
    values = request.model_dump(exclude={"name", "words", "page_title"})
    return {**values, "product": said[:FIELD_LIMIT] or request.page_title[:FIELD_LIMIT]}


async def say(studio: Studio, who: Who, campaign_id: str, text: str) -> None:
    """Keep a note in the conversation. Raises InvalidRequest for an empty or endless one."""
    require_maker(who)
    text = text.strip()
    if not 0 < len(text) <= NOTE_LIMIT:
        raise InvalidRequest(f"Between 1 and {NOTE_LIMIT} characters.", "message")
    row = Message(
        id=studio.clock.new_id(),
        workspace_id=who.workspace_id,
        campaign_id=campaign_id,
        author="user",
        user_id=who.user_id,
        text=text,
        created_at=studio.clock.now(),
    )

    def work(session: Session) -> None:
        find(session, Campaign, campaign_id, who)
        session.add(row)
        touch(session, who.workspace_id)

    await studio.db.write(work)


async def draft(studio: Studio, who: Who, campaign_id: str) -> DraftView:
    """The make panel as this person left it; pictures that are gone are left out."""

    def look(session: Session) -> DraftView:
        find(session, Campaign, campaign_id, who)
        row = session.get(Draft, (campaign_id, who.user_id))
        if row is None:
            return DraftView()
        return _with_pictures(session, who, DraftView.model_validate(row.body))

    return await studio.db.read(look)


def _with_pictures(session: Session, who: Who, kept: DraftView) -> DraftView:
    frames = [frame for frame in (kept.first_frame, kept.last_frame) if frame]
    ids = [picture.id for picture in (*kept.references, *frames)]
    there = reading.pictures(session, who.workspace_id, ids)
    changes: dict[str, Any] = {
        "references": tuple(there[p.id] for p in kept.references if p.id in there),
        "first_frame": there.get(kept.first_frame.id) if kept.first_frame else None,
        "last_frame": there.get(kept.last_frame.id) if kept.last_frame else None,
    }
    return kept.model_copy(update=changes)


async def save_draft(studio: Studio, who: Who, campaign_id: str, view: DraftView) -> None:
    """Overwrite what was kept. Nobody else sees it."""
    require_maker(who)
    row = Draft(
        campaign_id=campaign_id,
        user_id=who.user_id,
        workspace_id=who.workspace_id,
        body=view.model_dump(mode="json"),
        saved_at=studio.clock.now(),
    )

    def work(session: Session) -> None:
        find(session, Campaign, campaign_id, who)
        session.merge(row)

    await studio.db.write(work)
