"""Failpoints: named places where a test may kill or halt the process. Inert unless configured."""

import os
import signal

_plan: dict[str, str] = {}


class FailpointHit(RuntimeError):
    """Raised by the action `raise`."""


def configure(plan: str) -> None:
    """`plan` is `name:kill`, `name:stop` or `name:raise`, comma separated; empty: all off."""
    _plan.clear()
    for item in filter(None, plan.split(",")):
        name, _, action = item.partition(":")
        _plan[name.strip()] = action.strip() or "raise"


def failpoint(name: str) -> None:
    action = _plan.get(name)
    if action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif action == "stop":
        os.kill(os.getpid(), signal.SIGSTOP)
    elif action == "raise":
        raise FailpointHit(name)
