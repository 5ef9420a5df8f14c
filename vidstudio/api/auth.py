"""Signing in and out. Browsers get an HttpOnly cookie; REST clients get a token of 60 minutes."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field, SecretStr

from vidstudio.api.callers import From, OpenStudio, bearer_token
from vidstudio.api.gate import cookie_token
from vidstudio.services import accounts, invites, resets
from vidstudio.services.accounts import NewOwner, SignIn
from vidstudio.services.invites import NewMember
from vidstudio.services.resets import NewPassword
from vidstudio.services.sessions import Opened

router = APIRouter(prefix="/api/auth", tags=["Sign-in"])


class TokenBody(BaseModel):
    access_token: str
    token_type: str = "bearer"  # noqa: S105  the scheme, as OAuth names it
    expires_in: int


class Credentials(BaseModel):
    """`POST /api/auth/token` takes the OAuth form: the username is the email."""

    username: str = Field(max_length=254)
    password: SecretStr = Field(max_length=1000)


@router.post("/token", summary="A REST token of 60 minutes")
async def token(
    studio: OpenStudio, who: From, form: Annotated[Credentials, Form()], answer: Response
) -> TokenBody:
    request = SignIn(email=form.username, password=form.password)
    issued = await accounts.token(studio, request, who)
    answer.headers["Cache-Control"] = "no-store"
    return TokenBody(access_token=issued.access_token, expires_in=issued.expires_in)


@router.post("/login", include_in_schema=False)
async def login(
    studio: OpenStudio, who: From, request: Request, form: Annotated[SignIn, Form()]
) -> Response:
    return _entered(request, await accounts.sign_in(studio, form, who))


@router.post("/owner", include_in_schema=False)
async def owner(
    studio: OpenStudio, who: From, request: Request, form: Annotated[NewOwner, Form()]
) -> Response:
    return _entered(request, await accounts.create_owner(studio, form, who))


@router.post("/join", include_in_schema=False)
async def join(
    studio: OpenStudio, who: From, request: Request, form: Annotated[NewMember, Form()]
) -> Response:
    return _entered(request, await invites.accept(studio, form, who))


@router.post("/reset", include_in_schema=False)
async def reset(
    studio: OpenStudio, who: From, request: Request, form: Annotated[NewPassword, Form()]
) -> Response:
    return _entered(request, await resets.use(studio, form, who))


@router.post("/guest", include_in_schema=False)
async def guest(studio: OpenStudio, who: From, request: Request) -> Response:
    return _entered(request, await accounts.sign_in_as_guest(studio, who))


@router.post("/logout", include_in_schema=False)
async def logout(studio: OpenStudio, request: Request) -> Response:
    """Ends what was sent: the browser's session, the REST token, or both."""
    await accounts.sign_out(studio, cookie_token(request.headers.get("cookie", "")))
    await accounts.revoke(studio, bearer_token(request) or "")
    answer = _moved(request, "/signin")
    for name in accounts.SESSION_COOKIES:
        answer.delete_cookie(name, path="/", secure=name.startswith("__Host-"))
    return answer


def _entered(request: Request, session: Opened) -> Response:
    answer = _moved(request, "/")
    secure = request.url.scheme == "https"
    strict, plain = accounts.SESSION_COOKIES
    answer.set_cookie(
        strict if secure else plain,
        session.token,
        expires=session.ends_at,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return answer


def _moved(request: Request, path: str) -> Response:
    """Page scripts ask for JSON and go there themselves; plain forms are sent on."""
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"next": path})
    return RedirectResponse(path, 303)
