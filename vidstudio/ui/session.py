"""Who sits at a browser, checked on the server at every event, and what an error says there.

Every public method of a State can be called by anybody who opens a socket, with any arguments.
So each handler carries the mark `@access(…)` right under `@rx.event`; a test looks for it.
"""

import functools
import inspect
import logging
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, Literal, ParamSpec, get_args, get_origin, get_type_hints

import reflex as rx
from pydantic import BaseModel, TypeAdapter, ValidationError
from redis.exceptions import RedisError
from reflex.event import EventSpec
from reflex_base.utils.exceptions import LockExpiredError

from vidstudio.base import metrics
from vidstudio.base.errors import (
    InvalidRequest,
    NotAllowed,
    NotSignedIn,
    ProviderError,
    StorageFailed,
    VidstudioError,
)
from vidstudio.base.problems import problem
from vidstudio.base.texts import text
from vidstudio.services import accounts
from vidstudio.studio import Who, current
from vidstudio.ui.parts.toast import toast

P = ParamSpec("P")
Handler = Callable[..., Any]
Permission = Literal["public", "member", "admin"]
MARK = "vidstudio_access"
log = logging.getLogger(__name__)


class SessionState(rx.State):
    """The root of our States: knows who is signed in, and keeps nothing of it."""

    def _asked(self, name: str) -> str:
        """A parameter of the page's address; empty without it."""
        return self.router.url.query_parameters.get(name, "")

    def _campaign_id(self) -> str:
        """The campaign that the page's path names: in `/c/abc/review` it is `abc`."""
        parts = self.router.url.path.split("/")
        return parts[2] if parts[1:2] == ["c"] and len(parts) > 2 else ""  # noqa: PLR2004

    async def _who(self) -> Who:
        """Raises NotSignedIn when the cookie of this socket opens no session."""
        return await accounts.who(current(), session_token(self.router.headers.cookie))


def session_token(cookies: str) -> str | None:
    """The session's secret out of a `Cookie` header."""
    pairs = (part.strip().partition("=") for part in cookies.split(";"))
    found = {name: value for name, _, value in pairs}
    return next((found[name] for name in accounts.SESSION_COOKIES if found.get(name)), None)


def access(permission: Permission) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Marks a handler: who may call it ("member": a signed-in person), with checked arguments.

    Arguments are validated against the handler's type hints; numbers, flags and texts are not
    converted. Raises NotSignedIn, NotAllowed or InvalidRequest before the handler runs.
    """

    def mark(handler: Callable[P, Any]) -> Callable[P, Any]:
        door = _Door(handler, permission)
        guarded = door.streamed() if inspect.isasyncgenfunction(handler) else door.called()
        setattr(guarded, MARK, permission)
        guarded.__annotations__ = {name: _wire(hint) for name, hint in door.hints.items()}
        return guarded

    return mark


class _Door:
    def __init__(self, handler: Handler, permission: Permission) -> None:
        self._handler = handler
        self._permission = permission
        self._signature = inspect.signature(handler)
        self.hints = get_type_hints(handler, include_extras=True)
        names = list(self._signature.parameters)[1:]
        self._adapters = {name: TypeAdapter[Any](self.hints[name]) for name in names}

    def called(self) -> Handler:
        @functools.wraps(self._handler)
        async def call(state: SessionState, *args: Any, **kwargs: Any) -> Any:
            with self._counted():
                given = await self._admit(state, args, kwargs)
                result = self._handler(*given.args, **given.kwargs)
                return await result if inspect.isawaitable(result) else result

        return call

    def streamed(self) -> Handler:
        @functools.wraps(self._handler)
        async def stream(state: SessionState, *args: Any, **kwargs: Any) -> Any:
            with self._counted():
                given = await self._admit(state, args, kwargs)
            async for events in self._handler(*given.args, **given.kwargs):
                yield events

        return stream

    @contextmanager
    def _counted(self) -> Generator[None]:
        try:
            yield
        except Exception as error:
            refused = "refused" if isinstance(error, VidstudioError) else "failed"
            metrics.EVENTS.labels(self._handler.__qualname__, refused).inc()
            raise
        metrics.EVENTS.labels(self._handler.__qualname__, "done").inc()

    async def _admit(
        self, state: SessionState, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> inspect.BoundArguments:
        if self._permission != "public":
            who = await accounts.who(current(), session_token(state.router.headers.cookie))
            if self._permission == "admin" and not who.is_admin:
                raise NotAllowed
        try:
            given = self._signature.bind(state, *args, **kwargs)
        except TypeError as error:
            raise InvalidRequest(text("frame.errors.call")) from error
        given.apply_defaults()
        for name, adapter in self._adapters.items():
            given.arguments[name] = _checked(name, adapter, given.arguments[name])
        return given


def _wire(hint: Any) -> Any:
    """What Reflex may compare with an event's own type: how the value travels, unchecked."""
    if get_origin(hint) is Annotated:
        return _wire(get_args(hint)[0])
    is_model = inspect.isclass(hint) and issubclass(hint, BaseModel)
    return dict[str, Any] if is_model or get_origin(hint) is dict else hint


def _checked(name: str, adapter: TypeAdapter[Any], value: Any) -> Any:
    scalar = isinstance(value, str | int | float)
    try:
        return adapter.validate_python(value, strict=scalar)
    except ValidationError as error:
        raise InvalidRequest(f"{name}: {error.errors()[0]['msg']}.", name) from error


def backend_exception_handler(exception: Exception) -> EventSpec | None:
    """What the browser is told of an error in a handler. Reflex calls it by this parameter name."""
    if isinstance(exception, NotSignedIn):
        return rx.call_script("location.assign('/signin')")
    if isinstance(exception, VidstudioError):
        grave = isinstance(exception, ProviderError | StorageFailed)
        return toast(problem(exception).detail, "bad" if grave else "warn")
    if isinstance(exception, RedisError):
        log.error("Redis is away, no page can be served: %s", exception)
        return toast(text("frame.errors.away"), "warn")
    if isinstance(exception, LockExpiredError):
        # What the handler wrote is written. The page catches up with the next change.
        log.error("A handler outlived its hold on the page: %s", exception)
        return toast(text("frame.errors.slow"), "warn")
    incident = current().clock.new_id()[:8]
    log.error("Incident %s in the browser door", incident, exc_info=exception)
    said = {"words": problem(exception).detail, "incident": incident}
    return toast(text("frame.errors.incident", **said), "bad")


def frontend_exception_handler(exception: Exception) -> None:
    """What a page reports of itself. Anybody may send it, so little of it is written down."""
    log.warning("A page failed in the browser: %.300s", str(exception).strip())


class KeepSecrets(logging.Filter):
    """Takes headers, tokens and payloads out of what Reflex logs about events it cannot serve."""

    LOGGERS = (
        "reflex_base.event.processor.event_processor",
        "reflex_base.event.processor.base_state_processor",
    )

    def filter(self, record: logging.LogRecord) -> bool:
        if "event queue entry" in record.getMessage():
            record.msg, record.args = "An event that no handler of ours takes was refused.", ()
            record.exc_info, record.exc_text = None, None
        return True

    @classmethod
    def install(cls) -> None:
        for name in cls.LOGGERS:
            logger = logging.getLogger(name)
            if not any(isinstance(known, cls) for known in logger.filters):
                logger.addFilter(cls())
