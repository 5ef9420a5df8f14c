"""What kie.ai answers, as the engine reads it. HTTP's status is not its truth: `code` is.

A submission that says no in so many words is surely not accepted. Everything else that is not
a task id is unknown. Of a job, nothing but its own state ends it; codes are trouble on the way.
"""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, TypeGuard, cast

from vidstudio.base.errors import (
    ImageRefused,
    JobUnknown,
    ModelGone,
    OutputWithheld,
    PromptRefused,
    ProviderBusy,
    ProviderError,
    ProviderMisconfigured,
    ProviderUnavailable,
    Rejected,
    SubmitUnknown,
)
from vidstudio.providers.base import Progress, Submission
from vidstudio.providers.http import Answer, a_number, an_object, parsed
from vidstudio.providers.kie_inputs import is_sora
from vidstudio.providers.words import api_error, is_of_output, is_of_picture, is_refusal

log = logging.getLogger(__name__)

TITLE, SORA_TITLE = "kie.ai", "Sora"
CREDIT_MICRODOLLARS = 5_000
OK = 200
NO_KEY, NO_CREDITS, FORBIDDEN, KEY_QUOTA = 401, 402, 403, 433
NOT_FOUND, UPSTREAM_SILENT, REFUSED, RATE_LIMITED = 404, 408, 422, 429
MAINTENANCE, GENERATION_FAILED, DISABLED = 455, 501, 505
OURS_TO_SET_RIGHT = frozenset({NO_KEY, NO_CREDITS, FORBIDDEN, KEY_QUOTA})
BAD_REQUEST = frozenset({400, 405, 413, 415, REFUSED})
MOVED = frozenset({301, 307, 308})
MAINTENANCE_SECONDS = 60.0
MOST_URL_SIGNS = 2000
MOST_CREDITS = 10**9
WHOLE = 100
_JOB_ID = re.compile(r"[\x21-\x7e]{1,200}")
_STATES = {"waiting": "waiting", "queuing": "waiting", "generating": "running"}


def submission(answer: Answer, title: str) -> Submission:
    """The job's id, or the error that says whether it was accepted."""
    code, text = _code(answer)
    if code == OK:
        job_id = _data(answer).get("taskId")
        if isinstance(job_id, str) and _JOB_ID.fullmatch(job_id):
            return Submission(job_id)
    raise _not_accepted(answer, code, text, title)


def _not_accepted(answer: Answer, code: int, text: object, title: str) -> ProviderError:
    said = api_error(title, code, text)
    if code in OURS_TO_SET_RIGHT or code in MOVED:
        return ProviderMisconfigured(said, status=code)
    if code in BAD_REQUEST:
        return _refusal(text)(said, status=code)
    if code in {NOT_FOUND, DISABLED}:
        return ModelGone(said, status=code)
    if code == RATE_LIMITED:
        return ProviderBusy(said, answer.retry_after_seconds or 10.0, status=code)
    if code == MAINTENANCE:
        wait = answer.retry_after_seconds or MAINTENANCE_SECONDS
        return ProviderBusy(said, wait, status=code)
    return SubmitUnknown(status=code)


def progress(answer: Answer, job_id: str) -> Progress:
    """How the job stands. Raises JobUnknown, or what is wrong on the way to know."""
    code, text = _code(answer)
    data = _data(answer)
    title = SORA_TITLE if is_sora(data.get("model")) else TITLE
    if code == OK and data:
        return _state(data, job_id, title)
    if answer.body is not None and code in {UPSTREAM_SILENT, GENERATION_FAILED}:
        return Progress("failed", failure=ProviderError(api_error(title, code, text), status=code))
    raise _no_look(answer, code, api_error(title, code, text))


def _no_look(answer: Answer, code: int, said: str) -> ProviderError:
    if code in {OK, NOT_FOUND, REFUSED} and answer.body is not None:
        return JobUnknown(said, status=code)  # also `data` that is null under code 200
    if code in OURS_TO_SET_RIGHT:
        return ProviderMisconfigured(said, status=code)
    if code in {RATE_LIMITED, MAINTENANCE}:
        return ProviderBusy(said, answer.retry_after_seconds or 10.0, status=code)
    return ProviderUnavailable(said, status=code)


def _state(data: Mapping[str, Any], job_id: str, title: str) -> Progress:
    state, named = data.get("state"), data.get("taskId")
    if not isinstance(state, str):
        raise ProviderUnavailable(f"{title} told no state.")
    if named not in {None, job_id}:
        raise ProviderUnavailable(f"{title} told of another job.")
    cost = _cost(data.get("creditsConsumed"))
    if state == "success":
        return Progress("succeeded", 100, _url(data), cost_microdollars=cost)
    if state == "fail":
        return Progress("failed", failure=_failure(data, title), cost_microdollars=cost)
    if state not in _STATES:
        log.warning("kie task %s: unknown status word %r", job_id, state[:40])
    percent = _percent(data.get("progress"))
    told = "waiting" if _STATES.get(state) == "waiting" else "running"
    return Progress(told, percent if told == "running" else None, cost_microdollars=cost)


def _failure(data: Mapping[str, Any], title: str) -> ProviderError:
    digits, text = str(data.get("failCode") or ""), data.get("failMsg")
    code = int(digits) if re.fullmatch(r"[0-9]{1,6}", digits) else GENERATION_FAILED
    said = api_error(title, code, text)
    if not is_refusal(text):
        return ProviderError(said, status=code)
    kind = OutputWithheld if is_of_output(text) else _refusal(text)
    return kind(said, status=code)


def _refusal(text: object) -> type[Rejected]:
    if not is_refusal(text):
        return Rejected
    return ImageRefused if is_of_picture(text) else PromptRefused


def _url(data: Mapping[str, Any]) -> str | None:
    """The first video of `resultJson`, which is JSON in a string; None without one."""
    told: object = data.get("resultJson")
    result = parsed(told.encode("utf-8", "replace")) if isinstance(told, str) else an_object(told)
    urls = (result or {}).get("resultUrls")
    found = cast(list[object], urls) if isinstance(urls, list) else [urls]
    return next((url for url in found if is_address(url)), None)


def is_address(url: object) -> TypeGuard[str]:
    return isinstance(url, str) and len(url) <= MOST_URL_SIGNS and url.startswith("http")


def _cost(credits: object) -> int | None:
    number = a_number(credits)
    if number is None or not 0 <= number < MOST_CREDITS:
        return None
    return round(number * CREDIT_MICRODOLLARS)


def _percent(value: object) -> int | None:
    number = a_number(value)
    return None if number is None or not 0 <= number <= WHOLE else min(int(number), WHOLE - 1)


def _code(answer: Answer) -> tuple[int, object]:
    """kie.ai's own code and words; HTTP's where there is no envelope.

    An envelope of code 200 counts only under an HTTP status that agrees.
    """
    body = answer.body or {}
    code = body.get("code")
    good = HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
    if isinstance(code, bool) or not isinstance(code, int) or (code == OK and not good):
        return (0 if good else answer.status), body.get("msg")
    return code, body.get("msg") or body.get("message")


def _data(answer: Answer) -> Mapping[str, Any]:
    return an_object((answer.body or {}).get("data"))
