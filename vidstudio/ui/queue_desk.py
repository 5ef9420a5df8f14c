"""What can be done in the queue, wherever it is shown: unfold a row, pause, go on."""

from typing import Annotated

import reflex as rx
from pydantic import StringConstraints

from vidstudio.base.errors import NotFound
from vidstudio.services import queue, tasks
from vidstudio.services.timeline import timeline
from vidstudio.studio import current
from vidstudio.ui.frame import Following, follows
from vidstudio.ui.queue_story import StoryCard, story
from vidstudio.ui.session import access

TaskId = Annotated[str, StringConstraints(max_length=64)]


@follows
class QueueDeskState(Following):
    """`unfolded` is the take whose timeline is shown, empty without one."""

    unfolded: str = ""
    story: StoryCard = StoryCard()

    @rx.event
    @access("member")
    async def unfold(self, task_id: TaskId) -> None:
        """A second press folds it up again."""
        self.unfolded = "" if task_id == self.unfolded else task_id
        await self._renew()

    @rx.event
    @access("member")
    async def switch_pause(self) -> None:
        await queue.pause(current(), await self._who(), paused=not self.queue_paused)

    @rx.event
    @access("member")
    async def cancel(self, task_id: TaskId) -> None:
        await tasks.cancel(current(), await self._who(), task_id)

    @rx.event
    @access("member")
    async def keep(self, task_id: TaskId) -> None:
        await tasks.keep(current(), await self._who(), task_id)

    @rx.event
    @access("member")
    async def retry(self, task_id: TaskId) -> None:
        await queue.retry(current(), await self._who(), (task_id,))

    async def _renew(self) -> None:
        """The story of the unfolded row goes on with the take."""
        if not self.unfolded:
            return
        try:
            told = await timeline(current(), await self._who(), self.unfolded)
        except NotFound:
            self.unfolded = ""
        else:
            self._assign("story", story(told))
