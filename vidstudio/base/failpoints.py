"""Failpoints: named places where a test may kill the process. Inert unless configured."""

import os
import signal

_plan: dict[str, str] = {}


class FailpointHit(RuntimeError):
    """Raised by the action `raise`."""


def configure(plan: str) -> None:
    """`plan` is `name:kill` or `name:raise`, comma separated; empty switches all off."""
    _plan.clear()
    for item in filter(None, plan.split(",")):
        name, _, action = item.partition(":")
        _plan[name.strip()] = action.strip() or "raise"


def failpoint(name: str) -> None:
    action = _plan.get(name)
    if action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif action == "raise":
        raise FailpointHit(name)
