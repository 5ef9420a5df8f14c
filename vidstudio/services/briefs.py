"""The brief of a campaign: read, edited by people, written by the assistant.

Two people may edit at once. An edit says what its writer saw before; a field that has moved on
since then is left as it is and told, so that nobody's words are overwritten unseen.
"""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from vidstudio import reading, spending
from vidstudio.base.errors import InvalidRequest
from vidstudio.db.session import touch
from vidstudio.db.tables import Brief, Campaign, User
from vidstudio.rules.brief import (
    PICTURES_LIMIT,
    BriefField,
    budget_of,
    checked_budget,
    checked_channels,
    checked_text,
    checked_words,
)
from vidstudio.services.guards import find, require_maker
from vidstudio.studio import Studio, Who
from vidstudio.views import BriefView, ChangeView

ASSISTANT = "assistant"
ADDRESS_LIMIT = 2000
_WORDS = ("goal", "audience", "product", "offer", "tone", "must_show", "never_say", "page_summary")
FIELDS = (*_WORDS, "page_url", "channels", "budget_credits", "picture_ids")


class FieldEdit(BaseModel):
    """`before` is what the writer saw when they began, `after` what stands there now.

    The budget travels as it is typed: “800”, or nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: BriefField | Literal["budget_credits"]
    before: str = ""
    after: str


class Clash(BaseModel):
    """A field that somebody else changed meanwhile: what stands there, whose it is, since when."""

    field: str
    theirs: str
    by: str
    at: datetime | None


class Saved(BaseModel):
    brief: BriefView
    clashes: tuple[Clash, ...] = ()


class Toggle(BaseModel):
    """A channel that is ticked or not, or a picture that is there or not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(max_length=60)
    on: bool


def brief_view(session: Session, campaign_id: str) -> BriefView:
    """Empty where nothing was written yet."""
    spent = spending.spent(session, campaign_id)
    row = session.get(Brief, campaign_id)
    if row is None:
        return BriefView(charged_credits=spent.charged, held_credits=spent.held)
    pictures = reading.pictures(session, row.workspace_id, row.picture_ids)
    return BriefView(
        **row.model_dump(include={*_WORDS, "budget_credits", "page_url"}),
        channels=tuple(row.channels),
        charged_credits=spent.charged,
        held_credits=spent.held,
        pictures=tuple(pictures[key] for key in row.picture_ids if key in pictures),
        changes=tuple(
            ChangeView(field=field, **change) for field, change in sorted(row.changes.items())
        ),
        accepted=row.accepted_at is not None,
    )


async def edit(studio: Studio, who: Who, campaign_id: str, changes: tuple[FieldEdit, ...]) -> Saved:
    """Keep what nobody else has changed meanwhile; all fields are checked before any is kept.

    Raises InvalidRequest naming the field and its limit.
    """
    require_maker(who)
    wanted = {change.field: _checked(change.field, change.after) for change in changes}

    def work(session: Session) -> Saved:
        find(session, Campaign, campaign_id, who)
        row = _row(session, campaign_id, who.workspace_id)
        clashes = [_clash(row, change) for change in changes if _has_moved_on(row, change)]
        held = {clash.field for clash in clashes}
        free = {field: value for field, value in wanted.items() if field not in held}
        _set(session, studio, row, free, who.user_id)
        return Saved(brief=brief_view(session, campaign_id), clashes=tuple(clashes))

    return await studio.db.write(work)


async def choose_channel(studio: Studio, who: Who, campaign_id: str, toggle: Toggle) -> BriefView:
    """Tick one channel, or take its tick away; the others stay as they are."""
    require_maker(who)
    checked_channels((toggle.name,))

    def work(session: Session) -> BriefView:
        find(session, Campaign, campaign_id, who)
        row = _row(session, campaign_id, who.workspace_id)
        others = tuple(name for name in row.channels if name != toggle.name)
        chosen = (*others, toggle.name) if toggle.on else others
        _set(session, studio, row, {"channels": list(checked_channels(chosen))}, who.user_id)
        return brief_view(session, campaign_id)

    return await studio.db.write(work)


