"""What goes wrong between us and a language model, as one sentence for people.

The library's own words never get through: they may hold a key, an address or a whole prompt.
"""

import json
from http import HTTPStatus

import openai
from pydantic import ValidationError

from vidstudio.base.errors import AssistantFailed

_SENTENCES = {
    "bad_key": "The assistant’s key is not accepted. An admin can set another one.",
    "no_credit": "The assistant’s account has no credit left. An admin can top it up.",
    "no_model": "The assistant’s model is not offered at its address. An admin can set another.",
    "rejected": "The assistant’s provider did not accept the question.",
    "refused": "The assistant declined to answer this. Put it in other words.",
    "timeout": "The assistant took too long. Try again.",
    "unreachable": "The assistant cannot be reached right now. Try again in a moment.",
    "broken": "The line to the assistant broke. Try again.",
    "trouble": "The assistant’s provider has trouble right now. Try again in a moment.",
    "nonsense": "The assistant answered something that cannot be read. Try again.",
    "endless": "The assistant’s answer grew too long and was cut. Try again.",
}
_NO_CREDIT = {"insufficient_quota", "insufficient_credits", "billing_hard_limit_reached"}
_LONGEST_WAIT_SECONDS = 3600


def failed(reason: str) -> AssistantFailed:
    """`reason` is one of the words above."""
    return AssistantFailed(_SENTENCES[reason], reason)


def read_fault(error: Exception) -> AssistantFailed:
    """Whatever came out of the library or of the line."""
    if isinstance(error, AssistantFailed):
        return error
    if isinstance(error, openai.APIStatusError):
        return _of_status(error)
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return failed("timeout")
    if isinstance(error, openai.APIConnectionError | OSError):
        return failed("unreachable")
    if isinstance(error, openai.APIResponseValidationError | json.JSONDecodeError):
        return failed("nonsense")
    if isinstance(error, openai.APIError):
        return failed("trouble")  # an error told inside a stream
    if isinstance(error, ValidationError | ValueError | TypeError | AttributeError | LookupError):
        return failed("nonsense")
    return failed("broken")  # the HTTP client under the library, in the middle of a stream


def _of_status(error: openai.APIStatusError) -> AssistantFailed:
    status, code = error.status_code, str(error.code or "")
    if status == HTTPStatus.PAYMENT_REQUIRED or code in _NO_CREDIT:
        return failed("no_credit")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _busy(error.response.headers.get("retry-after", ""))
    if code == "content_filter":
        return failed("refused")
    if status == HTTPStatus.NOT_FOUND or code == "model_not_found":
        return failed("no_model")
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return failed("bad_key")
    if status == HTTPStatus.REQUEST_TIMEOUT:
        return failed("timeout")
    return failed("trouble" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "rejected")


def _busy(retry_after: str) -> AssistantFailed:
    """With the seconds to wait where they were told."""
    if not retry_after.isdecimal() or not 0 < int(retry_after) <= _LONGEST_WAIT_SECONDS:
        return AssistantFailed("The assistant is busy. Try again in a moment.", "rate_limit")
    return AssistantFailed(
        f"The assistant is busy. Try again in {int(retry_after)} s.", "rate_limit"
    )
