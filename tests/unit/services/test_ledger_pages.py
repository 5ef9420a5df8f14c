"""The ledger of all workspaces: who may look, what each filter and word finds, and its pages."""

from dataclasses import replace

import pytest
from sqlmodel import Session, col, select

from tests.properties.purse import PROMISES, Purse
from tests.studio_fixtures import Home, Timepiece, settle_in
from vidstudio import ledger
from vidstudio.base.clock import Clock
from vidstudio.base.errors import InvalidRequest, NotAllowed, NotFound
from vidstudio.db.tables import Task
from vidstudio.ledger import Grant
from vidstudio.services import credits, ledger_csv, ledger_pages, ledger_query
from vidstudio.services.credits import GrantRequest
from vidstudio.services.ledger_query import LedgerQuery
from vidstudio.services.statement import StatementQuery
from vidstudio.studio import Studio
from vidstudio.ui.explain_rows import explain_card
from vidstudio.ui.library_clock import Clock as Reader
from vidstudio.views.statement import LedgerPageView


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
def promises() -> tuple[str, ...]:
    return PROMISES


@pytest.fixture
async def purses(studio: Studio, timepiece: Timepiece) -> tuple[Purse, Purse]:
    """Ada was charged 45 of 60 in July; Eve has 30 on hold since August."""
    ada = Purse(studio, await settle_in(studio, "Ada", credits=0))
    eve = Purse(studio, await settle_in(studio, "Eve", credits=0))
    ada.grant(100, key="ada")
    ada.capture(ada.hold(60), 45)
    timepiece.advance(days=40)
    eve.grant(200, key="eve")
    eve.hold(30)
    return ada, eve


async def find(purse: Purse, **asked: object) -> LedgerPageView:
    query = LedgerQuery.model_validate(asked)
    return await ledger_pages.page(purse.studio, purse.home.who, query)


async def kinds(purse: Purse, **asked: object) -> list[tuple[str, str]]:
    return [(row.person, row.kind) for row in (await find(purse, **asked)).rows]


ADA = [("Ada", "release"), ("Ada", "capture"), ("Ada", "hold"), ("Ada", "grant")]
EVE = [("Eve", "hold"), ("Eve", "grant")]


async def test_every_row_of_every_workspace_newest_first(purses: tuple[Purse, Purse]) -> None:
    found = await find(purses[0])
    assert [(row.person, row.kind) for row in found.rows] == EVE + ADA
    assert [row.credits for row in found.rows] == [-30, 200, 15, 45, -60, 100]
    assert [row.lot for row in found.rows] == ["Aug-200"] * 2 + ["Jul-100"] * 4
    assert [row.after_credits for row in found.rows] == [170, 200, 55, 40, 40, 100]
    assert {row.what for row in found.rows if row.kind != "grant"} == {"Shot 1, take 01"}


async def test_filters_find_what_they_say(purses: tuple[Purse, Purse]) -> None:
    ada, eve = purses
    assert await kinds(ada, kind="hold") == [("Eve", "hold"), ("Ada", "hold")]
    assert await kinds(ada, person=eve.home.who.user_id) == EVE
    assert await kinds(ada, campaign=ada.home.campaign_id) == ADA[:3]
    assert await kinds(ada, month="2026-07") == ADA
    assert await kinds(ada, model="animatic", month="2026-08") == EVE[:1]
    assert await kinds(ada, model="kling-3") == []
    assert await kinds(ada, kind="grant", month="2026-08") == EVE[1:]
    assert await kinds(ada, person="nobody") == []


async def test_words_find_people_takes_and_lots(purses: tuple[Purse, Purse]) -> None:
    ada, eve = purses
    assert await kinds(ada, q="eve") == EVE
    assert await kinds(ada, q="Jul-100") == ADA
    assert await kinds(ada, q="Aug-100") == []
    assert await kinds(ada, q=next(iter(eve.held))) == EVE[:1]
    assert await kinds(ada, q="shot 1, take 01", kind="capture") == ADA[1:2]
    assert await kinds(ada, q="take 1") == EVE[:1] + ADA[:3]
    assert await kinds(ada, q="take 2") == []
    assert await kinds(ada, q="%") == []


@pytest.mark.parametrize("looked_at", [2, 3, 1000])
async def test_pages_by_key_show_every_row_once(
    purses: tuple[Purse, Purse], monkeypatch: pytest.MonkeyPatch, looked_at: int
) -> None:
    monkeypatch.setattr(ledger_pages, "PAGE_ROWS", 2)
    monkeypatch.setattr(ledger_pages, "LOOKED_AT", looked_at)
    monkeypatch.setattr(ledger_query, "FEW_TAKES", 0)  # every take is looked at row by row
    for asked in ({}, {"model": "animatic"}):
        seen, cursor = list[tuple[str, int]](), ""
        for _ in range(8):
            found = await find(purses[0], cursor=cursor, **asked)
            seen += [(row.workspace_id, row.seq) for row in found.rows]
            cursor = found.next_cursor
            if not cursor:
                break
        assert len(seen) == len(set(seen)) == (4 if asked else 6)


