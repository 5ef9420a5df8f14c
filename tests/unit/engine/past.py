"""A past for a studio: takes that have succeeded, by how long they took."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from tests.unit.engine.rig import CARD, MODEL, Rig
from vidstudio.db.tables import Outbox, Task


async def let_past_be(rig: Rig, took_seconds: Sequence[float]) -> None:
    """One finished take for each, free and of years ago."""
    long_ago = rig.time.time - timedelta(days=800)

    def write(session: Session) -> None:
        for number, seconds in enumerate(took_seconds, start=1000):
            session.add(
                Task(
                    id=f"past-{number}",
                    workspace_id=rig.home.who.workspace_id,
                    user_id=rig.home.who.user_id,
                    campaign_id=rig.home.campaign_id,
                    shot_id=rig.home.shot_id,
                    number=number,
                    kind="text-to-video",
                    model=MODEL,
                    prompt="Then",
                    parameters={},
                    quote={},
                    quoted=0,
                    state="succeeded",
                    provider="twin",
                    provider_model="twin/one",
                    usual_seconds=CARD.usual_seconds,
                    callback_token_hash=f"past-{number}",
                    deadline_at=long_ago,
                    next_run_at=long_ago,
                    created_at=long_ago,
                    started_at=long_ago,
                    terminal_at=long_ago + timedelta(seconds=seconds),
                )
            )

        session.flush()
        for number in range(1000, 1000 + len(took_seconds)):
            session.add(outbox(rig, f"past-{number}"))

    await rig.studio.db.write(write)


def outbox(rig: Rig, task_id: str) -> Outbox:
    return Outbox(
        id=f"msg_{task_id}",
        workspace_id=rig.home.who.workspace_id,
        task_id=task_id,
        type="task.succeeded",
        body={},
        created_at=rig.time.time,
    )
