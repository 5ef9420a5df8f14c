"""The REST door as one FastAPI app: routes, and errors in the contract's shapes."""

import errno
import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match, Mount

from vidstudio.api import (
    auth,
    callbacks,
    campaigns,
    docs,
    examples,
    health,
    ledger,
    library,
    packs,
    uploads,
    video,
    videos,
    webhooks,
)
from vidstudio.base import metrics
from vidstudio.base.errors import (
    DiskFull,
    InvalidRequest,
    NotFound,
    NotSignedIn,
    VidstudioError,
)
from vidstudio.base.problems import problem
from vidstudio.studio import current

log = logging.getLogger(__name__)

_UNPROCESSABLE = 422
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
_HUNG_UP = 499  # nobody reads this answer
_HEADER_FIELDS = {"Idempotency-Key"}
_DOORS = (
    auth,
    uploads,
    campaigns,
    videos,
    callbacks,
    video,
    examples,
    library,
    packs,
    webhooks,
    ledger,
    health,
    docs,
)
_WORDS = {
    400: ("bad_request", "The request could not be read."),
    404: ("not_found", NotFound.message),
    405: ("method_not_allowed", "This address does not know that method."),
    413: ("too_large", "The request is too large."),
}


def build_api() -> FastAPI:
    """The studio must be open before the first request."""
    api = FastAPI(
        title="vidstudio",
        summary="Make campaign videos with many models, credits included.",
        docs_url=None,  # its page would load scripts from another host
        openapi_url="/api/openapi.json",
        redoc_url=None,
    )
    for door in _DOORS:
        api.include_router(door.router)
    for rest in ("/api/{rest:path}", "/v1/{rest:path}"):
        methods = [*_ALL, "HEAD", "OPTIONS"]
        api.add_api_route(rest, _nowhere, methods=methods, include_in_schema=False)
    api.add_exception_handler(VidstudioError, _told)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _framed)
    api.add_exception_handler(ClientDisconnect, _hung_up)
    api.add_exception_handler(OSError, _by_the_system)
    api.add_exception_handler(Exception, _unforeseen)
    return api


_ALL = ["GET", "POST", "PUT", "PATCH", "DELETE"]


async def _nowhere(request: Request) -> Response:
    """Nothing here, or something that knows other methods."""
    able = [method for method in _ALL if _is_served(request, method)]
    if able:
        raise HTTPException(405, headers={"Allow": ", ".join(able)})
    raise NotFound("There is nothing at this address.")


def _is_served(request: Request, method: str) -> bool:
    scope = {**request.scope, "method": method}
    routes = (r for r in request.app.routes if getattr(r, "endpoint", None) is not _nowhere)
    return any(r.matches(scope)[0] is Match.FULL for r in routes if not isinstance(r, Mount))


async def _told(request: Request, error: Exception) -> Response:
    found = problem(error)
    if request.url.path == "/api/uploads":
        metrics.UPLOADS_REJECTED.labels(found.code).inc()
    detail: Any = found.detail
    if isinstance(error, InvalidRequest) and found.status == _UNPROCESSABLE:
        place = "header" if error.field in _HEADER_FIELDS else "body"
        detail = [{"loc": [place, error.field], "msg": found.detail, "type": found.code}]
    body = {"detail": detail, "code": found.code, "request_id": current().clock.new_id()}
    if found.field:
        body["field"] = found.field
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, NotSignedIn) else {}
    if found.retry_after_seconds is not None:
        body["retry_after_seconds"] = found.retry_after_seconds
        headers["Retry-After"] = str(found.retry_after_seconds)
    return JSONResponse(body, found.status, headers)


async def _invalid(_request: Request, error: Exception) -> Response:
    """Where and what, but never the input itself: it may hold a password."""
    assert isinstance(error, RequestValidationError)
    detail = [
        {"loc": list(entry["loc"]), "msg": entry["msg"], "type": entry["type"]}
        for entry in error.errors()
    ]
    field = str(detail[0]["loc"][-1]) if detail and detail[0]["loc"] else None
    body = {"detail": detail, "code": "invalid_request", "field": field}
    return JSONResponse({**body, "request_id": current().clock.new_id()}, _UNPROCESSABLE)


async def _framed(_request: Request, error: Exception) -> Response:
    """What the framework itself refuses, in our shape."""
    assert isinstance(error, HTTPException)
    code, sentence = _WORDS.get(error.status_code, ("refused", str(error.detail)))
    body = {"detail": sentence, "code": code, "request_id": current().clock.new_id()}
    return JSONResponse(body, error.status_code, dict(error.headers or {}))


async def _hung_up(_request: Request, _error: Exception) -> Response:
    return Response(status_code=_HUNG_UP)


async def _by_the_system(request: Request, error: Exception) -> Response:
    """A full disk is told as one; other trouble of the system is unforeseen."""
    assert isinstance(error, OSError)
    if error.errno not in _DISK_FULL:
        raise error
    return await _told(request, DiskFull())


async def _unforeseen(request: Request, error: Exception) -> Response:
    incident = current().clock.new_id()
    log.error("incident %s at %s", incident, request.url.path, exc_info=error)
    found = problem(error)
    body = {"detail": found.detail, "code": found.code, "request_id": incident}
    return JSONResponse(body, found.status)
