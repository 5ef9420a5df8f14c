import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from vidstudio.base.failpoints import FailpointHit, configure, failpoint


@pytest.fixture(autouse=True)
def off() -> Iterator[None]:
    yield
    configure("")


def test_only_the_named_place_fails() -> None:
    configure("c3:raise, c4")
    failpoint("c1")
    for place in ("c3", "c4"):
        with pytest.raises(FailpointHit, match=place):
            failpoint(place)


def test_an_empty_plan_switches_all_off() -> None:
    configure("c3:raise")
    configure("")
    assert failpoint("c3") is None


def test_once_is_the_first_time_only() -> None:
    configure("c3:raise|once")
    with pytest.raises(FailpointHit):
        failpoint("c3")
    failpoint("c3")


def test_a_delay_holds_the_process_up() -> None:
    configure("c3:sleep=0.05")
    begun = time.monotonic()
    failpoint("c3")
    assert time.monotonic() - begun >= 0.05


@pytest.mark.parametrize("plan", ["c3:explode", "c3:kill|twice", "c3:sleep=long"])
def test_a_plan_that_means_nothing_is_refused(plan: str) -> None:
    with pytest.raises(ValueError, match=r"explode|twice|long"):
        configure(plan)


def test_kill_leaves_no_time_to_tidy_up() -> None:
    program = (
        "from vidstudio.base.failpoints import configure, failpoint\n"
        "configure('c1:kill')\n"
        "try: failpoint('c1')\n"
        "finally: print('tidied')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, b"")
