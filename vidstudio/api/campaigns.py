"""Briefs, shots and pages of products, for the page scripts of the campaign screen."""

from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field

from vidstudio.api.callers import Member, OpenStudio
from vidstudio.base.errors import TooManyRequests
from vidstudio.services import briefs, campaigns, chat, pages, shots
from vidstudio.services.briefs import FieldEdit, Saved, Toggle
from vidstudio.services.campaigns import NewCampaign
from vidstudio.services.shots import NewShot, ShotEdit
from vidstudio.views import BriefView, CampaignLine, PageView

router = APIRouter(prefix="/api", include_in_schema=False)
_MOST_EDITS = 20


class Begun(NewCampaign):
    """`start` has the assistant answer what was said."""

    start: bool = False


class Address(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: str


class Edits(BaseModel):
    model_config = ConfigDict(extra="forbid")

    changes: tuple[FieldEdit, ...] = Field(max_length=_MOST_EDITS)


@router.post("/campaigns", status_code=201)
async def begin(studio: OpenStudio, who: Member, wanted: Begun) -> CampaignLine:
    made = await campaigns.create(studio, who, NewCampaign(**wanted.model_dump(exclude={"start"})))
    if wanted.start and wanted.words.strip():
        try:
            await chat.send(studio, who, made.id, wanted.words)
        except TooManyRequests:
            # The campaign is there: its first line stays, the answer can be asked for.
            await campaigns.say(studio, who, made.id, wanted.words)
    return made


@router.patch("/campaigns/{campaign_id}")
async def rename(
    studio: OpenStudio, who: Member, campaign_id: str, name: Annotated[str, Body(embed=True)]
) -> None:
    await campaigns.rename(studio, who, campaign_id, name)


@router.patch("/campaigns/{campaign_id}/brief")
async def edit_brief(studio: OpenStudio, who: Member, campaign_id: str, edits: Edits) -> Saved:
    return await briefs.edit(studio, who, campaign_id, edits.changes)


@router.post("/campaigns/{campaign_id}/brief/channels")
async def choose_channel(
    studio: OpenStudio, who: Member, campaign_id: str, toggle: Toggle
) -> BriefView:
    return await briefs.choose_channel(studio, who, campaign_id, toggle)


@router.post("/campaigns/{campaign_id}/brief/pictures")
async def keep_picture(
    studio: OpenStudio, who: Member, campaign_id: str, toggle: Toggle
) -> BriefView:
    return await briefs.keep_picture(studio, who, campaign_id, toggle)


@router.post("/campaigns/{campaign_id}/brief/page")
async def read_into(studio: OpenStudio, who: Member, campaign_id: str, page: Address) -> PageView:
    return await pages.read_into(studio, who, campaign_id, page.url)


@router.post("/pages")
async def look(studio: OpenStudio, who: Member, page: Address) -> PageView:
    return await pages.look(studio, who, page.url)


@router.post("/campaigns/{campaign_id}/shots", status_code=201)
async def add_shot(
    studio: OpenStudio, who: Member, campaign_id: str, shot: NewShot
) -> dict[str, str]:
    return {"id": await shots.add(studio, who, campaign_id, shot)}


@router.patch("/shots/{shot_id}")
async def edit_shot(studio: OpenStudio, who: Member, shot_id: str, edit: ShotEdit) -> None:
    await shots.edit(studio, who, shot_id, edit)


@router.post("/shots/{shot_id}/place")
async def move_shot(
    studio: OpenStudio, who: Member, shot_id: str, place: Annotated[int, Body(embed=True)]
) -> None:
    await shots.move(studio, who, shot_id, place)


@router.post("/shots/{shot_id}/best")
async def choose_best(
    studio: OpenStudio, who: Member, shot_id: str, task_id: Annotated[str, Body(embed=True)]
) -> None:
    await shots.choose_best(studio, who, shot_id, task_id)


@router.delete("/shots/{shot_id}")
async def remove_shot(studio: OpenStudio, who: Member, shot_id: str) -> None:
    await shots.remove(studio, who, shot_id)


@router.post("/shots/{shot_id}/back")
async def restore_shot(studio: OpenStudio, who: Member, shot_id: str) -> None:
    await shots.restore(studio, who, shot_id)
