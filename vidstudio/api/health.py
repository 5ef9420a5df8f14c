"""Is this process alive, and can it work?"""

from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from vidstudio.api.callers import OpenStudio
from vidstudio.services import health

router = APIRouter(tags=["Health"])
SILENCE = timedelta(seconds=30)


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", summary="The process answers")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", summary="The database answers, the disk has room, an engine is alive")
async def readyz(studio: OpenStudio) -> Response:
    checks = await health.check(studio, SILENCE)
    return JSONResponse(checks, 200 if all(checks.values()) else 503)
