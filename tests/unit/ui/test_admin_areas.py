"""What any socket may say to Users, Prices, Providers and Audit, and what then happens."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import reflex as rx
from pydantic import ValidationError

from tests.studio_fixtures import Home, settle_in
from tests.unit.services.entering import audited, hash_quickly, joined
from tests.unit.ui.states import opened_by, signed_in
from tests.unit.ui.test_admin_pages import plain
from vidstudio.base.errors import InvalidRequest, NotAllowed, NotSignedIn
from vidstudio.rules.catalog import Price
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import invites, prices, tasks
from vidstudio.services.invites import InviteRequest
from vidstudio.studio import Studio, use
from vidstudio.ui.admin_audit import AdminAuditState
from vidstudio.ui.admin_invite import AdminInviteState
from vidstudio.ui.admin_prices import AdminPricesState
from vidstudio.ui.admin_providers import AdminProvidersState
from vidstudio.ui.admin_queue import AdminQueueState
from vidstudio.ui.admin_user import AdminUserState
from vidstudio.ui.admin_users import AdminUsersState
from vidstudio.ui.joining import JoinState

PAGES = (
    *(AdminUsersState, AdminPricesState, AdminProvidersState, AdminAuditState, AdminQueueState),
)
WHY = {"reason": "Why"}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.mark.parametrize("page", PAGES)
async def test_who_is_no_admin_is_led_away(studio: Studio, page: type[rx.State]) -> None:
    use(studio)
    state: Any = opened_by(page, await plain(studio), "/admin/users")
    assert "location.replace" in str(await state.opened())
    assert not state.read
    with pytest.raises(NotAllowed):
        await state.refresh("1")


@pytest.mark.parametrize("cookie", ["plain", ""])
async def test_nobody_else_does_an_admins_deeds(studio: Studio, cookie: str) -> None:
    use(studio)
    sent, refusal = (await plain(studio), NotAllowed) if cookie else ("", NotSignedIn)
    user: Any = opened_by(AdminUserState, sent)
    invite: Any = opened_by(AdminInviteState, sent)
    price: Any = opened_by(AdminPricesState, sent)
    provider: Any = opened_by(AdminProvidersState, sent)
    users: Any = opened_by(AdminUsersState, sent)
    takes: Any = opened_by(AdminQueueState, sent)
    calls: list[Callable[[], Awaitable[Any]]] = [
        lambda: user.change_role({"role": "owner", **WHY}),
        lambda: user.change_admin({"on": "yes", **WHY}),
        lambda: user.change_state({"on": "yes", **WHY}),
        lambda: user.make_link(WHY),
        lambda: invite.invite({"email": "", "space": ""}),
        lambda: invite.choose("w"),
        lambda: invite.take_back("i"),
        lambda: price.save({"silent.720p": "1", **WHY}),
        lambda: price.go_back(WHY),
        lambda: provider.stop({"on": "yes", **WHY}),
        lambda: provider.close_breaker({"name": "local", **WHY}),
        lambda: users.look_for("a"),
        lambda: takes.ask("t"),
        lambda: takes.stop({"task": "t", **WHY}),
    ]
    for call in calls:
        with pytest.raises(refusal):
            await call()
    assert await audited(studio) == []


async def test_an_account_is_changed_with_a_reason_only(studio: Studio, home: Home) -> None:
    use(studio)
    lea, _ = await joined(studio, home, workspace_id=home.who.workspace_id, role="maker")
    state: Any = opened_by(AdminUserState, await signed_in(studio, home))
    await state._show(f"{lea.workspace_id}.{lea.user_id}")
    await state.change_role({"role": "viewer", "reason": "  "})
    assert "Reason" in state.wrong["role"]
    assert state.user.role == "maker"
    await state.change_role({"role": "viewer", "reason": "New desk"})
    assert (state.user.role, state.wrong) == ("viewer", {})
    with pytest.raises((InvalidRequest, ValidationError)):
        await state.change_role({"role": "emperor", "reason": "New desk"})
    for _ in range(2):  # pressed twice
        await state.change_state({"on": "yes", "reason": "Left"})
        assert state.user.disabled
    await state.make_link(WHY)
    assert "disabled" in state.wrong["reset"]
    await state.change_state({"on": "no", "reason": "Back"})
    assert not state.user.disabled


async def test_a_link_goes_to_the_browser_and_stays_in_no_state(studio: Studio, home: Home) -> None:
    use(studio)
    state: Any = opened_by(AdminInviteState, await signed_in(studio, home))
    told = str(await state.invite({"email": "ida@example.com", "space": ""}))
    assert "/join/" in told
    token = told.partition("/join/")[2][:40]
    assert token not in str(state.dict())
    await state.invite({"email": "nobody", "space": ""})
    assert state.wrong.startswith("Email")
    assert len(await invites.not_used(studio, home.who)) == 1


async def test_a_price_is_set_by_its_fields(studio: Studio, home: Home) -> None:
    use(studio)
    path = "/admin/prices?model=kling-3"
    state: Any = opened_by(AdminPricesState, await signed_in(studio, home), path)
    await state._look("kling-3")
    cells = {field.name: field.value for field in state.model.fields if field.value}
    await state.save({**cells, "silent.720p": "7.5", **WHY})
    assert state.wrong.startswith("720p")
    await state.save({**cells, "silent.720p": "21", **WHY})
    now = (await prices.current(studio))["kling-3"]
    assert (now.rule, now.price.silent) == ("kling-3 v1", {"720p": 21, "1080p": 9, "4k": 34})
    assert isinstance(now.price, Price)
    assert now.price.sound["1080p"] == 14
    assert [one.version for one in state.model.history] == ["v1"]
    await state.go_back({"reason": "Too dear"})
    assert (await prices.current(studio))["kling-3"].rule == "kling-3 catalogue"


async def test_the_stop_shows_its_reason_until_it_ends(studio: Studio, home: Home) -> None:
    use(studio)
    state: Any = opened_by(AdminProvidersState, await signed_in(studio, home))
    await state.opened()
    assert not state.is_stopped
    await state.stop({"on": "yes", "reason": "Bills look odd"})
    assert (state.is_stopped, state.stopped) == (True, "Bills look odd")
    await state.stop({"on": "no", "reason": "They are right"})
    assert not state.is_stopped
    await state.close_breaker({"name": "local", **WHY})
    assert "already" in state.wrong["local"]


async def test_a_take_of_anybody_is_stopped_with_a_reason_only(studio: Studio, home: Home) -> None:
    use(studio)
    eve = await settle_in(studio, "Eve")
    asked = TaskRequest(model="animatic", prompt="A cup", campaign_id=eve.campaign_id)
    (take,) = await tasks.create(studio, eve.who, asked)
    state: Any = opened_by(AdminQueueState, await signed_in(studio, home), "/admin/queue")
    await state.opened()
    assert [(row.person, row.place, row.word) for row in state.rows] == [("Eve", "Next", "Waiting")]
    assert await state.ask("of another page") is None
    assert "stop-anybodys" in str(await state.ask(take.id))
    assert state.asked.stop_words == "It ends at once. Nothing is charged."
    await state.stop({"task": take.id, "reason": " "})
    assert "Reason" in state.wrong
    assert "Stopped." in str(await state.stop({"task": take.id, **WHY}))
    assert state.rows == []
    await state.stop({"task": take.id, **WHY})
    assert "ended" in state.wrong


async def test_a_join_page_says_who_invites_or_that_the_link_is_gone(
    studio: Studio, home: Home
) -> None:
    use(studio)
    eve = await settle_in(studio, "Eve")
    link = await invites.create(
        studio, eve.who, InviteRequest(workspace_id=eve.who.workspace_id, role="reviewer")
    )
    good: Any = opened_by(JoinState, "", link.path)
    await good.opened()
    assert good.door.state == "good"
    assert good.door.words == "Eve invites you to Eve’s studio as reviewer."
    gone: Any = opened_by(JoinState, "", "/join/made-up")
    await gone.opened()
    assert gone.door.state == "gone"
    assert link.path.rpartition("/")[2] not in str(good.dict())
