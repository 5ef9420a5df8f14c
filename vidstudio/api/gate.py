"""The outermost door: same origin, signed-in pages, headers. Wraps the whole app, sockets too."""

from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vidstudio.base.errors import NotFound, NotSignedIn
from vidstudio.services import accounts, campaigns
from vidstudio.studio import current

_SAFE = {"GET", "HEAD", "OPTIONS"}
_ENTRANCES = {"/signin", "/start"}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Content-Security-Policy": "frame-ancestors 'none'; object-src 'none'; base-uri 'none'",
}


class Gate:
    """Asks `services` who comes, and keeps no state of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            return await self._app(scope, receive, send)
        if not _same_origin(scope):
            return await _refuse(scope, receive, send)
        if scope["type"] == "http":
            answer = await _page(scope)
            if answer is not None:
                return await answer(scope, receive, send)
            send = _with_headers(send)
        return await self._app(scope, receive, send)


def _same_origin(scope: Scope) -> bool:
    """A browser names the page that asks. Others send no Origin; they have no cookie either."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is None or (scope["type"] == "http" and scope["method"] in _SAFE):
        return True
    return urlsplit(origin).netloc == headers.get("host")


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    body = {"detail": "Requests from other sites are not answered.", "code": "foreign_origin"}
    await JSONResponse(body, 403)(scope, receive, send)


async def _page(scope: Scope) -> Response | None:
    """Where a page request must go instead; None when it may go on."""
    path: str = scope["path"].rstrip("/") or "/"
    if scope["method"] not in {"GET", "HEAD"}:
        return None
    if path in _ENTRANCES:
        return await _entrance(scope, path)
    if path != "/" and not path.startswith("/c/"):
        return None
    token = cookie_token(Headers(scope=scope).get("cookie", ""))
    try:
        who = await accounts.who(current(), token)
    except NotSignedIn:
        needs_owner = (await accounts.setup(current())).needs_owner
        return _go("/start" if needs_owner else "/signin")
    if path != "/":
        return None
    try:
        return _go(f"/c/{await campaigns.home(current(), who)}")
    except NotFound:
        return None


async def _entrance(scope: Scope, path: str) -> Response | None:
    # The built front end answers only the form with a slash, by a redirect to a full address.
    scope["path"] = f"{path}/"
    scope["raw_path"] = scope["path"].encode()
    try:
        await accounts.who(current(), cookie_token(Headers(scope=scope).get("cookie", "")))
    except NotSignedIn:
        needs_owner = (await accounts.setup(current())).needs_owner
        right = "/start" if needs_owner else "/signin"
        return None if path == right else _go(right)
    return _go("/")


def _go(path: str) -> Response:
    return RedirectResponse(path, 302, headers={"Cache-Control": "no-store"})


def cookie_token(header: str) -> str | None:
    """The session token among a request's cookies."""
    try:
        jar = SimpleCookie(header)
    except CookieError:
        return None
    return next((jar[name].value for name in accounts.SESSION_COOKIES if name in jar), None)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
