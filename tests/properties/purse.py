"""Purse: the ledger's operations on one workspace, each in a transaction of its own."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from sqlmodel import Session, col, select

from tests.studio_fixtures import Home
from vidstudio import amends, ledger, transitions
from vidstudio.amends import Amend, Taken
from vidstudio.db.tables import CreditHold, CreditLot, LedgerEntry, Shot, Task, Workspace
from vidstudio.ledger import Balance, Claimant, Grant
from vidstudio.rules.lifecycle import TaskState
from vidstudio.studio import Studio

T = TypeVar("T")
PROMISES = ("I-1 ", "I-2 ", "I-3 ", "I-4 ", "I-18 ")


class Purse:
    """`held` maps each task that ever had a hold to its amount."""

    def __init__(self, studio: Studio, home: Home) -> None:
        self.studio, self.home = studio, home
        self.held: dict[str, int] = {}

    def do(self, work: Callable[[Session], T]) -> T:
        return self.studio.db.write_now(work)[0]

    def claimant(self, task_id: str) -> Claimant:
        return Claimant(self.home.who.workspace_id, task_id, "tester", "4 s, 720p")

    def grant(
        self,
        amount: int,
        hours: float | None = None,
        key: str | None = None,
        delay_hours: float | None = None,
    ) -> bool:
        """Usable after `delay_hours`, until `hours` from now."""
        now = self.studio.clock.now()
        later = None if delay_hours is None else now + timedelta(hours=delay_hours)
        gift = Grant(
            workspace_id=self.home.who.workspace_id,
            amount=amount,
            source="granted",
            reason="Test",
            idem_key=f"{self.home.who.workspace_id}:{key or self.studio.clock.new_id()}",
            actor="tester",
            expires_at=None if hours is None else now + timedelta(hours=hours),
            effective_at=later,
        )
        return self.do(lambda session: ledger.grant(session, gift, now))

    def hold(self, amount: int) -> str:
        """The id of a new task with that hold; nothing at all when there is not enough."""

        def work(session: Session) -> str:
            task = new_task(session, self.studio, self.home, amount)
            ledger.hold(session, self.claimant(task.id), amount, self.studio.clock.now())
            return task.id

        task_id = self.do(work)
        self.held[task_id] = amount
        return task_id

    def capture(self, task_id: str, amount: int) -> None:
        now = self.studio.clock.now()
        self.do(lambda session: ledger.capture(session, self.claimant(task_id), amount, now))

    def release(self, task_id: str, *, grace: bool = False) -> None:
        now = self.studio.clock.now()
        self.do(lambda s: ledger.release(s, self.claimant(task_id), now, grace=grace))

    def refund(self, task_id: str, key: str = "") -> int:
        """The whole charge; without a key with one of its own."""
        now, why = self.studio.clock.now(), self._amend(f"refund:{task_id}:", key)
        return self.do(lambda s: amends.refund(s, s.get_one(Task, task_id), why, now))

    def take_back(self, lot_id: int, amount: int) -> Taken:
        now, why = self.studio.clock.now(), self._amend("take-back:", "")
        return self.do(lambda session: amends.revoke(session, lot_id, amount, why, now))

    def _amend(self, start: str, key: str) -> Amend:
        return Amend("tester", "Test", start + (key or self.studio.clock.new_id()))

    @property
    def debt(self) -> int:
        room = self.home.who.workspace_id
        return self.do(lambda session: session.get_one(Workspace, room).debt)

    def expire(self) -> int:
        now, room = self.studio.clock.now(), self.home.who.workspace_id
        return self.do(lambda session: ledger.expire(session, room, now))

    @property
    def balance(self) -> Balance:
        now, room = self.studio.clock.now(), self.home.who.workspace_id
        return self.do(lambda session: ledger.balance(session, room, now))

    @property
    def lots(self) -> list[CreditLot]:
        query = select(CreditLot).where(CreditLot.workspace_id == self.home.who.workspace_id)
        query = query.order_by(col(CreditLot.id))
        return self.do(lambda session: list(session.exec(query).all()))

    @property
    def entries(self) -> list[LedgerEntry]:
        query = select(LedgerEntry).where(LedgerEntry.workspace_id == self.home.who.workspace_id)
        query = query.order_by(col(LedgerEntry.seq))
        return self.do(lambda session: list(session.exec(query).all()))

    def ending(self, task_id: str) -> CreditHold:
        query = select(CreditHold).where(CreditHold.task_id == task_id)
        return self.do(lambda session: session.exec(query).one())


def new_task(session: Session, studio: Studio, home: Home, quoted: int) -> Task:
    """A queued task of 4 s whose price is `quoted`, without a hold."""
    shot = session.get_one(Shot, home.shot_id)
    shot.takes += 1
    now, new_id = studio.clock.now(), studio.clock.new_id
    parameters = {
        "mode": "text",
        "duration_seconds": 4,
        "aspect_ratio": "16:9",
        "resolution": "720p",
        "audio": False,
        "seed": 1,
    }
    price = {
        "model": "animatic",
        "unit": "video",
        "units": 1,
        "per_unit_credits": quoted,
        "amount_credits": quoted,
        "priced": "4 s, 720p",
    }
    task = Task(
        id=new_id(),
        workspace_id=home.who.workspace_id,
        user_id=home.who.user_id,
        campaign_id=home.campaign_id,
        shot_id=shot.id,
        number=shot.takes,
        kind="text-to-video",
        model="animatic",
        prompt="A cup at dawn.",
        parameters=parameters,
        quote=price,
        quoted=quoted,
        state=TaskState.QUEUED,
        provider="local",
        provider_model="animatic",
        usual_seconds=6,
        callback_token_hash=new_id(),
        next_run_at=now,
        deadline_at=now + timedelta(hours=1),
        created_at=now,
    )
    transitions.begin(session, task, home.who.user_id)
    return task
