"""What the dialog "Grant credits" knows: who is chosen, and what went wrong."""

from typing import Annotated, Any

import reflex as rx
from pydantic import StringConstraints
from reflex.event import EventType

from vidstudio.base.errors import InvalidRequest, VidstudioError
from vidstudio.base.problems import problem
from vidstudio.base.texts import counted, text
from vidstudio.services import credits, people
from vidstudio.services.people import PeopleQuery
from vidstudio.studio import current
from vidstudio.ui.admin_forms import GrantForm
from vidstudio.ui.admin_names import GRANT_DIALOG, refreshed
from vidstudio.ui.admin_people_table import person_ref
from vidstudio.ui.amounts import number
from vidstudio.ui.creative_words import initials
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.session import SessionState, access
from vidstudio.views import View
from vidstudio.views.people import PersonRow

SUGGESTED = 6
MOST = 200
Ref = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,36}\.[0-9A-Za-z-]{1,36}$")]
Key = Annotated[str, StringConstraints(max_length=36)]
Words = Annotated[str, StringConstraints(max_length=100)]


class Recipient(View):
    """A workspace that gets a lot, and the people chosen who share it."""

    ref: str
    workspace_id: str
    name: str
    initials: str
    now: str
    now_credits: int


class AdminGrantState(SessionState):
    """`chosen` outlives the dialog: rows of the table of people are chosen there too."""

    chosen: list[str] = []
    recipients: list[Recipient] = []
    found: list[Recipient] = []
    asked: str = ""
    wrong: str = ""
    nonce: int = 0
    form_key: str = ""

    @rx.event
    @access("admin")
    async def choose(self, ref: Ref) -> None:
        """A second time leaves the person out again."""
        if ref in self.chosen:
            self.chosen = [one for one in self.chosen if one != ref]
        elif len(self.chosen) < MOST:
            self.chosen = [*self.chosen, ref]
        self.found, self.asked, self.wrong = [], "", ""
        await self._read()

    @rx.event
    @access("admin")
    async def leave_out(self, workspace_id: Key) -> None:
        """All who share it: they would have got one lot together."""
        self.chosen = [one for one in self.chosen if one.partition(".")[0] != workspace_id]
        await self._read()

    @rx.event
    @access("admin")
    async def forget(self) -> None:
        self.chosen = []
        await self._read()

    @rx.event
    @access("admin")
    async def look_for(self, words: Words) -> None:
        self.asked, self.found = words.strip(), []
        if self.asked:
            query = PeopleQuery(search=self.asked, size=SUGGESTED + len(self.chosen[:50]))
            page = await people.page(current(), await self._who(), query)
            rows = [row for row in page.rows if person_ref(row) not in self.chosen]
            self.found = [_recipient([row]) for row in rows[:SUGGESTED]]

    @rx.event
    @access("admin")
    async def grant(self, form: GrantForm) -> EventType[()] | None:
        """One lot for each workspace; the key of the opened form makes a repeat harmless."""
        try:
            told = await self._granted(form)
        except VidstudioError as error:
            self.wrong = problem(error).detail
            return None
        self.chosen, self.recipients, self.wrong, self.form_key = [], [], "", ""
        self.nonce += 1
        return [rx.call_script(f"window.vidstudio.close('{GRANT_DIALOG}')"), told, refreshed()]

    async def _granted(self, form: GrantForm) -> Any:
        if not self.recipients:
            raise InvalidRequest(text("admin.wrong.nobody"), "people")
        studio, who = current(), await self._who()
        key = self.form_key or studio.clock.new_id()
        requests = [form.asked(one.workspace_id, key) for one in self.recipients]
        for request in requests:
            await credits.grant(studio, who, request)
        amount = number(sum(request.amount_credits for request in requests))
        return toast(counted("admin.grant.done", len(requests), amount=amount))

    async def _read(self) -> None:
        self.form_key = self.form_key or current().clock.new_id()
        refs = [ref.partition(".") for ref in self.chosen]
        asked = tuple((workspace, user) for workspace, _, user in refs)
        rows = await people.chosen(current(), await self._who(), asked)
        by_space = dict[str, list[PersonRow]]()
        for row in rows:
            by_space.setdefault(row.workspace_id, []).append(row)
        self.recipients = [_recipient(sharing) for sharing in by_space.values()]


def _recipient(rows: list[PersonRow]) -> Recipient:
    first = rows[0]
    return Recipient(
        ref=person_ref(first),
        workspace_id=first.workspace_id,
        name=", ".join(row.name for row in rows),
        initials=initials(first.name),
        now=number(first.available_credits),
        now_credits=first.available_credits,
    )
