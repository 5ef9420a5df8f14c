"""Whether a take has its video: as its ending, or late, after it had failed.

A late video moves no state. Whoever asks what can be done with a take asks here.
"""

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, or_

from vidstudio.db.tables import Task
from vidstudio.rules.lifecycle import TaskState

LATE: ColumnElement[bool] = col(Task.recovered_at).is_not(None)
ARRIVED: ColumnElement[bool] = or_(col(Task.state) == TaskState.SUCCEEDED, LATE)
FAILED: ColumnElement[bool] = and_(
    col(Task.state) == TaskState.FAILED, col(Task.recovered_at).is_(None)
)


def has_arrived(task: Task) -> bool:
    return task.state == TaskState.SUCCEEDED or task.recovered_at is not None
