"""A link sets a new password: within 24 hours, once, and every session before it ends."""

import pytest
from pydantic import SecretStr
from sqlmodel import select

from tests.studio_fixtures import Home, Timepiece
from tests.unit.services.entering import HERE, PASSWORD, audited, hash_quickly, joined, plain
from vidstudio.base.clock import Clock
from vidstudio.base.errors import Conflict, InvalidRequest, NotAllowed, NotFound, NotSignedIn
from vidstudio.db.tables import PasswordReset
from vidstudio.services import accounts, members, resets, sessions
from vidstudio.services.accounts import SignIn
from vidstudio.services.members import StateRequest
from vidstudio.services.resets import NewPassword, ResetRequest
from vidstudio.studio import Studio, Who
from vidstudio.views.members import LinkView

NEW = "four blue teapots"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


async def link(studio: Studio, home: Home, who: Who) -> LinkView:
    return await resets.create(studio, home.who, ResetRequest(user_id=who.user_id, reason="Asked"))


def chosen(path: str, password: str = NEW) -> NewPassword:
    return NewPassword(token=path.rpartition("/")[2], password=SecretStr(password))


def sign_in(password: str) -> SignIn:
    return SignIn(email="lea@example.com", password=SecretStr(password))


async def test_a_new_password_ends_every_session_before(studio: Studio, home: Home) -> None:
    lea, before = await joined(studio, home)
    made = await link(studio, home, lea)
    told = await resets.look(studio, made.path.rpartition("/")[2])
    assert (told.name, told.email) == ("Lea Brandt", "lea@example.com")
    assert await sessions.who(studio, before.token)  # until the link is used
    now = await resets.use(studio, chosen(made.path), HERE)
    assert (await sessions.who(studio, now.token)).user_id == lea.user_id
    with pytest.raises(NotSignedIn):
        await sessions.who(studio, before.token)
    with pytest.raises(NotSignedIn):
        await accounts.sign_in(studio, sign_in(PASSWORD), HERE)
    assert await accounts.sign_in(studio, sign_in(NEW), HERE)


async def test_used_replaced_old_and_foreign_links_answer_alike(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    lea, _ = await joined(studio, home)
    replaced, used = await link(studio, home, lea), await link(studio, home, lea)
    await resets.use(studio, chosen(used.path), HERE)
    old = await link(studio, home, lea)
    timepiece.advance(hours=24)
    answers = set[str]()
    for path in (replaced.path, used.path, old.path, "/reset/made-up"):
        with pytest.raises(NotFound) as refusal:
            await resets.use(studio, chosen(path, "five red lamps here"), HERE)
        with pytest.raises(NotFound) as unseen:
            await resets.look(studio, path.rpartition("/")[2])
        answers |= {str(refusal.value), str(unseen.value)}
    assert len(answers) == 1
    assert await accounts.sign_in(studio, sign_in(NEW), HERE)


async def test_a_weak_password_is_refused_and_the_link_still_works(
    studio: Studio, home: Home
) -> None:
    lea, _ = await joined(studio, home)
    made = await link(studio, home, lea)
    with pytest.raises(InvalidRequest) as refusal:
        await resets.use(studio, chosen(made.path, "short"), HERE)
    assert refusal.value.field == "password"
    assert await resets.use(studio, chosen(made.path), HERE)


async def test_who_is_disabled_gets_no_link_and_uses_none(studio: Studio, home: Home) -> None:
    lea, _ = await joined(studio, home)
    made = await link(studio, home, lea)
    await members.change_state(
        studio, home.who, StateRequest(user_id=lea.user_id, disabled=True, reason="Left")
    )
    with pytest.raises(NotFound):
        await resets.use(studio, chosen(made.path), HERE)
    with pytest.raises(Conflict):
        await link(studio, home, lea)


async def test_the_log_has_the_reason_and_never_the_token(studio: Studio, home: Home) -> None:
    lea, _ = await joined(studio, home)
    made = await link(studio, home, lea)
    _, entry = await audited(studio)
    assert (entry.action, entry.reason, entry.object_id) == ("user.reset", "Asked", lea.user_id)
    row = await studio.db.read(lambda session: session.exec(select(PasswordReset)).one())
    token = made.path.removeprefix("/reset/")
    assert token not in str(entry.model_dump()) + str(row.model_dump())


async def test_only_admins_make_such_links_and_only_for_people(studio: Studio, home: Home) -> None:
    with pytest.raises(NotAllowed):
        await resets.create(studio, plain(home), ResetRequest(user_id="any", reason="Mine"))
    with pytest.raises(NotFound):
        await resets.create(studio, home.who, ResetRequest(user_id="unknown", reason="Asked"))
