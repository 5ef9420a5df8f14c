"""Decisions about blocks: made once, in the own workspace, never over somebody's words."""

import asyncio

import pytest
from sqlmodel import Session

from tests.studio_fixtures import Home, settle_in
from tests.unit.services.talking import line, planned, proposed
from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.db.tables import Brief, Shot
from vidstudio.rules.blocks import (
    Angle,
    BriefBlock,
    BriefLine,
    PlanBlock,
    PlannedShot,
    PromptBlock,
    StrategyBlock,
    read_block,
)
from vidstudio.services import blocks, briefs, campaigns, screens, unsent
from vidstudio.services.briefs import FieldEdit
from vidstudio.studio import Studio
from vidstudio.views import DraftView

PLAN = PlanBlock(
    shots=tuple(
        PlannedShot(title=title, intent=f"{title} happens", prompt=f"{title}, slowly")
        for title in ("First light", "The bag at dawn", "Northern sky")
    )
)
ANGLES = StrategyBlock(angles=tuple(Angle(title=f"Way {n}", hook="") for n in range(5)))


async def brief_of(studio: Studio, home: Home) -> Brief | None:
    return await studio.db.read(lambda session: session.get(Brief, home.campaign_id))


async def titles(studio: Studio, home: Home) -> list[str]:
    screen = await screens.screen(studio, home.who, home.campaign_id)
    return [shot.title for shot in screen.shots]


async def test_an_accepted_brief_is_written_once(studio: Studio, home: Home) -> None:
    said = BriefBlock(lines=(BriefLine(field="goal", value="Be first"),), channels=("reels",))
    message = await proposed(studio, home, said)
    presses = (blocks.accept_brief(studio, home.who, message) for _ in range(2))
    assert sorted(await asyncio.gather(*presses)) == [False, True]
    brief = await brief_of(studio, home)
    assert brief
    assert (brief.goal, brief.channels) == ("Be first", ["reels"])
    assert brief.accepted_at
    assert brief.changes["goal"]["by_user_id"] == home.who.user_id


async def test_words_written_since_the_proposal_stay(studio: Studio, home: Home) -> None:
    message = await proposed(
        studio,
        home,
        BriefBlock(
            lines=(
                BriefLine(field="goal", value="Theirs", kept="Old"),
                BriefLine(field="tone", value="Quiet"),
            )
        ),
    )
    mine = FieldEdit(field="goal", before="", after="Mine")
    await briefs.edit(studio, home.who, home.campaign_id, (mine,))
    await blocks.accept_brief(studio, home.who, message)
    brief = await brief_of(studio, home)
    assert brief
    assert (brief.goal, brief.tone) == ("Mine", "Quiet")


async def test_one_to_three_angles_are_picked(studio: Studio, home: Home) -> None:
    message = await proposed(studio, home, ANGLES)
    with pytest.raises(InvalidRequest, match="Three is the most"):
        await blocks.pick_angles(studio, home.who, message, (0, 1, 2, 3))
    for wrong in ((), (9,)):
        with pytest.raises(InvalidRequest):
            await blocks.pick_angles(studio, home.who, message, wrong)
    assert await blocks.pick_angles(studio, home.who, message, (4, 1)) == ("Way 1", "Way 4")
    assert await blocks.pick_angles(studio, home.who, message, (0,)) == ()
    kept = read_block((await line(studio, message)).block)
    assert [angle.picked for angle in kept.angles] == [False, True, False, False, True]


async def test_all_shots_are_accepted_once_by_two_presses(studio: Studio, home: Home) -> None:
    message = await proposed(studio, home, PLAN)
    presses = (blocks.accept_shots(studio, home.who, message) for _ in range(2))
    assert sorted(await asyncio.gather(*presses)) == [(3, False), (3, True)]
    assert await titles(studio, home) == ["First light", "The bag at dawn", "Northern sky"]


async def test_rows_are_accepted_one_by_one(studio: Studio, home: Home) -> None:
    message = await proposed(studio, home, PLAN)
    assert await blocks.accept_shots(studio, home.who, message, (1,)) == (1, False)
    assert await blocks.accept_shots(studio, home.who, message, (1,)) == (1, False)
    assert await titles(studio, home) == ["The bag at dawn"]
    assert await blocks.accept_shots(studio, home.who, message, ()) == (1, True)
    assert (await line(studio, message)).block_state == "accepted"
    with pytest.raises(InvalidRequest):
        await blocks.accept_shots(studio, home.who, message, (7,))


