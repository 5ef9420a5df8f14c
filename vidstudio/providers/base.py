"""What every provider adapter speaks. Adapters know HTTP and nothing of credits or tables."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from vidstudio.base.errors import ProviderError
from vidstudio.rules.requests import Parameters


@dataclass(frozen=True)
class Job:
    """One submission. `client_ref` is our id of it, new for each attempt.

    `pictures` are local copies in the order of `parameters.pictures`; `uploads` is what
    `Provider.prepare` has made of them. `callback_url` is where the provider may call when the
    job ends. `stands_in_for` names the model that demo rendering imitates, within
    `usual_seconds`; None for the real thing.
    """

    client_ref: str
    model: str
    prompt: str
    negative_prompt: str
    parameters: Parameters
    pictures: tuple[Path, ...]
    callback_url: str | None = None
    demo: bool = False
    stands_in_for: str | None = None
    usual_seconds: float = 0.0
    uploads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """What a provider lets one account do: jobs at once, and `sends` in any `per_seconds`."""

    concurrent: int
    sends: int
    per_seconds: float


@dataclass(frozen=True)
class Submission:
    job_id: str


@dataclass(frozen=True)
class Progress:
    """What a provider says of a job.

    `failure` is set when `state` is "failed"; `output_url` when it is "succeeded".
    `percent` is None when the provider tells none. `cost_microdollars` is what the provider
    says that it has charged us, once it says so.
    """

    state: Literal["waiting", "throttled", "running", "succeeded", "failed"]
    percent: int | None = None
    output_url: str | None = None
    failure: ProviderError | None = None
    poll_after_seconds: float | None = None
    cost_microdollars: int | None = None


class Provider(Protocol):
    """Every method may raise ProviderError; anything else counts as “fate unknown”.

    `name` is for rows and settings, `title` for people. `can_find`: None from `find` means
    that there is no such job; where it is False, that nobody can tell.
    """

    name: str
    title: str
    limits: Limits
    can_find: bool

    async def prepare(self, pictures: tuple[Path, ...]) -> tuple[str, ...]:
        """Bring pictures to where the provider reads them, before anything is bought.

        The answer goes into `Job.uploads`, in the same order. May be repeated without harm.
        """
        ...

    async def submit(self, job: Job) -> Submission:
        """Send once, never again by itself.

        NotSent, ProviderBusy, Rejected, ModelGone and ProviderMisconfigured mean surely not
        accepted.
        """
        ...

    async def poll(self, job_id: str) -> Progress:
        """How the job stands. JobUnknown when the provider does not know it.

        Any other error is trouble on the way and says nothing of the job.
        """
        ...

    async def fetch(self, output_url: str, target: Path) -> None:
        """Write the finished file to `target`. JobLost when it is gone for good."""
        ...

    async def cancel(self, job_id: str) -> bool:
        """True only when the provider confirms that the job has stopped and costs nothing."""
        ...

    async def find(self, client_ref: str) -> str | None:
        """The job id behind our `client_ref`, if the provider knows of it."""
        ...

    async def discard(self, job_id: str) -> None:
        """The task has ended: free what the job still holds."""
        ...

    async def close(self) -> None: ...