async def test_a_page_that_looked_too_short_says_how_far(
    purses: tuple[Purse, Purse], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_pages, "LOOKED_AT", 1)
    monkeypatch.setattr(ledger_query, "FEW_TAKES", 0)
    found = await find(purses[0], model="animatic")
    assert [row.kind for row in found.rows] == ["hold"]
    assert found.searched_to == found.rows[0].at
    assert found.next_cursor


async def test_one_row_is_explained(purses: tuple[Purse, Purse]) -> None:
    ada, eve = purses
    room = ada.home.who.workspace_id
    told = await ledger_pages.explanation(ada.studio, eve.home.who, room, 3)
    assert (told.kind, told.credits, told.person) == ("capture", 45, "Ada")
    assert told.sentence.endswith("Charged 45 from lot Jul-100 and gave 15 back.")
    given = await ledger_pages.explanation(ada.studio, eve.home.who, room, 1)
    assert given.sentence == "Granted by the studio: “Test.” 100 credits, without an end."
    for seq in (0, 99, 2**70):
        with pytest.raises(NotFound):
            await ledger_pages.explanation(ada.studio, eve.home.who, room, seq)


async def test_a_picture_is_shown_where_it_can_be_opened(purses: tuple[Purse, Purse]) -> None:
    """The files of another workspace are not served to an admin either."""
    ada, eve = purses

    def picture(session: Session) -> None:
        session.exec(select(Task).where(col(Task.quoted) == 60)).one().poster_asset_id = "still"

    ada.do(picture)
    room = ada.home.who.workspace_id
    reader = Reader(now=ada.studio.clock.now(), zone_minutes=0)
    for who, found in ((ada.home.who, True), (eve.home.who, False)):
        told = await ledger_pages.explanation(ada.studio, who, room, 3)
        card = explain_card(told, 0.01, reader)
        assert (bool(card.poster_url), bool(card.take_href)) == (found, found)


async def test_only_admins_look(purses: tuple[Purse, Purse]) -> None:
    ada, _ = purses
    member = replace(ada.home.who, is_admin=False)
    room = ada.home.who.workspace_id
    for asked in (
        ledger_pages.page(ada.studio, member, LedgerQuery()),
        ledger_pages.explanation(ada.studio, member, room, 1),
        ledger_pages.choices(ada.studio, member),
        ledger_csv.ledger_csv(ada.studio, member, LedgerQuery()),
    ):
        with pytest.raises(NotAllowed):
            await asked


async def test_choices_are_those_of_this_studio(purses: tuple[Purse, Purse]) -> None:
    offered = await ledger_pages.choices(purses[0].studio, purses[0].home.who)
    assert [name for _, name in offered.people] == ["Ada", "Eve"]
    assert offered.months == ("2026-08", "2026-07")
    assert ("animatic", "Animatic") in offered.models


@pytest.mark.parametrize("cursor", ["x", "1.2", "9" * 30 + ".a.1", "1.\x00.1"])
async def test_a_wrong_cursor_is_refused(purses: tuple[Purse, Purse], cursor: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await find(purses[0], cursor=cursor)
    assert refused.value.field == "cursor"


async def test_the_file_holds_every_row_in_pieces(
    purses: tuple[Purse, Purse], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_csv, "PIECE_ROWS", 2)
    ada, _ = purses
    pieces = await ledger_csv.ledger_csv(ada.studio, ada.home.who, LedgerQuery())
    lines = "".join([piece async for piece in pieces]).splitlines()
    assert len(lines) == 7
    assert lines[0].startswith("time,person,kind,credits,lot,available_after,what,why,")
    assert ",Ada,capture,45,Jul-100,40," in lines[4]
    july = StatementQuery(month="2026-07")
    own = await ledger_csv.statement_csv(ada.studio, ada.home.who, july)
    assert len("".join([piece async for piece in own]).splitlines()) == 3


def test_no_cell_is_a_formula_and_numbers_stay_numbers() -> None:
    cells = ["=1+1", "+1", "-1", "@x", "\t=1", "fine", -5, 0, None]
    assert ledger_csv.written([cells]) == "'=1+1,'+1,'-1,'@x,'\t=1,fine,-5,0,\r\n"


async def test_a_reason_that_is_a_formula_stays_words(studio: Studio, home: Home) -> None:
    gift = GrantRequest(
        workspace_id=home.who.workspace_id, amount_credits=5, reason="=cmd()", key="k"
    )
    await credits.grant(studio, home.who, gift)
    pieces = await ledger_csv.ledger_csv(studio, home.who, LedgerQuery())
    assert ",'=cmd()," in "".join([piece async for piece in pieces])


async def test_what_nobody_did_was_written_by_the_system(studio: Studio, home: Home) -> None:
    """Not by the name that a process of ours has."""
    gift = Grant(
        workspace_id=home.who.workspace_id,
        amount=5,
        source="granted",
        reason="By itself",
        idem_key="by-itself",
        actor="host-of-ours:4711",
    )
    await studio.db.write(lambda session: ledger.grant(session, gift, studio.clock.now()))
    pieces = await ledger_csv.ledger_csv(studio, home.who, LedgerQuery())
    told = "".join([piece async for piece in pieces])
    assert ",the system,By itself," in told
    assert "4711" not in told
