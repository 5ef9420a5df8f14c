"""The dialog that makes an invitation, and taking one back."""

from typing import Annotated, Any, get_args

import reflex as rx
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from reflex.event import EventType

from vidstudio.base.errors import InvalidRequest, VidstudioError
from vidstudio.base.problems import problem
from vidstudio.base.texts import text
from vidstudio.services import invites
from vidstudio.services.invites import InviteRequest
from vidstudio.studio import Role, current
from vidstudio.ui.admin_fields import field
from vidstudio.ui.admin_forms import LARGEST, whole
from vidstudio.ui.admin_links import shown_once
from vidstudio.ui.admin_names import refreshed
from vidstudio.ui.admin_rows import dialog_head
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.parts.words import filled
from vidstudio.ui.session import SessionState, access
from vidstudio.views import View

DIALOG = "invite"
Short = Annotated[str, StringConstraints(max_length=254)]
Key = Annotated[str, StringConstraints(max_length=36)]


class InviteForm(BaseModel):
    """Texts as they were typed; an empty `space` is a workspace of their own."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    email: Short
    space: Key
    role: Role = "maker"
    credits: Short = ""

    def asked(self) -> InviteRequest:
        """Raises InvalidRequest that names the field."""
        amount = whole(self.credits, "credits", 0, LARGEST) if self.credits else None
        own = {"welcome_credits": amount} if not self.space else {"workspace_id": self.space}
        try:
            return InviteRequest.model_validate({"email": self.email, "role": self.role, **own})
        except ValidationError as error:
            raise InvalidRequest(text("users.wrong.email"), "email") from error


class Space(View):
    id: str
    name: str


class AdminInviteState(SessionState):
    spaces: list[Space] = []
    chosen: str = ""
    welcome: str = ""
    wrong: str = ""
    nonce: int = 0

    @rx.event
    @access("admin")
    async def choose(self, space: Key) -> None:
        """Into a workspace with a role, or into one of their own with credits."""
        self.chosen = space

    @rx.event
    @access("admin")
    async def invite(self, form: InviteForm) -> EventType[()] | None:
        try:
            link = await invites.create(current(), await self._who(), form.asked())
        except VidstudioError as error:
            self.wrong = problem(error).detail
            return None
        self.wrong, self.chosen, self.nonce = "", "", self.nonce + 1
        close = rx.call_script(f"window.vidstudio.close('{DIALOG}')")
        return [close, shown_once("invite", link), refreshed()]

    @rx.event
    @access("admin")
    async def take_back(self, invite_id: Key) -> EventType[()]:
        await invites.revoke(current(), await self._who(), invite_id)
        return [toast(text("users.done.taken_back")), refreshed()]

    async def _read(self) -> None:
        studio = current()
        found = await invites.spaces(studio, await self._who())
        self.spaces = [Space(id=one.id, name=one.name) for one in found]
        self.welcome = str(studio.settings.welcome_credits)


def invite_dialog() -> rx.Component:
    state: Any = AdminInviteState
    return rx.el.dialog(
        dialog_head(text("users.invite.title"), DIALOG),
        rx.el.form(
            _email(),
            _where(),
            rx.cond(state.chosen != "", _role(), _credits()),
            rx.el.p(state.wrong, class_name="field-error", role="alert"),
            rx.el.div(
                rx.el.span(text("users.invite.note"), class_name="note"),
                rx.el.button(
                    text("admin.grant.cancel"),
                    type="button",
                    class_name="btn main outline",
                    custom_attrs={"data-closes": DIALOG},
                ),
                rx.el.button(
                    text("users.invite.send"), type="submit", class_name="btn main filled"
                ),
                class_name="dialog-foot",
            ),
            on_submit=state.invite,
            key=f"invite-{state.nonce}",
            class_name="invite-form",
        ),
        id=DIALOG,
        class_name="dialog grant-dialog",
        aria_labelledby=f"{DIALOG}-title",
    )


def _email() -> rx.Component:
    box = rx.el.input(
        id="invite-email",
        name="email",
        type="email",
        class_name="input",
        max_length=254,
        auto_complete="off",
        placeholder=text("users.invite.anybody"),
    )
    return field("invite", "email", text("users.invite.email"), box)


def _where() -> rx.Component:
    state: Any = AdminInviteState
    box = rx.el.select(
        rx.el.option(text("users.invite.own"), value=""),
        rx.foreach(state.spaces, lambda one: rx.el.option(one.name, value=one.id)),
        id="invite-space",
        name="space",
        class_name="input",
        on_change=state.choose,
    )
    return field("invite", "space", text("users.columns.workspace"), box)


def _role() -> rx.Component:
    options = (rx.el.option(text(f"users.roles.{one}"), value=one) for one in get_args(Role))
    box = rx.el.select(
        *options, id="invite-role", name="role", default_value="maker", class_name="input"
    )
    return field("invite", "role", text("users.columns.role"), box)


def _credits() -> rx.Component:
    box = rx.el.input(
        id="invite-credits",
        name="credits",
        class_name="input m",
        max_length=13,
        auto_complete="off",
        placeholder=AdminInviteState.welcome,
        custom_attrs={"inputMode": "numeric"},
    )
    words = filled("users.invite.credits", amount=AdminInviteState.welcome)
    return field("invite", "credits", words, box)
