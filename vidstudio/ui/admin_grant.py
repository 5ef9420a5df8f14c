"""What the dialog "Grant credits" knows: who is chosen, and what went wrong."""

from typing import Annotated, Any

import reflex as rx
from pydantic import StringConstraints, TypeAdapter
from reflex.event import EventType

from vidstudio.base.errors import InvalidRequest, VidstudioError
from vidstudio.base.problems import problem
from vidstudio.base.texts import counted, text
from vidstudio.services import credits, grant_lists, people
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
from vidstudio.views.people import GrantListView, PersonRow, WrongLine

SUGGESTED = 6
MOST = 200
Ref = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,36}\.[0-9A-Za-z-]{1,36}$")]
Key = Annotated[str, StringConstraints(max_length=36)]
Words = Annotated[str, StringConstraints(max_length=100)]
Message = Annotated[str, StringConstraints(max_length=700_000)]
_MESSAGE: TypeAdapter[tuple[str, str]] = TypeAdapter(tuple[str, str])


class Recipient(View):
    """A workspace that gets a lot, and the people chosen who share it."""

    ref: str
    workspace_id: str
    name: str
    initials: str
    now: str
    now_credits: int
    own_credits: int = 0  # what a list says; 0: as many as each


class WrongRow(View):
    line: str
    words: str


class AdminGrantState(SessionState):
    """`chosen` outlives the dialog: rows of the table of people are chosen there too. `own` is by
    workspace what a list gives; `not_granted` are its lines that somebody has to decide about."""

    chosen: list[str] = []
    own: dict[str, int] = {}
    not_granted: list[WrongRow] = []
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
        self.chosen, self.own, self.not_granted = [], {}, []
        await self._read()

    @rx.event
    @access("admin")
    async def read_list(self, message: Message) -> None:
        """Whom a CSV file names, in the place of whom another one named. The message is the
        JSON of a number and the text of the file: a hidden field knows no lines."""
        try:
            listed = await grant_lists.read(current(), await self._who(), _lines(message))
        except VidstudioError as error:
            self.wrong, self.not_granted = problem(error).detail, []
            return
        await self._take_over(listed)

    @rx.event
    @access("admin")
    async def leave_wrong(self) -> None:
        self.not_granted, self.wrong = [], ""

    async def _take_over(self, listed: GrantListView) -> None:
        kept = [one for one in self.chosen if one.partition(".")[0] not in self.own]
        named = {one.person.workspace_id: one for one in listed.listed}
        others = [one for one in kept if one.partition(".")[0] not in named]
        self.chosen = [*others, *(person_ref(one.person) for one in named.values())][:MOST]
        self.own = {key: one.credits for key, one in named.items()}
        self.not_granted = [_wrong_row(one) for one in listed.wrong]
        self.found, self.asked, self.wrong = [], "", ""
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
        self.chosen, self.own, self.recipients, self.wrong, self.form_key = [], {}, [], "", ""
        self.nonce += 1
        return [rx.call_script(f"window.vidstudio.close('{GRANT_DIALOG}')"), told, refreshed()]

    async def _granted(self, form: GrantForm) -> Any:
        if self.not_granted:
            raise InvalidRequest(text("admin.list.first"), "list")
        if not self.recipients:
            raise InvalidRequest(text("admin.wrong.nobody"), "people")
        studio, who = current(), await self._who()
        key = self.form_key or studio.clock.new_id()
        requests = [form.asked(one.workspace_id, key, one.own_credits) for one in self.recipients]
        await credits.grant_all(studio, who, requests)
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
        self.recipients = [
            _recipient(sharing, self.own.get(key, 0)) for key, sharing in by_space.items()
        ]


def _recipient(rows: list[PersonRow], own_credits: int = 0) -> Recipient:
    first = rows[0]
    return Recipient(
        ref=person_ref(first),
        workspace_id=first.workspace_id,
        name=", ".join(row.name for row in rows),
        initials=initials(first.name),
        now=number(first.available_credits),
        now_credits=first.available_credits,
        own_credits=own_credits,
    )


def _wrong_row(line: WrongLine) -> WrongRow:
    return WrongRow(line=text("admin.grant.wrong_line", line=line.line), words=line.words)


def _lines(message: str) -> str:
    """The text of the file; of a message that is none, nothing."""
    try:
        return _MESSAGE.validate_json(message)[1]
    except ValueError:
        return ""
