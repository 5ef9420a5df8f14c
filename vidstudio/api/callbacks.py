"""Where providers call when a job has changed. Not for programs of our users."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from vidstudio.api.callers import From, OpenStudio
from vidstudio.base.errors import TooLarge
from vidstudio.services import callbacks
from vidstudio.services.callbacks import Call
from vidstudio.services.callers import Caller
from vidstudio.studio import Studio

router = APIRouter(include_in_schema=False)

LARGEST_BYTES = 256_000
Answer = dict[str, bool]


@router.post("/api/videos/sora/callback")
async def sora(
    studio: OpenStudio, who: From, http: Request, token: Annotated[str | None, Query()] = None
) -> Answer:
    """kie.ai's address since the first platform; without a token only signed calls are heard."""
    return await _heard(studio, who, http, ("kie", token))


@router.post("/api/callbacks/{provider}/{token}")
async def called(studio: OpenStudio, who: From, http: Request, provider: str, token: str) -> Answer:
    return await _heard(studio, who, http, (provider, token))


async def _heard(studio: Studio, who: Caller, http: Request, way: tuple[str, str | None]) -> Answer:
    provider, token = way
    callbacks.admit(studio, provider, who)
    call = Call(http.headers, await _body(http), who.exact)
    await callbacks.hear(studio, provider, token, call)
    return {"success": True}


async def _body(http: Request) -> bytes:
    body = bytearray()
    async for chunk in http.stream():
        body += chunk
        if len(body) > LARGEST_BYTES:
            raise TooLarge(f"A callback has at most {LARGEST_BYTES // 1000} kB.")
    return bytes(body)
