"""Takes out of the library: several as one zip."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel

from vidstudio.api.callers import Member, OpenStudio
from vidstudio.services import zips

router = APIRouter(tags=["Library"])
Ids = Annotated[
    str,
    Query(description="Ids of up to 100 takes, comma separated", min_length=1, max_length=8000),
]


class ZipBody(BaseModel):
    """What a zip of these takes would hold."""

    files: int
    size_bytes: int


@router.get(
    "/api/library/zip",
    summary="The videos of up to 100 takes as one zip (4 GB)",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": {}}}},
)
async def zipped(studio: OpenStudio, who: Member, ids: Ids) -> Response:
    files = await zips.pack(studio, who, _split(ids))
    return StreamingResponse(
        zips.stream(studio, files),
        media_type="application/zip",
        headers={
            "Content-Disposition": 'attachment; filename="takes.zip"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.get("/api/library/zip/size", summary="What that zip would hold, or why there is none")
async def measured(studio: OpenStudio, who: Member, ids: Ids) -> ZipBody:
    files = await zips.pack(studio, who, _split(ids))
    return ZipBody(files=len(files), size_bytes=sum(file.size_bytes for file in files))


def _split(ids: str) -> list[str]:
    return [word for part in ids.split(",") if (word := part.strip())]
