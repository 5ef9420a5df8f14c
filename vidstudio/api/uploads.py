"""Pictures in, files out."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import BinaryIO

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from vidstudio.api.callers import Member, OpenStudio
from vidstudio.base.errors import InvalidRequest, TooLarge
from vidstudio.services import uploads
from vidstudio.services.uploads import LARGEST_UPLOAD_BYTES
from vidstudio.studio import Studio, Who
from vidstudio.views import PictureView

router = APIRouter(tags=["Files"])

_ENVELOPE_BYTES = 100_000  # boundaries and part headers around the file
_TOO_LARGE = "The file is over 25 MB."
_SANDBOX = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, max-age=600, immutable",
    "Cross-Origin-Resource-Policy": "same-site",
}


@router.post(
    "/api/uploads",
    status_code=201,
    summary="Keep a reference picture (JPEG, PNG, WebP, HEIC; 25 MB, 40 megapixels)",
    openapi_extra={
        "requestBody": {
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "file": {"type": "string", "format": "binary"},
                            "url": {"type": "string", "format": "uri"},
                        },
                    }
                }
            }
        }
    },
)
async def upload(studio: OpenStudio, who: Member, request: Request) -> PictureView:
    uploads.admit(studio, who)
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > LARGEST_UPLOAD_BYTES + _ENVELOPE_BYTES:
        raise TooLarge(_TOO_LARGE, "file")
    parser = MultiPartParser(request.headers, _counted(request), max_files=1, max_fields=4)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise InvalidRequest("Send the picture as multipart form field `file`.", "file") from error
    try:
        return await _kept(studio, who, form)
    finally:
        await form.close()


async def _kept(studio: Studio, who: Who, form: FormData) -> PictureView:
    file, url = form.get("file"), form.get("url")
    if isinstance(file, UploadFile):
        async with uploads.workbench(studio) as folder:
            source = folder / "source"
            await asyncio.to_thread(_copy, file.file, source)
            return await uploads.receive(studio, who, source, file.filename or "")
    if isinstance(url, str) and url.strip():
        return await uploads.fetch(studio, who, url)
    raise InvalidRequest("Choose a picture.", "file")


def _copy(file: BinaryIO, target: Path) -> None:
    with target.open("wb") as writer:
        shutil.copyfileobj(file, writer)


async def _counted(request: Request) -> AsyncGenerator[bytes, None]:
    """Stop reading as soon as there is too much, whatever the headers said."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST_UPLOAD_BYTES + _ENVELOPE_BYTES:
            raise TooLarge(_TOO_LARGE, "file")
        yield chunk


@router.head("/api/assets/{asset_id}", include_in_schema=False)
@router.get("/api/assets/{asset_id}", summary="A file of your workspace; signs on read")
async def asset(studio: OpenStudio, who: Member, asset_id: str, download: bool = False) -> Response:
    link = await uploads.link(studio, who, asset_id, download=download)
    return RedirectResponse(link, 307, headers={"Cache-Control": "private, max-age=300"})


@router.head("/media/{token}", include_in_schema=False)
@router.get("/media/{token}", include_in_schema=False)
async def media(studio: OpenStudio, token: str) -> Response:
    """A signed link to a file on this disk. Range requests are served."""
    opened = studio.store.open(token, studio.clock.now())
    return FileResponse(
        opened.path,
        media_type=opened.delivery.mime,
        filename=opened.delivery.name,
        content_disposition_type="attachment" if opened.delivery.download else "inline",
        headers=_SANDBOX,
    )
