"""Reading kie.ai's callbacks: signatures, times, both forms of body, hostile bodies."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from vidstudio.base.errors import InvalidRequest
from vidstudio.base.settings import Settings
from vidstudio.providers.callbacks import Call, Forged, is_among, networks, readers
from vidstudio.providers.kie_callback import TOLERANCE_SECONDS, KieCallbacks, signature

KEY, JOB, SECONDS = "testkey", "task_123", 1767225600
VECTOR = "x65m/PUzxF8frhu2SsTkVgG0AUx4ktOkiahPvunlbuA="
NOW = datetime.fromtimestamp(SECONDS, UTC)


def call(body: Any, seconds: str = str(SECONDS), signed: str = VECTOR, at: str = "") -> Call:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"x-webhook-timestamp": seconds, "x-webhook-signature": signed}
    return Call(headers, raw, at)


def test_the_known_signature() -> None:
    assert signature(KEY, JOB, str(SECONDS)) == VECTOR


BODIES: list[dict[str, Any]] = [
    {"taskId": JOB, "state": "success"},
    {"task_id": JOB},
    {"code": 200, "msg": "done", "data": {"taskId": JOB, "state": "success"}},
    {"code": 501, "msg": "failed", "data": {"task_id": JOB, "state": "fail"}},
    {"taskId": "another", "data": {"taskId": JOB}},
]


@pytest.mark.parametrize("body", BODIES)
def test_every_form_of_body_names_the_job(body: dict[str, Any]) -> None:
    signed = KieCallbacks(KEY).read(call(body), NOW)
    assert (signed.job_id, signed.signed) == (JOB, True)
    plain = KieCallbacks("").read(call(body, "", ""), NOW)
    assert (plain.job_id, plain.signed) == (JOB, False)


FORGERIES = [
    (str(SECONDS), ""),
    ("", VECTOR),
    (str(SECONDS), VECTOR[:-1]),
    (str(SECONDS), VECTOR.lower()),
    (str(SECONDS), signature("another key", JOB, str(SECONDS))),
    (str(SECONDS), signature(KEY, "task_124", str(SECONDS))),
    (str(SECONDS + 1), VECTOR),
    (f"{SECONDS}.0", signature(KEY, JOB, f"{SECONDS}.0")),
    (f"-{SECONDS}", signature(KEY, JOB, f"-{SECONDS}")),
    ("9" * 30, signature(KEY, JOB, "9" * 30)),
    ("١٧٦٧٢٢٥٦٠٠", signature(KEY, JOB, "١٧٦٧٢٢٥٦٠٠")),
    (str(SECONDS), "é"),
]


@pytest.mark.parametrize(("seconds", "signed"), FORGERIES)
@pytest.mark.fault("F-37")
def test_forgeries(seconds: str, signed: str) -> None:
    with pytest.raises(Forged):
        KieCallbacks(KEY).read(call({"taskId": JOB}, seconds, signed), NOW)


@pytest.mark.parametrize("away", [-3600, -TOLERANCE_SECONDS - 1, TOLERANCE_SECONDS + 1, 3600])
@pytest.mark.fault("F-37")
def test_a_genuine_signature_of_another_time_is_refused(away: int) -> None:
    seconds = str(SECONDS + away)
    with pytest.raises(Forged):
        KieCallbacks(KEY).read(call({"taskId": JOB}, seconds, signature(KEY, JOB, seconds)), NOW)


@pytest.mark.parametrize("away", [-TOLERANCE_SECONDS, 0, TOLERANCE_SECONDS])
def test_clocks_may_differ_by_five_minutes(away: int) -> None:
    seconds = str(SECONDS + away)
    made = call({"taskId": JOB}, seconds, signature(KEY, JOB, seconds))
    assert KieCallbacks(KEY).read(made, NOW).job_id == JOB


NO_JOB = [
    b"", b"{", b"null", b"[]", b'"task_123"', b"\xff\xfe\x00", b"1e999", b"NaN",
    b'{"taskId": 5}', b'{"taskId": ""}', b'{"taskId": null}', b'{"taskId": ["a"]}',
    b'{"taskId": "a b"}', b'{"taskId": "a\\u0000b"}', b'{"taskId": "\\ud800"}',
    json.dumps({"taskId": "x" * 201}).encode(), b"[" * 100_000, b'{"a":' * 50_000,
    b'{"data": "task_123"}', b'{"data": {"taskId": {}}}',
]  # fmt: skip


@pytest.mark.parametrize("body", NO_JOB, ids=lambda body: repr(body[:24]))
def test_bodies_that_name_no_job(body: bytes) -> None:
    with pytest.raises(InvalidRequest):
        KieCallbacks("").read(call(body), NOW)
    with pytest.raises(Forged):
        KieCallbacks(KEY).read(call(body), NOW)


def test_what_is_signed_counts_once_whatever_the_rest_of_the_body_says() -> None:
    reader = KieCallbacks(KEY)
    one = reader.read(call({"taskId": JOB, "state": "success", "resultJson": "a"}), NOW)
    changed = reader.read(call({"taskId": JOB, "state": "success", "resultJson": "b"}), NOW)
    other = reader.read(call({"taskId": JOB, "state": "waiting"}), NOW)
    assert one == changed
    assert other.stamp != one.stamp


@pytest.mark.parametrize(
    ("address", "comes_in"),
    [
        ("203.0.113.9", True),
        ("::ffff:203.0.113.9", True),
        ("198.51.100.7", True),
        ("198.51.100.8", False),
        ("2001:db8:1::5", True),
        ("2001:db8:2::5", False),
        ("", False),
        ("unknown", False),
    ],
)
@pytest.mark.fault("F-37")
def test_only_listed_addresses_may_call(address: str, comes_in: bool) -> None:
    known = networks("203.0.113.0/24, 198.51.100.7,2001:db8:1::/48,")
    assert is_among(address, known) == comes_in
    reader = KieCallbacks("", known)
    if comes_in:
        assert reader.read(call({"taskId": JOB}, at=address), NOW).job_id == JOB
    else:
        with pytest.raises(Forged):
            reader.read(call({"taskId": JOB}, at=address), NOW)


def test_readers_are_found_by_their_file() -> None:
    assert set(readers(Settings(_env_file=None))) == {"kie"}  # pyright: ignore[reportCallIssue]


def test_a_mistyped_network_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORA_CALLBACK_IPS", "203.0.113.0/24, 10.0.0.300")
    with pytest.raises(ValueError, match=r"10\.0\.0\.300"):
        Settings(_env_file=None)  # pyright: ignore[reportCallIssue]


def test_an_empty_key_is_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORA_WEBHOOK_HMAC_KEY", "")
    settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    assert readers(settings)["kie"].read(call({"taskId": JOB}), NOW).signed is False
