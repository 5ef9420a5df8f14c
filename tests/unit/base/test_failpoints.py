import signal
import subprocess
import sys
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


def test_kill_leaves_no_time_to_tidy_up() -> None:
    program = (
        "from vidstudio.base.failpoints import configure, failpoint\n"
        "configure('c1:kill')\n"
        "try: failpoint('c1')\n"
        "finally: print('tidied')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, b"")
