"""Failpoints: named places where a test may kill, halt or delay. Inert unless configured."""

import os
import signal
import time
from dataclasses import dataclass

_SIGNALS = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}


class FailpointHit(RuntimeError):
    """Raised by the action `raise`."""


@dataclass
class _Action:
    name: str  # kill, stop, raise, sleep
    seconds: float = 0.0
    once: bool = False


_plan: dict[str, _Action] = {}


def configure(plan: str) -> None:
    """`plan` is `name:action`, comma separated; empty: all off.

    Actions: `kill`, `stop`, `raise`, `sleep=5` (seconds). `|once` after one: the first time only.
    """
    _plan.clear()
    for item in filter(None, plan.split(",")):
        name, _, action = item.partition(":")
        _plan[name.strip()] = _read(action.strip() or "raise")


def _read(words: str) -> _Action:
    kind, _, once = words.partition("|")
    name, _, seconds = kind.partition("=")
    if name not in {"kill", "stop", "raise", "sleep"} or once not in {"", "once"}:
        raise ValueError(f"no such action of a failpoint: {words}")
    return _Action(name, float(seconds or 0), bool(once))


def failpoint(name: str) -> None:
    action = _plan.get(name)
    if action is None:
        return
    if action.once:
        del _plan[name]
    if action.name in _SIGNALS:
        os.kill(os.getpid(), _SIGNALS[action.name])
    elif action.name == "sleep":
        time.sleep(action.seconds)  # the whole process stands still, as one that is starved
    else:
        raise FailpointHit(name)
