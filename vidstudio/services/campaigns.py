"""Campaigns: what the campaign screen shows, and what people write there."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from vidstudio import ledger, reading
from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.db.session import touch
from vidstudio.db.tables import Campaign, Draft, Message, Shot, Task, Workspace
from vidstudio.services.guards import find, require_maker
from vidstudio.services.shots import shot_views
from vidstudio.studio import Studio, Who
from vidstudio.views import CampaignView, DraftView, MessageView, ScreenView, TaskView

TAKES_SHOWN = 60
MESSAGES_SHOWN = 30
ENDED_SHOWN = 5
CAMPAIGNS_SHOWN = 50
NOTE_LIMIT = 4000


class NewCampaign(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=80)
    brief: str = Field(default="", max_length=2000)


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


async def screen(
    studio: Studio, who: Who, campaign_id: str, shot_id: str | None = None
) -> ScreenView:
    """Everything the campaign screen shows, from one snapshot. NotFound for foreign ids."""
    return await studio.db.read(lambda session: _screen(session, studio, who, campaign_id, shot_id))


def _screen(
    session: Session, studio: Studio, who: Who, campaign_id: str, shot_id: str | None
) -> ScreenView:
    campaign = find(session, Campaign, campaign_id, who)
    now = studio.clock.now()
    shots = list(
        session.exec(
            select(Shot).where(Shot.campaign_id == campaign_id).order_by(col(Shot.number))
        ).all()
    )
    shot = next((shot for shot in shots if shot.id == shot_id), shots[0])
    takes, queue = _takes(session, shot), _queue(session, who)
    views = reading.task_views(session, [*takes, *queue], studio.catalog, now)
    return ScreenView(
        version=session.get_one(Workspace, who.workspace_id).version,
        campaign=_campaign_view(campaign),
        campaigns=_campaigns(session, who),
        shots=shot_views(session, shots),
        shot_id=shot.id,
        takes=views[: len(takes)],
        queue=_in_queue_order(views[len(takes) :]),
        messages=_messages(session, campaign_id),
        balance=reading.balance_view(ledger.balance(session, who.workspace_id, now)),
    )


def _takes(session: Session, shot: Shot) -> list[Task]:
    query = select(Task).where(Task.shot_id == shot.id).order_by(col(Task.number).desc())
    return list(reversed(session.exec(query.limit(TAKES_SHOWN)).all()))


def _queue(session: Session, who: Who) -> list[Task]:
    mine = select(Task).where(Task.workspace_id == who.workspace_id)
    live = mine.where(col(Task.terminal_at).is_(None)).order_by(col(Task.created_at))
    ended = mine.where(col(Task.terminal_at).is_not(None)).order_by(col(Task.created_at).desc())
    return [
        *session.exec(live.limit(TAKES_SHOWN)).all(),
        *session.exec(ended.limit(ENDED_SHOWN)).all(),
    ]


def _in_queue_order(views: tuple[TaskView, ...]) -> tuple[TaskView, ...]:
    """Making, then waiting, then what has ended."""

    def place(view: TaskView) -> int:
        if view.ended:
            return 2
        return 1 if view.stage in {"waiting", "throttled"} else 0

    return tuple(sorted(views, key=place))


def _messages(session: Session, campaign_id: str) -> tuple[MessageView, ...]:
    newest = (
        select(Message)
        .where(Message.campaign_id == campaign_id)
        .order_by(col(Message.created_at).desc())
    )
    rows = session.exec(newest.limit(MESSAGES_SHOWN)).all()
    return tuple(_message_view(row) for row in reversed(rows))


def _message_view(row: Message) -> MessageView:
    return MessageView.model_validate(row.model_dump(include=set(MessageView.model_fields)))


def _campaigns(session: Session, who: Who) -> tuple[CampaignView, ...]:
    query = (
        select(Campaign)
        .where(Campaign.workspace_id == who.workspace_id)
        .order_by(col(Campaign.created_at).desc())
    )
    return tuple(_campaign_view(row) for row in session.exec(query.limit(CAMPAIGNS_SHOWN)).all())


def _campaign_view(row: Campaign) -> CampaignView:
    return CampaignView.model_validate(row.model_dump(include=set(CampaignView.model_fields)))


async def opened(studio: Studio, who: Who, campaign_id: str) -> None:
    """Remember it as the one to open first."""

    def work(session: Session) -> None:
        campaign = find(session, Campaign, campaign_id, who)
        campaign.opened_at = studio.clock.now()
        session.add(campaign)

    if await home(studio, who) != campaign_id:
        await studio.db.write(work)


async def create(studio: Studio, who: Who, request: NewCampaign) -> CampaignView:
    """A new campaign with its Shot 1."""
    require_maker(who)
    now = studio.clock.now()
    campaign = Campaign(
        id=studio.clock.new_id(),
        workspace_id=who.workspace_id,
        name=request.name,
        brief=request.brief,
        created_at=now,
        opened_at=now,
    )
    first = Shot(
        id=studio.clock.new_id(),
        workspace_id=who.workspace_id,
        campaign_id=campaign.id,
        number=1,
        title="Shot 1",
    )

    def work(session: Session) -> CampaignView:
        session.add(campaign)
        session.flush()
        session.add(first)
        touch(session, who.workspace_id)
        return _campaign_view(campaign)

    return await studio.db.write(work)


async def say(studio: Studio, who: Who, campaign_id: str, text: str) -> MessageView:
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
        text=text,
        created_at=studio.clock.now(),
    )

    def work(session: Session) -> MessageView:
        find(session, Campaign, campaign_id, who)
        session.add(row)
        touch(session, who.workspace_id)
        return _message_view(row)

    return await studio.db.write(work)


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
