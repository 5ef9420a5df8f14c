"""kie.ai's calls back: both forms of the body, signed or not, and the ways they go wrong."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

import httpx

GOOD = {"success": "Playground task completed successfully.", "fail": "Playground task failed."}


@dataclass(frozen=True)
class Call:
    """One call ready to be made. `at` is in Unix seconds."""

    url: str
    body: bytes
    headers: dict[str, str]

    async def make(self) -> int:
        """The status that the studio answers; 0 when it cannot be reached."""
        async with httpx.AsyncClient(trust_env=False, timeout=15) as client:
            try:
                answer = await client.post(self.url, content=self.body, headers=self.headers)
            except httpx.HTTPError:
                return 0
            return answer.status_code


def signature(key: str, job_id: str, at: int) -> str:
    mac = hmac.digest(key.encode(), f"{job_id}.{at}".encode(), hashlib.sha256)
    return base64.b64encode(mac).decode()


def call(
    url: str, record: dict[str, Any], *, form: str = "wrapped", key: str = "", at: int = 0
) -> Call:
    """`record` is what recordInfo tells as `data`; `form` is "wrapped" or "flat"."""
    job_id, state = str(record["taskId"]), str(record["state"])
    headers = {"Content-Type": "application/json"}
    if key:
        headers["X-Webhook-Timestamp"] = str(at)
        headers["X-Webhook-Signature"] = signature(key, job_id, at)
    said: dict[str, Any] = {name: record[name] for name in ("taskId", "state", "resultJson")}
    if form == "wrapped":
        code = 501 if state == "fail" else 200
        said = {"code": code, "msg": GOOD.get(state, "Playground task updated."), "data": record}
    return Call(url, json.dumps(said).encode(), headers)
