"""Every event handler of ours says who may call it: any socket can call any of them."""

from collections.abc import Iterator
from typing import Any

import reflex as rx
from reflex.config import get_config
from reflex_base.registry import RegistrationContext

from vidstudio.ui import app as browser_door
from vidstudio.ui.live import ScreenState
from vidstudio.ui.session import MARK, SessionState

# Importing the door has registered every State.
OURS = browser_door.__name__.partition(".")[0] + "."
PUBLIC = {
    "vidstudio.ui.entrance.EntranceState.opened",
    "vidstudio.ui.joining.JoinState.opened",
    "vidstudio.ui.joining.ResetState.opened",
}


def handlers() -> Iterator[tuple[str, Any]]:
    for registered in RegistrationContext.get().event_handlers.values():
        function = registered.handler.fn
        if function.__module__.startswith(OURS):
            yield f"{function.__module__}.{function.__qualname__}", function


def test_every_handler_carries_the_access_mark() -> None:
    unmarked = [name for name, function in handlers() if not hasattr(function, MARK)]
    assert unmarked == []


def test_only_the_known_handlers_are_public() -> None:
    marks = {name: getattr(function, MARK, None) for name, function in handlers()}
    assert {name for name, mark in marks.items() if mark == "public"} == PUBLIC
    assert {name for name, mark in marks.items() if mark != "public"} >= {
        "vidstudio.ui.live.ScreenState.opened",
        "vidstudio.ui.live.ScreenState.choose_shot",
        "vidstudio.ui.shell_campaigns.NewCampaignState.go",
    }


def test_the_registry_holds_every_method_that_could_be_called() -> None:
    """A method without `@rx.event` is a handler as well; it has to be found by the tests above."""

    class Careless(SessionState):
        def forgotten(self) -> None: ...

    names = {name for name, _ in RegistrationContext.get().event_handlers.items()}
    assert f"{Careless.get_full_name()}.forgotten" in names
    assert not hasattr(Careless.event_handlers["forgotten"].fn, MARK)


def test_no_var_has_a_setter_of_its_own() -> None:
    """Reflex's `setvar` can only reach methods named `set_…`."""
    assert not get_config().state_auto_setters
    own = [name for name in dir(ScreenState) if name.startswith("set_")]
    assert set(own) <= {name for name in dir(rx.State) if name.startswith("set_")}
