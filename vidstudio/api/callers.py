"""Who calls a REST route: a session cookie or a bearer token, and from where."""

from typing import Annotated

from fastapi import Depends, Request

from vidstudio.api.gate import cookie_token
from vidstudio.base.errors import NotAllowed, NotSignedIn
from vidstudio.services import accounts, callers
from vidstudio.services.callers import Caller
from vidstudio.studio import Studio, Who, current

_SAFE = {"GET", "HEAD"}


async def opened() -> Studio:
    return current()


def bearer_token(request: Request) -> str | None:
    """The REST token that was sent; empty when only the scheme was."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


async def member(request: Request, studio: Annotated[Studio, Depends(opened)]) -> Who:
    """Raises NotSignedIn. A bearer token decides; browsers add their cookie to it unasked."""
    token = bearer_token(request)
    if token is not None:
        return await accounts.who_by_token(studio, token)
    cookie = cookie_token(request.headers.get("cookie", ""))
    if cookie is None:
        raise NotSignedIn
    if request.method not in _SAFE and "x-requested-with" not in request.headers:
        # A form of another site can send our cookie, but no header of its own.
        raise NotAllowed("Send the header X-Requested-With.")
    return await accounts.who(studio, cookie)


async def caller(request: Request, studio: Annotated[Studio, Depends(opened)]) -> Caller:
    peer = request.client.host if request.client else ""
    return callers.seen(peer, request.headers, studio.settings.trusted_proxy_hops)


OpenStudio = Annotated[Studio, Depends(opened)]
Member = Annotated[Who, Depends(member)]
From = Annotated[Caller, Depends(caller)]
