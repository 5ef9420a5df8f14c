"""Every error that vidstudio raises on purpose. `problems` maps them to status and words.

VidstudioError
├── NotSignedIn            401  the caller is nobody we know
├── NotAllowed             403  known, but may not do this
├── NotFound               404  gone, or somebody else's: the same answer
├── Conflict               409  the thing has moved on
│   ├── AlreadySettled     409  a hold or task that has already ended
│   ├── OverBudget         409  the campaign's own cap would be passed
│   └── caps.…             409  a person's cap would be passed, the workspace owes credits
├── TooLarge               413  a body over its limit
├── InvalidRequest         422  names the field and the limit
│   └── CapabilityMismatch 422  the model cannot do this
├── InsufficientCredits    402  needs n, has m
├── TooManyRequests        429  try again in s seconds
├── DatabaseBusy           503  another writer held the database: nothing was done
│   └── DatabaseAway       503  its connection broke: all of it was done, or nothing
├── DiskFull               503  no room for a new video: nothing was started
├── StorageFailed          503  the file could not be saved
├── LeaseLost              –    engine only: somebody else owns the task now
├── NoAssistant            503  no language model is set up
├── AssistantFailed        502  a language model did not answer, or not well
└── ProviderError          –    what a provider did, as the engine reads it
    ├── NotSent                 the request never left: safe to send again
    ├── ProviderBusy       503  refused for load: the same route later
    ├── ProviderUnavailable 502 trouble at the provider
    ├── TookTooLong        504  the take's deadline has passed
    ├── SubmitUnknown           it may or may not have been accepted
    ├── Rejected           422  refused for good
    │   ├── PromptRefused       the wording
    │   ├── ImageRefused        a reference picture
    │   └── OutputWithheld      the finished video
    ├── ModelGone          502  not offered there any more
    ├── JobLost            502  the provider no longer has the job or its file
    │   └── LinkExpired         the address of the file is void: a new look may find another
    ├── OutputUnusable     502  too large, or at an address we must not reach: final
    ├── JobUnknown         502  the provider says that it does not know the job, so far
    └── ProviderMisconfigured 500  key, balance or address is wrong
"""

from http import HTTPStatus


class VidstudioError(Exception):
    """Root of the tree. `str(error)` is a sentence that a user may read."""

    code, status = "internal", HTTPStatus.INTERNAL_SERVER_ERROR
    message = "Something went wrong on our side."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.message)


class NotSignedIn(VidstudioError):
    code, status, message = "not_signed_in", HTTPStatus.UNAUTHORIZED, "Sign in first."


class NotAllowed(VidstudioError):
    code, status = "not_allowed", HTTPStatus.FORBIDDEN
    message = "You may not do this. Ask an admin."


class NotFound(VidstudioError):
    code, status, message = "not_found", HTTPStatus.NOT_FOUND, "This is gone, or it is not yours."


class Conflict(VidstudioError):
    code, status, message = "conflict", HTTPStatus.CONFLICT, "Somebody was faster. Look again."


class AlreadySettled(Conflict):
    code, message = "already_settled", "This take has already ended."


class OverBudget(Conflict):
    code = "over_cap"

    def __init__(self, required: int, left: int) -> None:
        self.required, self.left = required, left
        need = f"This needs {required} credits. The campaign's budget has {left} left."
        super().__init__(f"{need} Raise it in the brief.")


class InvalidRequest(VidstudioError):
    """`field` is the name of the wrong input, so that a form can point at it."""

    code, status = "invalid_request", HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, message: str, field: str = "body", *, code: str | None = None) -> None:
        super().__init__(message)
        self.field = field
        if code:
            self.code = code


class TooLarge(InvalidRequest):
    code, status = "too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class CapabilityMismatch(InvalidRequest):
    code = "capability_mismatch"


class InsufficientCredits(VidstudioError):
    """Words fixed by the REST contract (REQUIREMENTS §2)."""

    code, status = "insufficient_credits", HTTPStatus.PAYMENT_REQUIRED

    def __init__(self, required: int, available: int, priced: str) -> None:
        need = f"Insufficient credits. Required: {required} credits ({priced})."
        super().__init__(f"{need} Available: {available} credits.")
        self.required, self.available = required, available

    @property
    def missing(self) -> int:
        return self.required - self.available