async def keep_picture(studio: Studio, who: Who, campaign_id: str, toggle: Toggle) -> BriefView:
    """Add a picture of this workspace to the product, or take it away; the file stays."""
    require_maker(who)

    def work(session: Session) -> BriefView:
        find(session, Campaign, campaign_id, who)
        row = _row(session, campaign_id, who.workspace_id)
        others = tuple(key for key in row.picture_ids if key != toggle.name)
        kept = (*others, toggle.name) if toggle.on else others
        _set(session, studio, row, {"picture_ids": list(kept)}, who.user_id)
        return brief_view(session, campaign_id)

    return await studio.db.write(work)


def write(  # noqa: PLR0913  the last one is named where it is called
    session: Session,
    studio: Studio,
    campaign_id: str,
    values: dict[str, Any],
    by: str,
    *,
    only_empty: bool = False,
) -> tuple[str, ...]:
    """Write fields inside a transaction of the caller, who has looked the campaign up.

    `values` may name every field of the brief, with `channels`, `picture_ids`, `budget_credits`
    and `page_url`; others are left aside. `by` is a user's id or "assistant". With `only_empty`
    what already stands there stays. The names of the fields that differ now. Raises
    InvalidRequest.
    """
    row = _row(session, campaign_id, session.get_one(Campaign, campaign_id).workspace_id)
    if only_empty:
        values = {field: value for field, value in values.items() if not getattr(row, field, True)}
    return _set(session, studio, row, _known(values), by)


def accept(session: Session, studio: Studio, campaign_id: str) -> None:
    """Somebody has said that the brief is right, inside a transaction of the caller."""
    campaign = session.get_one(Campaign, campaign_id)
    row = _row(session, campaign_id, campaign.workspace_id)
    row.accepted_at = row.accepted_at or studio.clock.now()
    session.add(row)
    touch(session, row.workspace_id)


def _row(session: Session, campaign_id: str, workspace_id: str) -> Brief:
    """Locked where the database locks rows: two writers come one after the other."""
    row = session.get(Brief, campaign_id, with_for_update=True)
    return row or Brief(campaign_id=campaign_id, workspace_id=workspace_id)


def _has_moved_on(row: Brief, change: FieldEdit) -> bool:
    now = _as_typed(row, change.field)
    return now not in {change.before.strip(), change.after.strip()}


def _clash(row: Brief, change: FieldEdit) -> Clash:
    last = row.changes.get(change.field, {})
    return Clash(
        field=change.field,
        theirs=_as_typed(row, change.field),
        by=last.get("by", ""),
        at=last.get("at"),
    )


def _as_typed(row: Brief, field: str) -> str:
    value = getattr(row, field)
    return "" if value is None else str(value)


def _set(
    session: Session, studio: Studio, row: Brief, values: dict[str, Any], by: str
) -> tuple[str, ...]:
    """Only what differs is written, and signed."""
    differing = {field: value for field, value in values.items() if getattr(row, field) != value}
    if differing.get("picture_ids"):
        _check_pictures(session, row, differing["picture_ids"])
    signed = {"by": _name(session, by), "by_user_id": by, "at": studio.clock.now().isoformat()}
    for field, value in differing.items():
        setattr(row, field, value)
    row.changes = {**row.changes, **dict.fromkeys(differing, signed)}
    session.add(row)
    session.flush()
    if differing:
        touch(session, row.workspace_id)
    return tuple(differing)


def _name(session: Session, by: str) -> str:
    user = None if by == ASSISTANT else session.get(User, by)
    return user.name if user else by


def _check_pictures(session: Session, row: Brief, ids: list[str]) -> None:
    if len(ids) > PICTURES_LIMIT:
        raise InvalidRequest(f"{PICTURES_LIMIT} product pictures are the most.", "picture_ids")
    there = reading.pictures(session, row.workspace_id, ids)
    if any(key not in there for key in ids):
        raise InvalidRequest("This picture is gone, or it is not yours.", "picture_ids")


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {field: _checked(field, value) for field, value in values.items() if field in FIELDS}


def _checked(field: str, value: Any) -> Any:
    match field:
        case "budget_credits":
            return budget_of(value) if isinstance(value, str) else checked_budget(value)
        case "channels":
            return list(checked_channels(tuple(value)))
        case "picture_ids":
            return list(dict.fromkeys(value))
        case "page_url":
            return checked_text(field, value, ADDRESS_LIMIT)
        case _:
            return checked_words(field, value)
