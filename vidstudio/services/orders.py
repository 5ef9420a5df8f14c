"""Orders: a request on its way into the database, checked, priced and queued."""

import hashlib

from sqlmodel import Session, col, func, select

from vidstudio import ledger, reading, spending, transitions
from vidstudio.base.errors import (
    CapabilityMismatch,
    InvalidRequest,
    NotFound,
    OverBudget,
    TooManyRequests,
)
from vidstudio.base.signing import sha256_hex
from vidstudio.db.tables import Brief, Campaign, Idempotency, Shot, Task, Workspace
from vidstudio.ledger import Claimant
from vidstudio.rules import lifecycle, pricing, requests
from vidstudio.rules.catalog import Choice
from vidstudio.rules.lifecycle import TaskState
from vidstudio.rules.pricing import Quote
from vidstudio.rules.requests import Parameters, TaskRequest
from vidstudio.services.guards import find
from vidstudio.studio import Studio, Who
from vidstudio.views import TaskView

KEY_LIMIT = 255
GUEST_RUNNING = 2
_BUSY_RETRY_SECONDS = 15
_KINDS = {"text": "text-to-video"}


class Order:
    """One request. `settle` checks it without the database, `write` queues it: all or none."""

    def __init__(
        self, studio: Studio, who: Who, request: TaskRequest, choice: Choice, key: str | None
    ) -> None:
        self.studio, self.who, self.request, self.choice, self.key = (
            studio,
            who,
            request,
            choice,
            key,
        )
        self.wanted: list[Parameters] = []

    def settle(self) -> None:
        """Check everything that needs no database. Each take gets a seed of its own."""
        seed = self.request.seed
        for n in range(max(1, min(self.request.takes, requests.TAKES_LIMIT))):
            own = (
                self.studio.clock.seed() if seed is None else (seed + n) % (requests.SEED_LIMIT + 1)
            )
            chosen = {} if seed is None else {"seed": own if n else seed}
            request = self.request.model_copy(update=chosen)
            self.wanted.append(requests.settle(request, self.choice.card, own))

    def write(self, session: Session) -> tuple[TaskView, ...]:
        now, catalog = self.studio.clock.now(), self.studio.catalog
        # One order of a workspace at a time: the same key, the last place, the next number.
        # On SQLite the transaction holds the only write lock already.
        if not self.studio.db.sqlite:
            session.get(Workspace, self.who.workspace_id, with_for_update=True)
        known = self._answered(session)
        if known is not None:
            return reading.task_views(session, known, catalog, now)
        shot = self._shot(session)
        self._check_pictures(session)
        self._check_parent(session)
        self._check_room(session)
        self._check_budget(session, shot.campaign_id)
        limit = f"{self.studio.settings.creates_per_minute}/minute"
        self.studio.rates.hit("create", limit, self.who.user_id, cost=len(self.wanted))
        tasks = [self._insert(session, shot, wanted) for wanted in self.wanted]
        if self.key:
            session.add(
                Idempotency(
                    workspace_id=self.who.workspace_id,
                    key=self.key,
                    request_hash=self._hash(),
                    task_ids=[task.id for task in tasks],
                    created_at=now,
                )
            )
        return reading.task_views(session, tasks, catalog, now)

    def _answered(self, session: Session) -> list[Task] | None:
        if not self.key:
            return None
        row = session.get(Idempotency, (self.who.workspace_id, self.key))
        if row is None:
            return None
        if row.request_hash != self._hash():
            raise InvalidRequest(
                "This Idempotency-Key was used for another request.", "Idempotency-Key"
            )
        query = select(Task).where(col(Task.id).in_(row.task_ids))
        return list(session.exec(query.order_by(col(Task.number))).all())

    def _hash(self) -> str:
        return hashlib.sha256(self.request.model_dump_json().encode()).hexdigest()

    def _shot(self, session: Session) -> Shot:
        """The shot asked for, or the first of the campaign asked for, or of the newest."""
        if self.request.shot_id:
            shot = find(session, Shot, self.request.shot_id, self.who)
            if self.request.campaign_id not in {None, shot.campaign_id}:
                raise NotFound
            return shot
        campaign_id = self.request.campaign_id or self._newest_campaign(session)
        find(session, Campaign, campaign_id, self.who)
        query = select(Shot).where(Shot.campaign_id == campaign_id).order_by(col(Shot.number))
        return session.exec(query.limit(1)).one()

    def _newest_campaign(self, session: Session) -> str:
        query = select(Campaign.id).where(Campaign.workspace_id == self.who.workspace_id)
        newest = query.order_by(col(Campaign.sample), col(Campaign.created_at).desc())
        found = session.exec(newest.limit(1)).first()
        if found is None:
            raise NotFound("There is no campaign yet.")
        return found

    def _check_pictures(self, session: Session) -> None:
        ids = set(self.request.pictures)
        if ids - reading.pictures(session, self.who.workspace_id, ids).keys():
            raise NotFound("A reference picture is gone, or it is not yours.")

    def _check_room(self, session: Session) -> None:
        """Bound what one workspace has in the works."""
        live = select(func.count()).where(
            Task.workspace_id == self.who.workspace_id, col(Task.terminal_at).is_(None)
        )
        most = GUEST_RUNNING if self.who.guest else self.studio.settings.running_takes
        if session.exec(live).one() + len(self.wanted) > most:
            raise TooManyRequests(_BUSY_RETRY_SECONDS)

    def _check_parent(self, session: Session) -> None:
        if self.request.parent_id:
            find(session, Task, self.request.parent_id, self.who)

    def _check_budget(self, session: Session, campaign_id: str) -> None:
        """The campaign's own cap: what was charged and is on hold, and this."""
        prices = (pricing.quote(self.choice.card, wanted) for wanted in self.wanted)
        needed = sum(price.amount_credits for price in prices)
        brief = session.get(Brief, campaign_id)
        if not needed or brief is None or brief.budget_credits is None:
            return
        left = brief.budget_credits - spending.spent(session, campaign_id).total
        if needed > left:
            raise OverBudget(needed, max(0, left))

    def _insert(self, session: Session, shot: Shot, wanted: Parameters) -> Task:
        now, price = self.studio.clock.now(), pricing.quote(self.choice.card, wanted)
        shot.takes += 1
        session.add(shot)
        task = self._task(shot, wanted, price)
        # The hold row points at the task, so the task is first; both or none are committed.
        transitions.begin(session, task, self.who.user_id)
        claimant = Claimant(task.workspace_id, task.id, self.who.user_id, price.priced)
        ledger.hold(session, claimant, price.amount_credits, now)
        return task

    def _task(self, shot: Shot, wanted: Parameters, price: Quote) -> Task:
        clock, route = self.studio.clock, self.choice.route
        assert route is not None
        now, usual = clock.now(), self.choice.usual_seconds(wanted.duration_seconds)
        return Task(
            id=clock.new_id(),
            workspace_id=self.who.workspace_id,
            user_id=self.who.user_id,
            campaign_id=shot.campaign_id,
            shot_id=shot.id,
            number=shot.takes,
            kind=_KINDS.get(wanted.mode, "image-to-video"),
            model=self.choice.card.id,
            prompt=self.request.prompt,
            parameters=wanted.model_dump(),
            quote=price.model_dump(),
            quoted=price.amount_credits,
            state=TaskState.QUEUED,
            provider=route.provider,
            provider_model=route.model,
            demo=self.choice.demo,
            usual_seconds=usual,
            callback_token_hash=sha256_hex(clock.token()),
            next_run_at=now,
            deadline_at=lifecycle.deadline(now, usual),
            created_at=now,
            parent_id=self.request.parent_id,
            origin=self.request.origin,
            final=self.request.final.model_dump() if self.request.final else None,
        )


def choose(studio: Studio, model_id: str) -> Choice:
    """The route of the model; a retired one without a route is served by its successor."""
    choice = studio.choice(model_id)
    successor = choice.card.lifecycle.successor
    if not choice.available and successor:
        choice = studio.choice(successor)
    if not choice.available:
        raise CapabilityMismatch(
            f"{choice.card.name} cannot run here: {choice.unavailable_reason}.",
            "model",
            code="model_unavailable",
        )
    return choice


def checked_key(key: str | None) -> str | None:
    if key is not None and not (0 < len(key) <= KEY_LIMIT and key.isascii()):
        raise InvalidRequest(f"1 to {KEY_LIMIT} ASCII characters.", "Idempotency-Key")
    return key
