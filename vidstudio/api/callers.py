"""Who calls a REST route: a session cookie or a bearer token, and from where."""

import ipaddress
from typing import Annotated

from fastapi import Depends, Request

from vidstudio.api.gate import cookie_token
from vidstudio.base.errors import NotAllowed, NotSignedIn
from vidstudio.services import accounts
from vidstudio.services.accounts import Caller
from vidstudio.studio import Studio, Who, current

_SAFE = {"GET", "HEAD"}


async def opened() -> Studio:
    return current()


async def member(request: Request, studio: Annotated[Studio, Depends(opened)]) -> Who:
    """Raises NotSignedIn. With both proofs sent, both must be good and of the same user."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    cookie = cookie_token(request.headers.get("cookie", ""))
    if kind.lower() == "bearer":
        return await accounts.who_by_token(studio, token.strip())
    if cookie is None:
        raise NotSignedIn
    if request.method not in _SAFE and "x-requested-with" not in request.headers:
        # A form of another site can send our cookie, but no header of its own.
        raise NotAllowed("Send the header X-Requested-With.")
    return await accounts.who(studio, cookie)


async def caller(request: Request, studio: Annotated[Studio, Depends(opened)]) -> Caller:
    """The address behind as many proxies as the operator has named."""
    hops = studio.settings.trusted_proxy_hops
    address = request.client.host if request.client else ""
    forwarded = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",")]
    if hops and len(forwarded) >= hops and forwarded[-hops]:
        address = forwarded[-hops]
    elif not hops and "x-forwarded-for" in request.headers:
        return Caller(address, loopback=False)  # a proxy nobody told us about
    try:
        return Caller(address, loopback=ipaddress.ip_address(address).is_loopback)
    except ValueError:
        return Caller(address, loopback=False)


OpenStudio = Annotated[Studio, Depends(opened)]
Member = Annotated[Who, Depends(member)]
From = Annotated[Caller, Depends(caller)]
