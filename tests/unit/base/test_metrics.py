"""`/metrics` on a port of its own."""

import logging
import urllib.request

import pytest

from tools.served import free_port
from vidstudio.base import metrics
from vidstudio.base.settings import Settings


def fetched(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        return answer.read().decode()


def test_nothing_is_served_unless_a_port_is_set() -> None:
    with metrics.served(Settings.model_validate({"metrics_port": None})) as on:
        assert not on


def test_what_this_process_counts_is_told(caplog: pytest.LogCaptureFixture) -> None:
    port = free_port()
    settings = Settings.model_validate({"metrics_port": port})
    metrics.CALLBACKS.labels("kie", "woken").inc()
    with metrics.served(settings) as on:
        assert on
        assert 'vs_callbacks_total{provider="kie",result="woken"}' in fetched(port)
        with caplog.at_level(logging.WARNING), metrics.served(settings) as again:
            assert not again
    assert f"no metrics on port {port}" in caplog.text
    with metrics.served(settings) as on:
        assert on
