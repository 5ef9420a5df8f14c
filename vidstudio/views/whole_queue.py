"""The queue of all workspaces, as admins see it."""

from datetime import datetime

from vidstudio.views.base import View


class OpenTakeView(View):
    """One take of anybody's. `since` is when its present state began, `ahead` how many have their
    turn before it (None where it does not wait here), `why` what a failed one says.

    `stoppable`: it can still be stopped. `may_cost`: stopping it may end in a charge all the same.
    """

    id: str
    workspace_name: str
    person: str
    shot_title: str
    number: int
    draft: bool
    prompt: str  # its beginning
    model_name: str
    provider: str
    provider_title: str
    state: str
    stage: str | None
    waits_for: str
    cancelling: bool
    since: datetime
    ahead: int | None
    held_credits: int
    stoppable: bool
    may_cost: bool
    why: str


class WholeCounts(View):
    open: int = 0
    waiting: int = 0
    making: int = 0
    checking: int = 0
    failed: int = 0  # since midnight, UTC


class WholeQueueView(View):
    """One page. `next` is what the page after it begins behind; empty at the end. `halted` is why
    nothing new is sent to anybody; None when it is."""

    rows: tuple[OpenTakeView, ...]
    counts: WholeCounts
    next: str
    halted: str | None
