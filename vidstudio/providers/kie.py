"""kie.ai's market: one door to many models. It can neither stop a job nor list ours."""

import asyncio
import hashlib
from pathlib import Path

from vidstudio.base.clock import Clock
from vidstudio.base.errors import LinkExpired, NotSent, ProviderMisconfigured, ProviderUnavailable
from vidstudio.base.guarded import pairs
from vidstudio.base.settings import Settings
from vidstudio.providers import kie_answers, results
from vidstudio.providers.base import Job, Limits, Progress, Submission
from vidstudio.providers.http import Answer, Wire, a_number, an_object
from vidstudio.providers.kie_inputs import is_sora, market_request
from vidstudio.providers.words import api_error

_API = "/api/v1"
UPLOAD_PATH = "vidstudio"


class KieProvider:
    """`settings.sora_api_key` is set. Nothing is asked of the network until it is needed."""

    name, title = "kie", kie_answers.TITLE
    limits = Limits(concurrent=100, sends=20, per_seconds=10.0)
    can_find = False

    def __init__(self, settings: Settings, clock: Clock) -> None:
        assert settings.sora_api_key is not None
        self._api = settings.sora_api_url.rstrip("/").removesuffix(_API) + _API
        self._uploads = settings.sora_upload_url.rstrip("/")
        self._allowed = pairs(settings.egress_allow)
        key = settings.sora_api_key.get_secret_value().strip()
        headers = {"Authorization": f"Bearer {key}"}
        self._wire = Wire((self._api, self._uploads), headers, clock)

    async def prepare(self, pictures: tuple[Path, ...]) -> tuple[str, ...]:
        return tuple(await asyncio.gather(*map(self._upload, pictures)))

    async def submit(self, job: Job) -> Submission:
        pictures = job.uploads or await self.prepare(job.pictures)
        model, values = market_request(job, pictures)
        body: dict[str, object] = {"model": model, "input": values}
        if job.callback_url:
            body["callBackUrl"] = job.callback_url
        answer = await self._wire.submit(f"{self._api}/jobs/createTask", body)
        title = kie_answers.SORA_TITLE if is_sora(model) else self.title
        return kie_answers.submission(answer, title)

    async def poll(self, job_id: str) -> Progress:
        answer = await self._wire.ask(f"{self._api}/jobs/recordInfo", {"taskId": job_id})
        return kie_answers.progress(answer, job_id)

    async def fetch(self, output_url: str, target: Path) -> None:
        try:
            await results.download(output_url, target, self._allowed)
        except LinkExpired:
            fresh = await self._fresh(output_url)
            await results.download(fresh, target, self._allowed)

    async def cancel(self, job_id: str) -> bool:
        del job_id
        return False

    async def find(self, client_ref: str) -> str | None:
        del client_ref
        return None  # only a callback can tell

    async def discard(self, job_id: str) -> None:
        del job_id  # kie.ai forgets by itself, files after 14 days

    async def credits_left(self) -> float:
        """The balance of the account, in kie.ai's credits of half a cent."""
        answer = await self._wire.ask(f"{self._api}/chat/credit")
        left = a_number((answer.body or {}).get("data"))
        if _code(answer) == kie_answers.OK and left is not None:
            return left
        raise _of_the_key(answer) or ProviderUnavailable(status=answer.status)

    async def close(self) -> None:
        await self._wire.close()

    async def _upload(self, picture: Path) -> str:
        """The same picture has the same name, so it may be brought twice without harm."""
        digest = hashlib.sha256(await asyncio.to_thread(picture.read_bytes)).hexdigest()
        name = f"{digest[:32]}{picture.suffix}"
        fields = {"uploadPath": UPLOAD_PATH, "fileName": name}
        answer = await self._wire.upload(f"{self._uploads}/api/file-stream-upload", fields, picture)
        data = an_object((answer.body or {}).get("data"))
        url = data.get("downloadUrl") or data.get("fileUrl")
        if _code(answer) == kie_answers.OK and kie_answers.is_address(url):
            return url
        refused = "The provider did not take a reference picture."
        raise _of_the_key(answer) or NotSent(refused, status=answer.status)

    async def _fresh(self, output_url: str) -> str:
        """Another address of a file whose own has run out. Raises LinkExpired for none."""
        answer = await self._wire.ask(f"{self._api}/common/download-url", body={"url": output_url})
        url = (answer.body or {}).get("data")
        if _code(answer) != kie_answers.OK or not kie_answers.is_address(url):
            raise LinkExpired
        return url


def _code(answer: Answer) -> object:
    return (answer.body or {}).get("code", answer.status)


def _of_the_key(answer: Answer) -> ProviderMisconfigured | None:
    """What the operator must set right, if it is that."""
    code = _code(answer)
    if not isinstance(code, int) or code not in kie_answers.OURS_TO_SET_RIGHT:
        return None
    text = (answer.body or {}).get("msg")
    return ProviderMisconfigured(api_error(kie_answers.TITLE, code, text), status=code)
