"""One account: the drawer's State, and what admins do in it."""

from typing import Annotated, Any, Literal

import reflex as rx
from pydantic import BaseModel, ConfigDict, StringConstraints
from reflex.event import EventType

from vidstudio.base.errors import InvalidRequest, NotFound, VidstudioError
from vidstudio.base.problems import problem
from vidstudio.base.texts import text
from vidstudio.services import members, resets
from vidstudio.services.members import AdminRequest, RoleRequest, StateRequest
from vidstudio.services.resets import ResetRequest
from vidstudio.studio import Role, current
from vidstudio.ui.admin_forms import REASON_LIMIT, Reason
from vidstudio.ui.admin_links import shown_once
from vidstudio.ui.admin_names import refreshed
from vidstudio.ui.admin_users_table import UserCard, user_card
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.session import SessionState, access

Form = Literal["role", "admin", "reset", "state"]


class ReasonForm(BaseModel):
    """Reflex adds fields of its own to a form, which are left aside."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    reason: Reason = ""

    def why(self) -> str:
        """Raises InvalidRequest that names the field."""
        if not 0 < len(self.reason) <= REASON_LIMIT:
            raise InvalidRequest(text("admin.wrong.reason", limit=REASON_LIMIT), "reason")
        return self.reason


class RoleForm(ReasonForm):
    role: Annotated[Role, StringConstraints(max_length=16)]


class AdminUserState(SessionState):
    """`ref` is empty while no drawer is open. A form begins anew after it was sent."""

    ref: str = ""
    user: UserCard = UserCard()
    wrong: dict[str, str] = {}  # by form
    nonce: int = 0

    @rx.event
    @access("admin")
    async def change_role(self, form: RoleForm) -> EventType[()] | None:
        workspace_id, _, user_id = self.ref.partition(".")
        try:
            request = RoleRequest(
                workspace_id=workspace_id, user_id=user_id, role=form.role, reason=form.why()
            )
            await members.change_role(current(), await self._who(), request)
        except VidstudioError as error:
            return self._refused("role", error)
        return await self._done(text("users.done.role", name=self.user.name))

    @rx.event
    @access("admin")
    async def change_admin(self, form: ReasonForm) -> EventType[()] | None:
        more = not self.user.admin
        try:
            request = AdminRequest(user_id=self._user_id(), is_admin=more, reason=form.why())
            await members.change_admin(current(), await self._who(), request)
        except VidstudioError as error:
            return self._refused("admin", error)
        key = "users.done.admin" if more else "users.done.no_admin"
        return await self._done(text(key, name=self.user.name))

    @rx.event
    @access("admin")
    async def change_state(self, form: ReasonForm) -> EventType[()] | None:
        off = not self.user.disabled
        try:
            request = StateRequest(user_id=self._user_id(), disabled=off, reason=form.why())
            await members.change_state(current(), await self._who(), request)
        except VidstudioError as error:
            return self._refused("state", error)
        key = "users.done.disabled" if off else "users.done.enabled"
        return await self._done(text(key, name=self.user.name))

    @rx.event
    @access("admin")
    async def make_link(self, form: ReasonForm) -> EventType[()] | None:
        try:
            request = ResetRequest(user_id=self._user_id(), reason=form.why())
            link = await resets.create(current(), await self._who(), request)
        except VidstudioError as error:
            return self._refused("reset", error)
        await self._anew()
        return shown_once("reset", link)

    def _user_id(self) -> str:
        return self.ref.partition(".")[2]

    def _refused(self, form: Form, error: VidstudioError) -> None:
        """What was typed stays in the form."""
        self.wrong = {form: problem(error).detail}

    async def _done(self, words: str) -> list[Any]:
        await self._anew()
        return [toast(words), refreshed()]

    async def _anew(self) -> None:
        self.wrong, self.nonce = {}, self.nonce + 1
        await self._show(self.ref)

    async def _show(self, ref: str) -> None:
        """Opens the drawer of a member; a ref that names nobody closes it."""
        if ref and ref != self.ref:
            self.wrong, self.nonce = {}, self.nonce + 1
        workspace_id, _, user_id = ref.partition(".")
        studio = current()
        try:
            row = await members.one(studio, await self._who(), workspace_id, user_id)
        except NotFound:
            self.ref = ""
            return
        shown = user_card(row, studio.clock.now())
        self.ref = ref
        if shown != self.user:
            self.user = shown
