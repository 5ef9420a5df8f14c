"""kie.ai's callbacks. Its signature covers the task id and the time, not the body."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from vidstudio.base.errors import InvalidRequest
from vidstudio.base.settings import Settings
from vidstudio.providers.callbacks import Call, Forged, Network, Notice, is_among, networks

TOLERANCE_SECONDS = 300
_JOB_ID = re.compile(r"[\x21-\x7e]{1,200}")
_SECONDS = re.compile(r"[0-9]{1,12}")
# Market callbacks say taskId, the page about signatures says task_id.
_ID_NAMES = ("task_id", "taskId")
_STATES = {"waiting", "queuing", "generating", "success", "fail"}

Said = Mapping[str, Any]


def open_reader(settings: Settings) -> "KieCallbacks":
    key = settings.sora_webhook_key
    return KieCallbacks(key.get_secret_value() if key else "", networks(settings.sora_callback_ips))


def signature(key: str, job_id: str, seconds: str) -> str:
    mac = hmac.digest(key.encode(), f"{job_id}.{seconds}".encode(), "sha256")
    return base64.b64encode(mac).decode()


class KieCallbacks:
    """With a `key` every call must be signed; with `known` it must come from there."""

    name = "kie"

    def __init__(self, key: str, known: tuple[Network, ...] = ()) -> None:
        self._key, self._known = key, known

    def read(self, call: Call, now: datetime) -> Notice:
        if self._known and not is_among(call.address, self._known):
            raise Forged
        said = _said(call.body)
        job_id = _job_id(said)
        if self._key:
            # Replays of one signed call count as one, whatever was put into the body.
            stamp = f"{self._proven(call.headers, job_id, now)} {_state(said)}"
        else:
            stamp = hashlib.sha256(call.body).hexdigest()
        if not job_id:
            raise InvalidRequest("The callback names no task.", "taskId")
        return Notice(job_id, stamp, signed=bool(self._key))

    def _proven(self, headers: Mapping[str, str], job_id: str, now: datetime) -> str:
        """The time it was signed at. Raises Forged."""
        seconds = headers.get("x-webhook-timestamp", "").strip()
        given = headers.get("x-webhook-signature", "").strip()
        right = signature(self._key, job_id, seconds)
        genuine = hmac.compare_digest(given.encode(), right.encode())
        if not genuine or not job_id or not _SECONDS.fullmatch(seconds):
            raise Forged
        if abs(now.timestamp() - int(seconds)) > TOLERANCE_SECONDS:
            raise Forged
        return seconds


def _said(body: bytes) -> Said:
    try:
        said: Any = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return cast(Said, said) if isinstance(said, dict) else {}


def _inner(said: Said) -> Said:
    """What the newer form wraps into `data`."""
    data = said.get("data")
    return cast(Said, data) if isinstance(data, dict) else {}


def _job_id(said: Said) -> str:
    for part in (_inner(said), said):
        for name in _ID_NAMES:
            found = part.get(name)
            if found:
                return found if isinstance(found, str) and _JOB_ID.fullmatch(found) else ""
    return ""


def _state(said: Said) -> str:
    state = _inner(said).get("state") or said.get("state")
    return state if isinstance(state, str) and state in _STATES else ""