async def test_a_shot_with_plans_of_its_own_is_left_alone(studio: Studio, home: Home) -> None:
    def plan(session: Session) -> None:
        shot = session.get_one(Shot, home.shot_id)
        shot.intent = "Mine"
        session.add(shot)

    await studio.db.write(plan)
    await blocks.accept_shots(studio, home.who, await proposed(studio, home, PLAN))
    assert (await titles(studio, home))[0] == "Shot 1"
    assert len(await titles(studio, home)) == 4


async def test_a_prompt_goes_to_the_shot_and_into_the_panel(studio: Studio, home: Home) -> None:
    (shot_id,) = await planned(studio, home, "First light")
    typed = DraftView(shot_id=home.shot_id, prompt="Typed for another shot", model="kling-3")
    await campaigns.save_draft(studio, home.who, home.campaign_id, typed)
    better = PromptBlock(shot_id=shot_id, before="", after="Better")
    message = await proposed(studio, home, better)
    assert await blocks.use_prompt(studio, home.who, message) == shot_id
    draft = await campaigns.draft(studio, home.who, home.campaign_id)
    assert (draft.shot_id, draft.prompt, draft.model) == (shot_id, "Better", "kling-3")
    assert draft.elsewhere == {home.shot_id: "Typed for another shot"}
    shots = (await screens.screen(studio, home.who, home.campaign_id)).shots
    assert {shot.id: shot.prompt for shot in shots} == {shot_id: "Better", home.shot_id: ""}


async def test_a_used_prompt_is_not_used_again(studio: Studio, home: Home) -> None:
    (shot_id,) = await planned(studio, home, "First light")
    message = await proposed(studio, home, PromptBlock(shot_id=shot_id, after="Better"))
    await blocks.use_prompt(studio, home.who, message)
    later = DraftView(shot_id=shot_id, prompt="Typed since")
    await campaigns.save_draft(studio, home.who, home.campaign_id, later)
    await blocks.use_prompt(studio, home.who, message)
    draft = await campaigns.draft(studio, home.who, home.campaign_id)
    assert draft.prompt == "Typed since"


async def test_what_was_discarded_stays_so(studio: Studio, home: Home) -> None:
    message = await proposed(studio, home, PLAN)
    await blocks.discard(studio, home.who, message)
    assert await blocks.accept_shots(studio, home.who, message) == (0, False)
    assert await titles(studio, home) == ["Shot 1"]
    assert (await line(studio, message)).block_state == "discarded"


async def test_foreign_lines_and_other_kinds_are_not_found(studio: Studio, home: Home) -> None:
    other = await settle_in(studio, "Bea")
    message = await proposed(studio, home, PLAN)
    with pytest.raises(NotFound):
        await blocks.accept_shots(studio, other.who, message)
    with pytest.raises(NotFound):
        await blocks.discard(studio, other.who, message)
    with pytest.raises(NotFound):
        await blocks.accept_brief(studio, home.who, message)
    with pytest.raises(NotFound):
        await blocks.use_prompt(studio, home.who, "nothing")


async def test_a_prompt_for_a_foreign_shot_is_not_found(studio: Studio, home: Home) -> None:
    other = await settle_in(studio, "Bea")
    message = await proposed(studio, home, PromptBlock(shot_id=other.shot_id, after="Mine now"))
    with pytest.raises(NotFound):
        await blocks.use_prompt(studio, home.who, message)


async def test_words_not_sent_yet_are_kept_for_their_writer(studio: Studio, home: Home) -> None:
    other = await settle_in(studio, "Bea")
    assert await unsent.words(studio, home.who, home.campaign_id) == ""
    await unsent.keep(studio, home.who, home.campaign_id, "Half a sent")
    await unsent.keep(studio, home.who, home.campaign_id, "Half a sentence")
    assert await unsent.words(studio, home.who, home.campaign_id) == "Half a sentence"
    with pytest.raises(NotFound):
        await unsent.words(studio, other.who, home.campaign_id)
    with pytest.raises(NotFound):
        await unsent.keep(studio, other.who, home.campaign_id, "Mine")
    with pytest.raises(InvalidRequest):
        await unsent.keep(studio, home.who, home.campaign_id, "x" * (unsent.TEXT_LIMIT + 1))
