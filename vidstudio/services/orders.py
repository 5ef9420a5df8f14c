"""Orders: requests on their way into the database, checked, priced and queued."""

import hashlib
from collections.abc import Sequence
from functools import cached_property

from sqlmodel import Session, col, select

from vidstudio import journal, ledger, reading, transitions
from vidstudio.base.errors import Conflict, DiskFull, InvalidRequest, NotFound
from vidstudio.base.signing import callback_token, sha256_hex
from vidstudio.db.tables import Campaign, Idempotency, Shot, Task
from vidstudio.ledger import Claimant
from vidstudio.rules import lifecycle, requests
from vidstudio.rules.lifecycle import TaskState
from vidstudio.rules.prices import PriceBook
from vidstudio.rules.pricing import Quote
from vidstudio.rules.requests import Parameters, TaskRequest
from vidstudio.services import admission, prices, webhooks
from vidstudio.services.choosing import checked_key, choose, in_terms_of, suited
from vidstudio.services.guards import find, require_maker
from vidstudio.services.shotviews import listed
from vidstudio.studio import Studio, Who
from vidstudio.views import TaskView

_KINDS = {"text": "text-to-video"}


class Order:
    """One request. `settle` checks it without the database, `write_all` queues it."""

    def __init__(
        self, studio: Studio, who: Who, request: TaskRequest, prices: PriceBook, key: str | None
    ) -> None:
        self.studio, self.who, self.request, self.key = studio, who, request, key
        self.choice, self._book = choose(studio, request.model), prices
        self.wanted: list[Parameters] = []

    def settle(self) -> None:
        """Check everything that needs no database. Each take gets a seed of its own."""
        served, seed = suited(self.request, self.choice), self.request.seed
        for n in range(max(1, min(self.request.takes, requests.TAKES_LIMIT))):
            own = (
                self.studio.clock.seed() if seed is None else (seed + n) % (requests.SEED_LIMIT + 1)
            )
            chosen = {} if seed is None else {"seed": own if n else seed}
            wanted = requests.settle(served.model_copy(update=chosen), self.choice.card, own)
            self.wanted.append(wanted.model_copy(update={"asked_model": self._retired}))

    @property
    def _retired(self) -> str:
        """The model asked for, where its successor serves it."""
        return "" if self.request.model == self.choice.card.id else self.request.model

    @property
    def needed_credits(self) -> int:
        return sum(price.amount_credits for price in self.prices)

    @cached_property
    def prices(self) -> tuple[Quote, ...]:
        """Of each take: the price of the model that was named, whichever serves it."""
        card = self.studio.catalog.card(self.request.model)
        return tuple(
            prices.quote(self._book, card, in_terms_of(card, wanted)) for wanted in self.wanted
        )

    def answered(self, session: Session) -> list[Task] | None:
        """What this key has made before. Raises InvalidRequest for another request."""
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

    def shot(self, session: Session) -> Shot:
        """The shot asked for, or the first of the campaign asked for, or of the newest."""
        if self.request.shot_id:
            shot = find(session, Shot, self.request.shot_id, self.who)
            if self.request.campaign_id not in {None, shot.campaign_id}:
                raise NotFound
            # Nobody removes it between this look and the new take's row.
            session.refresh(shot, with_for_update=not self.studio.db.sqlite)
            if shot.removed_at:
                raise Conflict("This shot was removed from the plan. Choose another one.")
            return shot
        campaign_id = self.request.campaign_id
        if campaign_id:
            find(session, Campaign, campaign_id, self.who)
        return listed(session, campaign_id or self._newest_campaign(session))[0]

    def _newest_campaign(self, session: Session) -> str:
        query = select(Campaign.id).where(Campaign.workspace_id == self.who.workspace_id)
        newest = query.order_by(col(Campaign.sample), col(Campaign.created_at).desc())
        found = session.exec(newest.limit(1)).first()
        if found is None:
            raise NotFound("There is no campaign yet.")
        return found

    def check(self, session: Session) -> None:
        """That the pictures and the take it comes from are the caller's."""
        ids = set(self.request.pictures)
        if ids - reading.pictures(session, self.who.workspace_id, ids).keys():
            raise NotFound("A reference picture is gone, or it is not yours.")
        if self.request.parent_id:
            find(session, Task, self.request.parent_id, self.who)

    def insert(self, session: Session, shot: Shot) -> list[Task]:
        tasks = [
            self._insert(session, shot, wanted, price)
            for wanted, price in zip(self.wanted, self.prices, strict=True)
        ]
        if self.key:
            session.add(
                Idempotency(
                    workspace_id=self.who.workspace_id,
                    key=self.key,
                    request_hash=self._hash(),
                    task_ids=[task.id for task in tasks],
                    created_at=self.studio.clock.now(),
                )
            )
        return tasks

    def _insert(self, session: Session, shot: Shot, wanted: Parameters, price: Quote) -> Task:
        now = self.studio.clock.now()
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
        task_id = clock.new_id()
        token = callback_token(self.studio.tokens, task_id)
        return Task(
            id=task_id,
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
            callback_token_hash=sha256_hex(token),
            via=self.who.via,
            webhook_url=self.request.webhook_url,
            next_run_at=now,
            deadline_at=lifecycle.deadline(now, usual),
            created_at=now,
            parent_id=self.request.parent_id,
            origin=self.request.origin,
            final=self.request.final.model_dump() if self.request.final else None,
        )


async def prepare(studio: Studio, who: Who, request: TaskRequest, key: str | None = None) -> Order:
    """An order that is priced and checked as far as it goes without the database. Raises what
    `settle` does, NotAllowed for those who may only look, and DiskFull."""
    require_maker(who)
    webhooks.check(studio, who, request.webhook_url)
    order = Order(studio, who, request, await prices.book(studio), checked_key(key))
    order.settle()
    if admission.disk_full(studio):
        raise DiskFull
    return order


def write_all(session: Session, orders: Sequence[Order]) -> tuple[TaskView, ...]:
    """Queue orders of one caller, all or none; the takes in their order.

    An order whose key is known answers what it made then. Room, rate, the campaigns' budgets
    and the credits are checked over the sum of the others. Raises TooManyRequests, OverBudget,
    OverCap, InDebt, InsufficientCredits, NotFound for foreign ids, Conflict for a lost shot.
    """
    if not orders:
        return ()
    studio, who = orders[0].studio, orders[0].who
    # One caller of a workspace at a time: the same key, the last place, the next number.
    workspace = journal.locked(session, who.workspace_id)
    known = [order.answered(session) for order in orders]
    new = [order for order, tasks in zip(orders, known, strict=True) if tasks is None]
    shots = {id(order): order.shot(session) for order in new}
    for order in new:
        order.check(session)
    admission.room(session, studio, who, sum(len(order.wanted) for order in new))
    needed = [(shots[id(order)].campaign_id, order.needed_credits) for order in new]
    total = sum(credits for _, credits in needed)
    admission.debt(workspace, total)
    admission.budgets(session, needed)
    admission.month_cap(session, studio, who, total)
    admission.rate(session, studio, who, sum(len(order.wanted) for order in new))
    every_price = [price for order in new for price in order.prices]
    admission.credits(session, workspace, every_price, studio.clock.now())
    made = [
        order.insert(session, shots[id(order)]) if tasks is None else tasks
        for order, tasks in zip(orders, known, strict=True)
    ]
    every = [task for tasks in made for task in tasks]
    return reading.task_views(session, every, studio.catalog, studio.clock.now())
