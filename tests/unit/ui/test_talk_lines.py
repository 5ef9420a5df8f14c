"""What the lines of a conversation say, block by block."""

import pytest
from sqlmodel import Session

from tests.studio_fixtures import Home
from tests.unit.services.talking import planned, proposed
from tests.unit.ui.story import done, failed, take
from vidstudio.db.tables import Brief
from vidstudio.rules.blocks import (
    Angle,
    BriefBlock,
    BriefLine,
    CostBlock,
    PageBlock,
    PlanBlock,
    PlannedShot,
    PromptBlock,
    StepBlock,
    StrategyBlock,
)
from vidstudio.services import makes, screens, tasks
from vidstudio.studio import Studio
from vidstudio.ui.talk_lines import talk_lines
from vidstudio.ui.talk_takes import ended_words, tile
from vidstudio.ui.talk_views import TalkLine


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"demo": "true"}


async def lines(studio: Studio, home: Home) -> list[TalkLine]:
    return talk_lines(await screens.screen(studio, home.who, home.campaign_id))


async def only(studio: Studio, home: Home) -> TalkLine:
    (line,) = await lines(studio, home)
    return line


async def test_a_brief_tells_of_other_words_that_stand_there(studio: Studio, home: Home) -> None:
    def write(session: Session) -> None:
        brief = Brief(campaign_id=home.campaign_id, workspace_id=home.who.workspace_id, goal="Mine")
        session.merge(brief)

    await studio.db.write(write)
    rows = (BriefLine(field="goal", value="Theirs"), BriefLine(field="tone", value="Quiet"))
    await proposed(studio, home, BriefBlock(lines=rows, channels=("reels", "youtube")))
    line = await only(studio, home)
    assert [(row.label, row.value, row.stays) for row in line.fields] == [
        ("Goal", "Theirs", "stands now: Mine"),
        ("Tone", "Quiet", ""),
        ("Channels", "Reels, YouTube", ""),
    ]


async def test_angles_are_drawn_where_they_have_no_picture(studio: Studio, home: Home) -> None:
    angles = (
        Angle(title="Quiet", hook="", shots=2, channels=("reels", "youtube")),
        Angle(title="Loud", hook="", shots=1),
    )
    await proposed(studio, home, StrategyBlock(angles=angles))
    first, second = (await only(studio, home)).angles
    assert (first.line, first.picked, first.shapes) == (
        "2 shots · Reels, YouTube",
        True,
        ("shape upright alive", "shape wide"),
    )
    assert (second.line, second.picked) == ("1 shot", False)


@pytest.mark.parametrize(
    ("amounts", "note"),
    [((64, 48), "about 112 credits"), ((0, 0), "free"), ((64, None), "")],
)
async def test_a_plan_says_what_it_would_cost(
    studio: Studio, home: Home, amounts: tuple[int | None, ...], note: str
) -> None:
    shots = tuple(PlannedShot(title="First light", amount_credits=amount) for amount in amounts)
    await proposed(studio, home, PlanBlock(shots=shots))
    line = await only(studio, home)
    assert line.note == note
    assert [row.number for row in line.plan] == ["1", "2"]
    assert line.plan[0].seconds == "6 s"


async def test_a_prompt_stands_beside_the_one_before(studio: Studio, home: Home) -> None:
    (shot,) = await planned(studio, home, "First light")
    block = PromptBlock(shot_id=shot, before="A cup on a table", after="A cup on worn oak")
    await proposed(studio, home, block)
    line = await only(studio, home)
    assert line.note == "for First light"
    kinds = {piece.kind: piece.text.strip() for piece in line.pieces}
    assert (kinds["gone"], kinds["new"]) == ("a table", "worn oak")


async def test_a_gate_says_what_is_left_and_what_is_missing(studio: Studio, home: Home) -> None:
    await planned(studio, home, "First light")
    (one,) = await makes.offer(studio, home.who, home.campaign_id)
    asked = one.model_copy(update={"amount_credits": 64, "takes": 2})
    await proposed(studio, home, CostBlock(lines=(asked,)))
    line = await only(studio, home)
    assert line.title == "This makes 2 takes for about 128 credits"
    assert line.note.endswith("You will have 372 left.")
    assert (line.text, line.short) == ("Make 2 takes", False)
    dear = one.model_copy(update={"amount_credits": 600})
    await proposed(studio, home, CostBlock(lines=(dear,)))
    line = (await lines(studio, home))[-1]
    assert line.note.endswith("100 credits missing.")
    assert line.short


async def test_steps_and_pages(studio: Studio, home: Home) -> None:
    await proposed(studio, home, StepBlock(seconds=4.4, lines=("Drafted 5 shots",)))
    page = PageBlock(url="javascript:alert(1)", title="Autumn roast", summary="Beans")
    await proposed(studio, home, page)
    step, read = await lines(studio, home)
    assert (step.kind, step.note, step.steps) == ("step", "4 s", ("Drafted 5 shots",))
    assert (read.title, read.text, read.url) == ("Autumn roast", "Beans", "")


async def test_news_of_takes_side_by_side_are_one_line(studio: Studio, home: Home) -> None:
    await planned(studio, home, "First light", "The bag at dawn")
    offer = await makes.offer(studio, home.who, home.campaign_id)
    first, second = await makes.make(studio, home.who, home.campaign_id, offer, "k")
    line = await only(studio, home)
    assert line.kind == "takes"
    assert [shown.title for shown in line.tiles] == ["First light", "The bag at dawn"]
    assert line.title == "2 being made."
    await tasks.cancel(studio, home.who, first.id)
    await tasks.cancel(studio, home.who, second.id)
    assert (await only(studio, home)).title == "2 not made, not charged."


def test_the_sentence_about_takes_ends_with_the_money() -> None:
    assert ended_words([done(), done()]) == "2 takes are done. 128 credits."
    assert ended_words([done(charged_credits=0)]) == "Take 03 is done. Free."
    mixed = [done(), take("running"), failed("prompt_refused")]
    assert ended_words(mixed) == "1 done, 1 being made, 1 not made, not charged."
    assert tile(done()).done
    assert tile(take("queued")).word == "Waiting"
