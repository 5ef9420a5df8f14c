"""Limits that several processes share through Redis, and what is left of them without it."""

import logging
import os
import signal
import time

import pytest

from tools.redis import Server
from vidstudio.base import rates
from vidstudio.base.errors import TooManyRequests
from vidstudio.base.rates import Rates

pytestmark = pytest.mark.fault("F-68")
RULE = "2/hour"


@pytest.fixture
def ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis is asked at every hit, also just after it was away."""
    monkeypatch.setattr(rates, "_PAUSE_SECONDS", 0.0)


def refused(limits: Rates, bucket: str = "create", key: str = "ada") -> bool:
    try:
        limits.hit(bucket, RULE, key)
    except TooManyRequests:
        return True
    return False


def test_two_processes_count_together(redis_server: Server) -> None:
    one, two = Rates(redis_server.url), Rates(redis_server.url)
    assert [refused(one), refused(two), refused(one), refused(two)] == [False, False, True, True]


def test_without_redis_each_process_limits_by_itself_and_nobody_signs_in(
    redis_server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = Rates(redis_server.url), Rates(redis_server.url)
    redis_server.stop()
    assert [refused(one), refused(one), refused(one)] == [False, False, True]
    assert [refused(two), refused(two), refused(two)] == [False, False, True]
    assert refused(one, "login-email")
    assert refused(one, "login-address")
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(said) == 2  # once by each process, not once by each hit
    assert all("Redis is away, each process limits by itself" in words for words in said)


@pytest.mark.usefixtures("ask_at_once")
def test_a_redis_that_comes_back_empty_counts_from_the_beginning(
    redis_server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    one, two = Rates(redis_server.url), Rates(redis_server.url)
    assert not refused(one, "login-email")
    redis_server.stop()
    assert refused(one, "login-email")
    redis_server.start()
    assert [refused(one, "login-email"), refused(two, "login-email")] == [False, False]
    assert refused(one, "login-email")
    assert "Redis is back" in caplog.text


def test_an_emptied_redis_stops_nobody(redis_server: Server) -> None:
    limits = Rates(redis_server.url)
    assert [refused(limits), refused(limits), refused(limits)] == [False, False, True]
    redis_server.empty()
    assert [refused(limits), refused(limits), refused(limits)] == [False, False, True]


@pytest.mark.usefixtures("ask_at_once")
def test_a_full_redis_is_as_good_as_none(redis_server: Server) -> None:
    """`noeviction` refuses what would need room."""
    limits = Rates(redis_server.url)
    redis_server.tell("CONFIG SET maxmemory 1")
    assert [refused(limits), refused(limits), refused(limits)] == [False, False, True]
    assert refused(limits, "login-email")


def test_a_redis_that_hangs_is_waited_for_once(redis_server: Server) -> None:
    limits = Rates(redis_server.url)
    assert not refused(limits, key="warm")
    os.kill(redis_server.pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        for n in range(50):
            assert not refused(limits, key=f"somebody {n}")
        assert time.monotonic() - began < 1.5
    finally:
        os.kill(redis_server.pid, signal.SIGCONT)
