"""Creatives: takes that somebody has picked for the campaign, and what replaced them."""

from sqlmodel import Session, col, select

from vidstudio import reading
from vidstudio.arrivals import ARRIVED, has_arrived
from vidstudio.base.errors import Conflict, InvalidRequest, NotFound
from vidstudio.db.session import touch
from vidstudio.db.tables import Campaign, Creative, CreativeVersion, Task
from vidstudio.rules.brief import CHANNELS
from vidstudio.services.creative_rows import creative_views
from vidstudio.services.guards import find, require_maker
from vidstudio.services.picks import insert, version_of
from vidstudio.studio import Studio, Who
from vidstudio.views import CreativeView, TaskView

TITLE_LIMIT = 80
CAPTIONS_LIMIT = 4000
LISTED = 200  # creatives of a campaign that its pages show
CANDIDATES = 24


async def add(studio: Studio, who: Who, task_id: str) -> str:
    """Pick a finished take, and answer the creative's id; picking it again changes nothing.

    Raises Conflict while the take has no video.
    """
    require_maker(who)

    def work(session: Session) -> str:
        task = _finished(session, task_id, who)
        touch(session, task.workspace_id)
        row = _creative_of(session, task_id)
        if row is None:
            return insert(session, studio, task, who.user_id)
        row.removed_at = None
        session.add(row)
        return row.id

    return await studio.db.write(work)


async def remove(studio: Studio, who: Who, task_id: str) -> None:
    """Take the creative of this take off the list; the take itself stays.

    Raises Conflict where another take is the present version: people have decided about that.
    """
    require_maker(who)

    def work(session: Session) -> None:
        find(session, Task, task_id, who)
        row = _creative_of(session, task_id)
        if row is not None and row.removed_at is None:
            _require_present(session, row, task_id)
            row.removed_at = studio.clock.now()
            session.add(row)
            touch(session, who.workspace_id)

    await studio.db.write(work)


def _require_present(session: Session, creative: Creative, task_id: str) -> None:
    query = select(CreativeVersion.n).where(CreativeVersion.task_id == task_id)
    n = session.exec(query).one()
    if n != creative.versions:
        raise Conflict(
            f"This take is version {n} of “{creative.title}”, which goes on with "
            f"version {creative.versions}. Open the creative to take it off the list."
        )


async def new_version(studio: Studio, who: Who, creative_id: str, task_id: str) -> int:
    """Another finished take of the campaign becomes the present file; answers its number.

    What was decided stays with the file it was about. Raises Conflict for a take that is a
    version already, or of another campaign.
    """
    require_maker(who)

    def work(session: Session) -> int:
        creative = present(session, creative_id, who)
        task = _finished(session, task_id, who)
        if task.campaign_id != creative.campaign_id:
            raise Conflict("This take is of another campaign.")
        known = session.exec(
            select(CreativeVersion).where(CreativeVersion.task_id == task_id)
        ).first()
        if known is not None:
            return _known_version(session, creative, known)
        creative.versions += 1
        session.add(creative)
        session.add(version_of(session, studio, creative, task, who.user_id))
        touch(session, who.workspace_id)
        return creative.versions

    return await studio.db.write(work)


def _known_version(session: Session, creative: Creative, known: CreativeVersion) -> int:
    """The same press again is fine; anything else that this take is already is told."""
    if known.creative_id != creative.id:
        owner = session.get_one(Creative, known.creative_id)
        raise Conflict(f"This take belongs to “{owner.title}”.")
    if known.n != creative.versions:
        raise Conflict(f"This take is version {known.n} already.")
    return known.n


async def rename(studio: Studio, who: Who, creative_id: str, title: str) -> None:
    """Raises InvalidRequest on `title`."""
    title = _checked("title", " ".join(title.split()), TITLE_LIMIT)
    if not title:
        raise InvalidRequest("A creative needs a title.", "title")
    await _edit(studio, who, creative_id, {"title": title})


async def set_channel(studio: Studio, who: Who, creative_id: str, channel: str) -> None:
    """Where it will run; empty for nowhere yet. Raises InvalidRequest on `channel`."""
    if channel and channel not in CHANNELS:
        raise InvalidRequest(f"There is no channel “{channel[:20]}”.", "channel")
    await _edit(studio, who, creative_id, {"channel": channel})


