"""The outermost door: same origin, signed-in pages, headers. Wraps the whole app, sockets too."""

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vidstudio.base.errors import NotFound, NotSignedIn
from vidstudio.services import accounts, campaigns
from vidstudio.studio import current

_ENTRANCES = {"/signin", "/start"}
_UPLOADS = "/api/uploads"  # counts for itself
LARGEST_BODY_BYTES = 1_000_000
_HSTS = "max-age=31536000"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with that, browsers send our own plain forms with the Origin "null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-site",
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
        _note_tls(scope)
        if scope["type"] == "http":
            send = _with_headers(scope, send)
        if not _same_origin(scope):
            return await _refuse(scope, receive, send)
        if scope["type"] == "http":
            answer = await _page(scope)
            if answer is not None:
                return await answer(scope, receive, send)
            receive = _bounded(scope, receive)
        return await self._app(scope, receive, send)


def _note_tls(scope: Scope) -> None:
    """A proxy that the operator has named may have ended the TLS before us."""
    if current().settings.trusted_proxy_hops:
        told = Headers(scope=scope).get("x-forwarded-proto", "").rpartition(",")[2].strip()
        if told == "https":
            scope["scheme"] = "https" if scope["type"] == "http" else "wss"


def _same_origin(scope: Scope) -> bool:
    """A browser names the page that asks. Others send no Origin; they have no cookie either.

    Reading is refused too: Reflex allows every page to read answers, cookies included.
    """
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """Frameworks read a whole body before they ask who sends it, so its size is bounded here."""
    path: str = scope["path"]
    if not path.startswith(("/api/", "/v1/")) or path == _UPLOADS:
        return receive
    size_bytes = 0

    async def counting() -> Message:
        nonlocal size_bytes
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > LARGEST_BODY_BYTES:
            raise HTTPException(413)
        message = await receive()
        size_bytes += len(message.get("body", b""))
        if size_bytes > LARGEST_BODY_BYTES:
            raise HTTPException(413)
        return message

    return counting


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
    # The standard library's parser drops all cookies when another program's is odd.
    jar = cookie_parser(header)
    return next((jar[name] for name in accounts.SESSION_COOKIES if jar.get(name)), None)


def _caching(path: str, status: int) -> str:
    """How long a browser may keep an answer that does not say so itself.

    Without a word it would guess: a page from before the sign-in, or a script of the last
    version, would come back without a question to us.
    """
    if path.startswith(("/api/", "/v1/")):
        return "no-store"
    hashed = path.startswith("/assets/") and status == HTTPStatus.OK
    return "public, max-age=31536000, immutable" if hashed else "no-cache"


def _with_headers(scope: Scope, send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", _caching(scope["path"], message["status"]))
            if scope["scheme"] == "https":
                headers.setdefault("Strict-Transport-Security", _HSTS)
        await send(message)

    return sending
