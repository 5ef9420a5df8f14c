"""A State as a socket has it: with the cookie of a session, at the address of a page."""

from typing import TypeVar

import reflex as rx
from reflex.istate.data import RouterData
from sqlmodel import Session

from tests.studio_fixtures import Home
from vidstudio.db.tables import User, Workspace
from vidstudio.services import sessions
from vidstudio.studio import Studio

State = TypeVar("State", bound=rx.State)


def opened_by(cls: type[State], cookie: str = "", path: str = "/", tab: str = "tab") -> State:
    root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    root.router = RouterData.from_router_data(  # pyright: ignore[reportAttributeAccessIssue]
        {
            "headers": {"cookie": cookie, "origin": "http://studio.test"},
            "asPath": path,
            "pathname": path.partition("?")[0],
            "token": tab,
            "query": {},
        }
    )
    state = root.get_substate(cls.get_full_name().split("."))
    assert isinstance(state, cls)
    return state


async def signed_in(studio: Studio, home: Home) -> str:
    """The `Cookie` header of a fresh session of this workspace's owner."""

    def work(session: Session) -> str:
        user = session.get_one(User, home.who.user_id)
        workspace = session.get_one(Workspace, home.who.workspace_id)
        return sessions.start(session, studio, user, workspace).token

    return f"theme=dark; vidstudio_session={await studio.db.write(work)}"