async def set_captions(studio: Studio, who: Who, creative_id: str, before: str, after: str) -> None:
    """The text that goes beside the video. `before` is what the writer saw.

    Raises Conflict when somebody else has written there since, InvalidRequest on `captions`.
    """
    after = _checked("captions", after.strip(), CAPTIONS_LIMIT)
    if after != before:
        await _edit(studio, who, creative_id, {"captions": after}, seen={"captions": before})


async def _edit(
    studio: Studio,
    who: Who,
    creative_id: str,
    values: dict[str, str],
    seen: dict[str, str] | None = None,
) -> None:
    require_maker(who)

    def work(session: Session) -> None:
        row = present(session, creative_id, who)
        for name, value in (seen or {}).items():
            if getattr(row, name) not in {value, values[name]}:
                raise Conflict(
                    "Somebody else changed this meanwhile. "
                    "Copy your text, then load the page again."
                )
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
        touch(session, who.workspace_id)

    await studio.db.write(work)


def _checked(field: str, text: str, limit: int) -> str:
    if "\x00" in text:
        raise InvalidRequest("It has a character that cannot be kept (NUL).", field)
    if len(text) > limit:
        raise InvalidRequest(
            f"{len(text)} characters. {limit} is the most.", field, code="too_long"
        )
    return text


async def get(studio: Studio, who: Who, creative_id: str) -> CreativeView:
    """One creative with all of its versions. NotFound once it was removed."""

    def look(session: Session) -> CreativeView:
        row = find(session, Creative, creative_id, who)
        if row.removed_at is not None:
            raise NotFound
        return creative_views(session, [row], every_version=True)[0]

    return await studio.db.read(look)


async def of_campaign(studio: Studio, who: Who, campaign_id: str) -> tuple[CreativeView, ...]:
    """The creatives of a campaign, first picked first, with their present versions."""

    def look(session: Session) -> tuple[CreativeView, ...]:
        find(session, Campaign, campaign_id, who)
        return creative_views(session, listed(session, campaign_id))

    return await studio.db.read(look)


async def candidates(studio: Studio, who: Who, creative_id: str) -> tuple[TaskView, ...]:
    """Finished takes that can become its next version: of its shot first, newest first."""

    def look(session: Session) -> tuple[TaskView, ...]:
        creative = find(session, Creative, creative_id, who)
        used = select(CreativeVersion.id).where(CreativeVersion.task_id == Task.id)
        query = (
            select(Task)
            .where(
                Task.campaign_id == creative.campaign_id,
                ARRIVED,
                col(Task.removed_at).is_(None),
                ~used.exists(),
            )
            .order_by((col(Task.shot_id) == creative.shot_id).desc(), col(Task.created_at).desc())
        )
        rows = session.exec(query.limit(CANDIDATES)).all()
        return reading.task_views(session, rows, studio.catalog, studio.clock.now())

    return await studio.db.read(look)


def listed(session: Session, campaign_id: str) -> list[Creative]:
    query = (
        select(Creative)
        .where(Creative.campaign_id == campaign_id, col(Creative.removed_at).is_(None))
        .order_by(col(Creative.added_at), col(Creative.id))
    )
    return list(session.exec(query.limit(LISTED)).all())


def present(session: Session, creative_id: str, who: Who) -> Creative:
    """The creative, held until the transaction ends, so that its version stays what it is."""
    row = find(session, Creative, creative_id, who)
    session.refresh(row, with_for_update=True)
    if row.removed_at is not None:
        raise NotFound
    return row


def _finished(session: Session, task_id: str, who: Who) -> Task:
    task = find(session, Task, task_id, who)
    session.refresh(task, with_for_update=True)
    if not has_arrived(task) or task.removed_at is not None:
        raise Conflict("This take has no video yet.")
    return task


def _creative_of(session: Session, task_id: str) -> Creative | None:
    query = select(Creative).join(CreativeVersion).where(CreativeVersion.task_id == task_id)
    return session.exec(query).first()
