"""The sample campaign is finished, free, and true to what it tells."""

from sqlmodel import Session, func, select

from tests.unit.services.picked import with_samples
from vidstudio import ledger
from vidstudio.db.tables import CreditHold, Message
from vidstudio.rules.blocks import PlanBlock, read_block
from vidstudio.services import screens
from vidstudio.studio import Studio


async def test_a_first_visitor_sees_a_campaign_that_was_run(studio: Studio) -> None:
    picked = await with_samples(studio)
    screen = await screens.screen(studio, picked.who, picked.campaign_id)
    brief = screen.campaign.brief
    assert all((brief.goal, brief.audience, brief.product, brief.offer, brief.tone))
    assert brief.must_show
    assert brief.never_say
    assert brief.budget_credits == 800
    assert brief.accepted
    assert all(shot.intent and shot.prompt and shot.aspect_ratio for shot in screen.shots)
    assert screen.missing.shots == 0
    states = [view.state for view in (await picked.creatives(studio)).values()]
    assert states == ["approved", "approved", "changes", "waiting"]
    views = (await picked.creatives(studio)).values()
    assert [len(view.publications) for view in views] == [1, 0, 0, 0]
    assert {view.channel for view in views} == {"reels", "youtube", "square"}


async def test_the_conversation_shows_what_the_product_does(studio: Studio) -> None:
    picked = await with_samples(studio)
    screen = await screens.screen(studio, picked.who, picked.campaign_id)
    assert [line.kind for line in screen.messages] == [
        "note", "brief", "strategy", "note", "plan", "note",
    ]  # fmt: skip
    blocks = [line for line in screen.messages if line.block]
    assert {line.block_state for line in blocks} == {"accepted"}
    (plan,) = (line.block for line in blocks if line.kind == "plan")
    assert isinstance(plan, PlanBlock)
    assert [row.shot_id for row in plan.shots] == [shot.id for shot in screen.shots]
    assert screen.messages[-1].author == "studio"


async def test_nothing_of_it_costs(studio: Studio) -> None:
    picked = await with_samples(studio)

    def look(session: Session) -> tuple[int, int]:
        balance = ledger.balance(session, picked.who.workspace_id, studio.clock.now())
        assert all(read_block(m.block) for m in session.exec(select(Message)).all() if m.block)
        return balance.available, session.exec(select(func.count()).select_from(CreditHold)).one()

    assert await studio.db.read(look) == (500, 0)
