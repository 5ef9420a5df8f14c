import base64
import errno
import json
import secrets
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vidstudio.base.errors import NotFound
from vidstudio.base.settings import Settings
from vidstudio.base.signing import Signer, load_secret

NOW = datetime(2026, 7, 1, tzinfo=UTC)
SIGNER = Signer(b"secret", "media-link")


def token(**body: object) -> str:
    return SIGNER.sign(body, NOW + timedelta(minutes=15))


def test_what_was_signed_is_read() -> None:
    assert SIGNER.read(token(k="a/b.mp4", d=True), NOW)["k"] == "a/b.mp4"


def test_a_link_ends() -> None:
    link = token(k="a")
    assert SIGNER.read(link, NOW + timedelta(minutes=15))
    with pytest.raises(NotFound, match="expired"):
        SIGNER.read(link, NOW + timedelta(minutes=15, seconds=1))


def other_key(link: str) -> str:
    payload, _, mac = link.partition(".")
    body = json.loads(base64.urlsafe_b64decode(payload + "=="))
    forged = json.dumps({**body, "k": "b"}).encode()
    return f"{base64.urlsafe_b64encode(forged).rstrip(b'=').decode()}.{mac}"


@pytest.mark.parametrize(
    "damaged",
    [
        other_key(token(k="a")),
        token(k="a")[:-1],
        token(k="a").partition(".")[0],
        "",
        ".",
        "é.ü",
        "no token at all",
        "." + token(k="a").partition(".")[2],
        Signer(b"secret", "other-use").sign({"k": "a"}, NOW + timedelta(minutes=15)),
        Signer(b"other", "media-link").sign({"k": "a"}, NOW + timedelta(minutes=15)),
    ],
)
def test_any_other_token_opens_nothing(damaged: str) -> None:
    with pytest.raises(NotFound):
        SIGNER.read(damaged, NOW)


def test_the_secret_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path / "new")  # pyright: ignore[reportCallIssue] pydantic-settings
    first = load_secret(settings)
    assert load_secret(settings) == first
    assert len(first) >= 32
    (file,) = (tmp_path / "new").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_installations_have_two_secrets(tmp_path: Path) -> None:
    one, two = (
        Settings(_env_file=None, data_dir=tmp_path / name)  # pyright: ignore[reportCallIssue] pydantic-settings
        for name in ("one", "two")
    )
    assert load_secret(one) != load_secret(two)


def test_a_configured_secret_is_used_and_not_written(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, secret_key="chosen")  # pyright: ignore[reportCallIssue, reportArgumentType] pydantic-settings
    assert load_secret(settings) == b"chosen"
    assert list(tmp_path.iterdir()) == []


def test_a_start_that_was_cut_leaves_no_empty_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty key would be used from then on, and anybody could sign with it."""
    settings = Settings(_env_file=None, data_dir=tmp_path)  # pyright: ignore[reportCallIssue] pydantic-settings

    def full(_bytes: int) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(secrets, "token_hex", full)
        with pytest.raises(OSError, match="No space"):
            load_secret(settings)
    assert len(load_secret(settings)) >= 32


def test_an_empty_secret_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch()
    settings = Settings(_env_file=None, data_dir=tmp_path)  # pyright: ignore[reportCallIssue] pydantic-settings
    with pytest.raises(ValueError, match="is empty"):
        load_secret(settings)
