"""Signed tokens for links, and the secret they are signed with."""

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from vidstudio.base.errors import NotFound
from vidstudio.base.settings import Settings

_SECRET_FILE = "secret.key"  # noqa: S105  a file name
_SECRET_BYTES = 32


def load_secret(settings: Settings) -> bytes:
    """The configured secret, or one made on first use and kept, readable by the owner only."""
    if settings.secret_key:
        return settings.secret_key.get_secret_value().encode()
    path = settings.data_dir / _SECRET_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make_secret(path)
    secret = path.read_bytes().strip()
    if not secret:
        raise ValueError(f"{path} is empty. Remove it and start again.")
    return secret


def _make_secret(path: Path) -> None:
    """Whole or not at all: an empty key would sign what anybody can forge."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(_SECRET_BYTES).encode())
        with suppress(FileExistsError):  # another process was faster: its key counts
            _put_in_place(part, path)
    finally:
        part.unlink(missing_ok=True)


def _put_in_place(part: Path, path: Path) -> None:
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        part.replace(path)


def sha256_hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def callback_token(secret: bytes, task_id: str) -> str:
    """What a provider's callback must carry to speak of this task; 256 bit, the same every time."""
    mac = hmac.digest(hmac.digest(secret, b"callback", "sha256"), task_id.encode(), "sha256")
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def webhook_secret(secret: bytes, workspace_id: str) -> bytes:
    """32 bytes that sign what a workspace's receivers are told."""
    return hmac.digest(hmac.digest(secret, b"webhook", "sha256"), workspace_id.encode(), "sha256")


class Signer:
    """HMAC-SHA256 over a JSON body. `purpose` keeps the tokens of two uses apart."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        self._key = hmac.digest(secret, purpose.encode(), "sha256")

    def sign(self, body: dict[str, Any], expires_at: datetime) -> str:
        text = json.dumps({**body, "exp": int(expires_at.timestamp())}, separators=(",", ":"))
        payload = base64.urlsafe_b64encode(text.encode()).rstrip(b"=")
        return f"{payload.decode()}.{self._mac(payload)}"

    def read(self, token: str, now: datetime) -> dict[str, Any]:
        """The body of a token that is ours and still good. Raises NotFound for any other."""
        payload, _, mac = token.partition(".")
        if not hmac.compare_digest(mac.encode(), self._mac(payload.encode()).encode()):
            raise NotFound
        try:
            padded = payload + "=" * (-len(payload) % 4)
            body: dict[str, Any] = json.loads(base64.urlsafe_b64decode(padded))
        except (binascii.Error, ValueError) as error:
            raise NotFound from error
        if body["exp"] < now.timestamp():
            raise NotFound("This link has expired. Open it again from the studio.")
        return body

    def _mac(self, payload: bytes) -> str:
        mac = hmac.digest(self._key, payload, "sha256")
        return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
