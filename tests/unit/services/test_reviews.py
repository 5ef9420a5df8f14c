"""Decisions are about one file, named by its hash."""

import asyncio

import pytest

from tests.studio_fixtures import Timepiece, settle_in
from tests.unit.services.picked import Picked, with_samples
from vidstudio.base.clock import Clock
from vidstudio.base.errors import Conflict, InvalidRequest, NotAllowed, NotFound
from vidstudio.services import creatives, reviews, screens
from vidstudio.services.reviews import NewDecision
from vidstudio.studio import Studio
from vidstudio.views import CreativeView

YES = NewDecision(kind="approved")


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
async def picked(studio: Studio, timepiece: Timepiece) -> Picked:
    made = await with_samples(studio)
    timepiece.advance(60)
    return made


async def bag(studio: Studio, picked: Picked) -> CreativeView:
    return (await picked.creatives(studio))["The bag at dawn"]


async def test_a_new_version_asks_again_and_the_yes_stays_with_its_file(
    studio: Studio, picked: Picked
) -> None:
    old = await bag(studio, picked)
    assert old.state == "approved"
    await creatives.new_version(studio, picked.who, old.id, picked.tasks["Last cup"])
    now = await bag(studio, picked)
    assert (now.state, now.approved_before, now.version.n) == ("waiting", 1, 2)
    assert [d.current for d in now.decisions] == [False]
    await reviews.decide(studio, picked.who, now.id, now.version.id, YES)
    now = await bag(studio, picked)
    assert (now.state, now.approved_before) == ("approved", None)


async def test_a_word_on_a_file_that_was_replaced_is_refused(
    studio: Studio, picked: Picked
) -> None:
    old = await bag(studio, picked)
    await creatives.new_version(studio, picked.who, old.id, picked.tasks["Last cup"])
    with pytest.raises(Conflict, match="version 2 now"):
        await reviews.decide(studio, picked.who, old.id, old.version.id, YES)
    assert (await bag(studio, picked)).state == "waiting"


async def test_changes_need_words(studio: Studio, picked: Picked) -> None:
    view = await bag(studio, picked)
    for kind in ("changes", "comment"):
        wordless = NewDecision(kind=kind, comment=" \n")
        with pytest.raises(InvalidRequest) as refused:
            await reviews.decide(studio, picked.who, view.id, view.version.id, wordless)
        assert refused.value.field == "comment"
    endless = NewDecision(kind="comment", comment="x" * 2001)
    with pytest.raises(InvalidRequest, match="2000 is the most"):
        await reviews.decide(studio, picked.who, view.id, view.version.id, endless)
    assert (await bag(studio, picked)).state == "approved"


async def test_the_last_word_counts_and_comments_decide_nothing(
    studio: Studio, picked: Picked, timepiece: Timepiece
) -> None:
    view = await bag(studio, picked)
    for kind, comment, state in (
        ("changes", "Darker.", "changes"),
        ("comment", "<b>Here</b>", "changes"),
        ("hold", "", "hold"),
        ("approved", "", "approved"),
    ):
        timepiece.advance(1)
        said = NewDecision(kind=kind, comment=comment, at_ms=1500)  # pyright: ignore[reportArgumentType]
        await reviews.decide(studio, picked.who, view.id, view.version.id, said)
        assert (await bag(studio, picked)).state == state
    comment = next(d for d in (await bag(studio, picked)).decisions if d.kind == "comment")
    assert (comment.comment, comment.at_ms, comment.version_n) == ("<b>Here</b>", 1500, 1)


async def test_a_double_press_is_one_word(studio: Studio, picked: Picked) -> None:
    view = (await picked.creatives(studio))["From above"]
    presses = [reviews.decide(studio, picked.who, view.id, view.version.id, YES) for _ in range(4)]
    await asyncio.gather(*presses)
    assert len((await picked.creatives(studio))["From above"].decisions) == 1


async def test_reviewers_decide_and_viewers_do_not(studio: Studio, picked: Picked) -> None:
    view = (await picked.creatives(studio))["From above"]
    with pytest.raises(NotAllowed):
        await reviews.decide(studio, picked.as_role("viewer"), view.id, view.version.id, YES)
    await reviews.decide(studio, picked.as_role("reviewer"), view.id, view.version.id, YES)
    assert (await picked.creatives(studio))["From above"].state == "approved"


async def test_foreign_creatives_and_versions_are_not_found(studio: Studio, picked: Picked) -> None:
    found = await picked.creatives(studio)
    one, two = found["From above"], found["Northern sky"]
    stranger = (await settle_in(studio, "Eve")).who
    with pytest.raises(NotFound):
        await reviews.decide(studio, stranger, one.id, one.version.id, YES)
    with pytest.raises(NotFound):
        await reviews.decide(studio, picked.who, one.id, two.version.id, YES)


async def test_the_frame_counts_what_waits_and_the_stage_follows(
    studio: Studio, picked: Picked
) -> None:
    frame = await screens.frame(studio, picked.who, picked.campaign_id)
    assert frame.to_review == 1
    assert (frame.campaign.stage, frame.campaign.done) == (
        "review",
        ("brief", "strategy", "make", "publish"),
    )
    for view in (await picked.creatives(studio)).values():
        await reviews.decide(studio, picked.who, view.id, view.version.id, YES)
    frame = await screens.frame(studio, picked.who, picked.campaign_id)
    assert frame.to_review == 0
    assert frame.campaign.done == ("brief", "strategy", "make", "review", "publish")
