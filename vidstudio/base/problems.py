"""What a door shows of an error: the one mapping to status and words."""

from dataclasses import dataclass
from http import HTTPStatus

from vidstudio.base.errors import VidstudioError


@dataclass(frozen=True)
class Problem:
    """What a door shows of an error: REST as a body, the browser as a toast or on the take."""

    code: str
    status: int
    detail: str
    field: str | None = None
    retry_after_seconds: int | None = None
    required_credits: int | None = None  # of a cap or balance that would be passed
    left_credits: int | None = None


def problem(error: BaseException) -> Problem:
    """The only mapping from an exception to words and status. Foreign errors tell nothing."""
    if not isinstance(error, VidstudioError):
        return Problem("internal", HTTPStatus.INTERNAL_SERVER_ERROR, VidstudioError.message)
    retry_after = getattr(error, "retry_after_seconds", None)
    left = getattr(error, "left", getattr(error, "available", None))
    return Problem(
        code=error.code,
        status=int(error.status),
        detail=str(error),
        field=getattr(error, "field", None),
        retry_after_seconds=None if retry_after is None else int(retry_after),
        required_credits=getattr(error, "required", None),
        left_credits=left,
    )