class TooManyRequests(VidstudioError):
    code, status = "too_many_requests", HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many tries. Again in {seconds} s.")
        self.retry_after_seconds = seconds


class DatabaseBusy(VidstudioError):
    code, status = "database_busy", HTTPStatus.SERVICE_UNAVAILABLE
    message = "The studio is busy. Nothing was done; try again in a moment."
    retry_after_seconds = 2


class DatabaseAway(DatabaseBusy):
    code = "database_away"
    message = "The database did not answer. Look whether it was done before you try again."


class DiskFull(VidstudioError):
    code, status = "disk_full", HTTPStatus.SERVICE_UNAVAILABLE
    message = "The disk of this studio is nearly full. Nothing was started; tell an admin."


class StorageFailed(VidstudioError):
    code, message = "storage_failed", "The file could not be saved."
    status = HTTPStatus.SERVICE_UNAVAILABLE


class LeaseLost(VidstudioError):
    code, message = "lease_lost", "Another worker has taken this task over."


class NoAssistant(VidstudioError):
    code, status = "no_assistant", HTTPStatus.SERVICE_UNAVAILABLE
    message = "No language model is connected. An admin can add a key."


class AssistantFailed(VidstudioError):
    """`reason` is one word for the usage rows; the sentence is for people."""

    code, status = "assistant_failed", HTTPStatus.BAD_GATEWAY
    message = "The assistant could not answer. Try again."

    def __init__(self, message: str | None = None, reason: str = "failed") -> None:
        super().__init__(message)
        self.reason = reason


class ProviderError(VidstudioError):
    """Never charged. `provider_status` is what the provider answered: its code, or HTTP's."""

    code, status, message = "provider_failed", HTTPStatus.BAD_GATEWAY, "The provider stopped."

    def __init__(self, message: str | None = None, *, status: int | None = None) -> None:
        super().__init__(message)
        self.provider_status = status


class NotSent(ProviderError):
    code, message = "provider_unreachable", "The provider could not be reached."


class ProviderBusy(ProviderError):
    code, status, message = "provider_busy", HTTPStatus.SERVICE_UNAVAILABLE, "The provider is busy."

    def __init__(
        self, message: str | None = None, retry_after_seconds: float = 10, *, status: int = 0
    ) -> None:
        super().__init__(message, status=status or None)
        self.retry_after_seconds = retry_after_seconds


class ProviderUnavailable(ProviderError):
    code = "provider_down"


class TookTooLong(ProviderError):
    code, status, message = "deadline", HTTPStatus.GATEWAY_TIMEOUT, "The provider took too long."


class SubmitUnknown(ProviderError):
    code, message = "submit_unknown", "We lost the line while sending."


class Rejected(ProviderError):
    code, status = "provider_rejected", HTTPStatus.UNPROCESSABLE_ENTITY
    message = "The provider did not accept the request."


class PromptRefused(Rejected):
    code, message = "prompt_refused", "The provider refused the wording."


class ImageRefused(Rejected):
    code, message = "image_refused", "The provider refused a reference picture."


class OutputWithheld(Rejected):
    code = "output_withheld"
    message = "The finished video was withheld by the provider. The same prompt can pass."


class ModelGone(ProviderError):
    code, message = "model_gone", "This model is not offered there any more."


class JobLost(ProviderError):
    code, message = "lost_at_provider", "The provider deleted the file before we could save it."


class LinkExpired(JobLost):
    code = "link_expired"


class OutputUnusable(ProviderError):
    code, message = "output_unusable", "The provider sent a file that cannot be used."


class JobUnknown(ProviderError):
    code, message = "job_unknown", "The provider does not know this take."


class ProviderMisconfigured(ProviderError):
    code, status = "provider_misconfigured", HTTPStatus.INTERNAL_SERVER_ERROR
    message = "This provider is not set up."
