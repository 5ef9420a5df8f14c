"""What the pages show: the frame of every page, and the campaign page whole, from one snapshot."""

from sqlmodel import Session, col, select

from vidstudio import ledger, reading, spending
from vidstudio.base.errors import NotFound
from vidstudio.db.tables import Campaign, Member, Message, Shot, Task, User, Workspace
from vidstudio.rules.blocks import TakesBlock, read_block
from vidstudio.services import queue, reviews
from vidstudio.services.briefs import brief_view
from vidstudio.services.guards import find
from vidstudio.services.makes import missing_of
from vidstudio.services.shotviews import listed, shot_views
from vidstudio.services.stages import stage_of
from vidstudio.studio import Studio, Who
from vidstudio.views import (
    CampaignLine,
    CampaignView,
    FrameView,
    MessageView,
    ScreenView,
    TaskView,
)

TAKES_SHOWN = 60
MESSAGES_SHOWN = 60
CAMPAIGNS_SHOWN = 50
TOLD_SHOWN = 24


async def frame(studio: Studio, who: Who, campaign_id: str | None = None) -> FrameView:
    """What surrounds every page. Without an id the campaign is the one opened last."""
    return await studio.db.read(lambda session: _frame(session, studio, who, campaign_id))


async def screen(
    studio: Studio, who: Who, campaign_id: str, shot_id: str | None = None
) -> ScreenView:
    """Everything the campaign page shows. NotFound for foreign ids."""
    return await studio.db.read(lambda session: _screen(session, studio, who, campaign_id, shot_id))


def _frame(session: Session, studio: Studio, who: Who, campaign_id: str | None) -> FrameView:
    campaign = (
        find(session, Campaign, campaign_id, who) if campaign_id else _opened_last(session, who)
    )
    now = studio.clock.now()
    rows, needs = queue.shown(session, who, now)
    queued = reading.task_views(session, rows, studio.catalog, now)
    return FrameView(
        version=session.get_one(Workspace, who.workspace_id).version,
        campaign=_campaign_view(session, campaign),
        campaigns=_campaigns(session, who),
        queue=_in_queue_order(queued),
        needs=tuple(needs),
        queue_paused=_paused(session, who),
        to_review=reviews.waiting(session, who.workspace_id),
        balance=spending.balance_view(ledger.balance(session, who.workspace_id, now)),
    )


def _screen(
    session: Session, studio: Studio, who: Who, campaign_id: str, shot_id: str | None
) -> ScreenView:
    around = _frame(session, studio, who, campaign_id)
    campaign_id = around.campaign.id
    shots = listed(session, campaign_id)
    shot = next((shot for shot in shots if shot.id == shot_id), shots[0])
    now = studio.clock.now()
    takes = reading.task_views(session, _takes(session, shot), studio.catalog, now)
    messages = _messages(session, studio, campaign_id)
    told = reading.task_views(session, _told(session, who, messages), studio.catalog, now)
    return ScreenView(
        **dict(around),
        shots=shot_views(session, shots),
        shot_id=shot.id,
        takes=takes,
        missing=missing_of(session, studio, who, campaign_id),
        messages=messages,
        told=told,
    )


def _opened_last(session: Session, who: Who) -> Campaign:
    mine = select(Campaign).where(Campaign.workspace_id == who.workspace_id)
    found = session.exec(mine.order_by(col(Campaign.opened_at).desc()).limit(1)).first()
    if found is None:
        raise NotFound("There is no campaign yet.")
    return found


def _paused(session: Session, who: Who) -> bool:
    member = session.get(Member, (who.workspace_id, who.user_id))
    return member is not None and member.queue_paused_at is not None


def _takes(session: Session, shot: Shot) -> list[Task]:
    query = select(Task).where(Task.shot_id == shot.id, col(Task.removed_at).is_(None))
    newest = query.order_by(col(Task.number).desc()).limit(TAKES_SHOWN)
    return list(reversed(session.exec(newest).all()))


def _in_queue_order(views: tuple[TaskView, ...]) -> tuple[TaskView, ...]:
    """Making, then waiting, then what has ended."""

    def place(view: TaskView) -> int:
        if view.ended:
            return 2
        return 1 if view.stage in {"waiting", "throttled"} else 0

    return tuple(sorted(views, key=place))


def _messages(session: Session, studio: Studio, campaign_id: str) -> tuple[MessageView, ...]:
    newest = (
        select(Message)
        .where(Message.campaign_id == campaign_id)
        .order_by(col(Message.created_at).desc(), col(Message.id).desc())
    )
    rows = session.exec(newest.limit(MESSAGES_SHOWN)).all()
    writers = {row.user_id for row in rows if row.user_id}
    named = select(User.id, User.name).where(col(User.id).in_(writers))
    names = dict(session.exec(named).all()) if writers else {}
    return tuple(message_view(row, studio, names) for row in reversed(rows))


def _told(session: Session, who: Who, messages: tuple[MessageView, ...]) -> list[Task]:
    """The takes that the newest messages name, those of the newest message first."""
    named = dict[str, None]()
    for message in reversed(messages):
        ids = message.block.task_ids if isinstance(message.block, TakesBlock) else ()
        named |= dict.fromkeys(filter(None, (message.task_id, *ids)))
    wanted = list(named)[:TOLD_SHOWN]
    if not wanted:
        return []
    mine = select(Task).where(Task.workspace_id == who.workspace_id, col(Task.id).in_(wanted))
    return list(session.exec(mine).all())


def message_view(row: Message, studio: Studio, names: dict[str, str]) -> MessageView:
    """An answer that nobody writes any more has failed, whatever its row says."""
    kept = row.model_dump(include=set(MessageView.model_fields) - {"block", "state"})
    broken = row.state == "answering" and (
        row.lease_until is None or row.lease_until < studio.clock.now()
    )
    return MessageView(
        **kept,
        author_name=names.get(row.user_id or "", ""),
        state="failed" if broken else row.state,
        block=read_block(row.block),
    )


def _campaigns(session: Session, who: Who) -> tuple[CampaignLine, ...]:
    query = (
        select(Campaign)
        .where(Campaign.workspace_id == who.workspace_id)
        .order_by(col(Campaign.created_at).desc())
    )
    rows = session.exec(query.limit(CAMPAIGNS_SHOWN)).all()
    return tuple(CampaignLine(id=row.id, name=row.name, sample=row.sample) for row in rows)


def _campaign_view(session: Session, row: Campaign) -> CampaignView:
    stage, done = stage_of(session, row.id)
    return CampaignView(
        id=row.id,
        name=row.name,
        sample=row.sample,
        created_at=row.created_at,
        brief=brief_view(session, row.id),
        stage=stage,
        done=done,
    )
