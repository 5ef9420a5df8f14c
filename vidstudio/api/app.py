"""The REST door as one FastAPI app: routes, and errors in the contract's shapes."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response

from vidstudio.api import auth, health, uploads, video
from vidstudio.base.errors import InvalidRequest, NotFound, VidstudioError, problem
from vidstudio.studio import current

log = logging.getLogger(__name__)

_UNPROCESSABLE = 422


def build_api() -> FastAPI:
    """The studio must be open before the first request."""
    api = FastAPI(
        title="vidstudio",
        summary="Make campaign videos with many models, credits included.",
        docs_url="/api/docs",
        openapi_url="/api/openapi.json",
        redoc_url=None,
    )
    for router in (auth.router, uploads.router, video.router, health.router):
        api.include_router(router)
    api.add_api_route("/api/{rest:path}", _nowhere, methods=_ALL, include_in_schema=False)
    api.add_api_route("/v1/{rest:path}", _nowhere, methods=_ALL, include_in_schema=False)
    api.add_exception_handler(VidstudioError, _told)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(Exception, _unforeseen)
    return api


_ALL = ["GET", "POST", "PUT", "PATCH", "DELETE"]


async def _nowhere(rest: str) -> Response:
    del rest
    raise NotFound("There is nothing at this address.")


async def _told(_request: Request, error: Exception) -> Response:
    found = problem(error)
    detail: Any = found.detail
    if isinstance(error, InvalidRequest) and found.status == _UNPROCESSABLE:
        detail = [{"loc": ["body", error.field], "msg": found.detail, "type": found.code}]
    body = {"detail": detail, "code": found.code, "request_id": current().clock.new_id()}
    if found.field:
        body["field"] = found.field
    headers: dict[str, str] = {}
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


async def _unforeseen(request: Request, error: Exception) -> Response:
    incident = current().clock.new_id()
    log.error("incident %s at %s", incident, request.url.path, exc_info=error)
    found = problem(error)
    body = {"detail": found.detail, "code": found.code, "request_id": incident}
    return JSONResponse(body, found.status)
