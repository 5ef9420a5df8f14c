"""Approved creatives as one download."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from vidstudio.api.callers import Member, OpenStudio
from vidstudio.services import packs
from vidstudio.services.packs import PackOptions, PackRequest

router = APIRouter(tags=["Creatives"])
MOST_CREATIVES = 200


class PackQuery(PackOptions):
    """`creative` names the approved creatives, one value each."""

    creative: Annotated[tuple[str, ...], Query(max_length=MOST_CREATIVES)] = ()


@router.get(
    "/api/campaigns/{campaign_id}/pack",
    summary="Approved creatives as a zip: videos, posters, captions, metadata",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": {}}}},
)
async def download(
    studio: OpenStudio, who: Member, campaign_id: str, asked: Annotated[PackQuery, Query()]
) -> StreamingResponse:
    options = PackOptions(**asked.model_dump(exclude={"creative"}))
    request = PackRequest(campaign_id=campaign_id, creative_ids=asked.creative, options=options)
    name, pieces = await packs.pack(studio, who, request)
    return StreamingResponse(
        pieces,
        media_type="application/zip",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )
