"""Webhooks: addresses, signatures, and when a delivery is tried again."""

import base64
import json
from datetime import UTC, datetime

import pytest

from vidstudio.rules import webhooks

SECRET = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
ALLOWED = frozenset({"127.0.0.1:9000", "hooks.lan:8080"})


def test_the_signature_of_the_specification() -> None:
    text = '{"test": 2432232314}'
    made = webhooks.headers(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, text)
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert webhooks.shown(SECRET) == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.mark.parametrize(
    "url",
    ["https://shop.example/hook", "https://shop.example:443/", "https://8.8.8.8/a?b=1",
     "http://127.0.0.1:9000/x", "https://127.0.0.1:9000/x", "http://hooks.lan:8080/"],
)  # fmt: skip
def test_addresses_that_are_called(url: str) -> None:
    assert webhooks.refusal(url, ALLOWED) == ""


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://shop.example/hook", "https://"),
        ("ftp://shop.example/", "not a web address"),
        ("shop.example/hook", "not a web address"),
        ("", "not a web address"),
        ("https://", "not a web address"),
        ("https://user:pw@shop.example/", "not a web address"),
        ("https://shop.example/a b", "not a web address"),
        ("https://shop.example/\r\nX: y", "not a web address"),
        ("https://[::1", "not a web address"),
        ("https://shop.example:x/", "not a web address"),
        ("https://shop.example:8443/", "usual port"),
        ("https://127.0.0.1/", "public internet"),
        ("https://169.254.169.254/latest", "public internet"),
        ("https://[::ffff:10.0.0.1]/", "public internet"),
        ("https://localhost/", "public internet"),
        ("https://a.localhost/", "public internet"),
        ("http://127.0.0.1:9001/x", "https://"),
        ("https://shop.example/" + "x" * 2000, "2000"),
    ],
)
@pytest.mark.fault("F-79")
def test_addresses_that_are_not(url: str, words: str) -> None:
    assert words in webhooks.refusal(url, ALLOWED)


def test_the_body_says_what_and_when() -> None:
    at = datetime(2026, 7, 1, 12, tzinfo=UTC)
    text = webhooks.body("task.succeeded", at, {"task_id": "t"})
    assert json.loads(text) == {
        "type": "task.succeeded",
        "timestamp": "2026-07-01T12:00:00Z",
        "data": {"task_id": "t"},
    }


@pytest.mark.parametrize(
    ("status", "tries", "end"),
    [(200, 1, "sent"), (204, 10, "sent"), (410, 1, "gone"), (500, 1, None), (302, 1, None),
     (None, 9, None), (None, 10, "given_up"), (404, 10, "given_up")],
)  # fmt: skip
def test_what_an_answer_means(status: int | None, tries: int, end: str | None) -> None:
    assert webhooks.ended(status, tries) == end


def test_pauses_grow_to_a_day_and_vary_by_a_tenth() -> None:
    middle = [webhooks.delay_seconds(tries, 500, "", 0.5) for tries in range(1, 10)]
    assert middle == [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
    assert webhooks.delay_seconds(2, 500, "", 0.0) == pytest.approx(270)
    assert webhooks.delay_seconds(2, 500, "", 1.0) == pytest.approx(330)


@pytest.mark.parametrize(
    ("status", "retry_after", "pause"),
    [(429, "90", 90), (503, "90", 90), (429, "1", 5), (429, str(10**9), 3600), (500, "90", 5),
     (429, "Wed, 21 Oct 2015 07:28:00 GMT", 5), (429, "-1", 5), (None, "90", 5)],
)  # fmt: skip
def test_a_busy_receiver_may_ask_for_up_to_an_hour(
    status: int | None, retry_after: str, pause: float
) -> None:
    assert webhooks.delay_seconds(1, status, retry_after, 0.5) == pause
