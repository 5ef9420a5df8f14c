"""Briefs: two writers, limits, channels, pictures, what the assistant may write."""

from datetime import timedelta

import pytest

from tests.studio_fixtures import Home, settle_in
from vidstudio.base.errors import InvalidRequest, NotAllowed, NotFound
from vidstudio.db.tables import Asset, Member, User
from vidstudio.services import briefs, screens
from vidstudio.services.briefs import FieldEdit, Toggle
from vidstudio.store.base import upload_key
from vidstudio.studio import Studio, Who
from vidstudio.views import BriefView


def edit(field: str, after: str, before: str = "") -> tuple[FieldEdit, ...]:
    return (FieldEdit(field=field, before=before, after=after),)  # pyright: ignore[reportArgumentType]


async def brief_of(studio: Studio, home: Home) -> BriefView:
    return (await screens.frame(studio, home.who, home.campaign_id)).campaign.brief


async def second_person(studio: Studio, home: Home) -> Who:
    """Jon, a maker in the same workspace."""
    now = studio.clock.now()

    def work(session: briefs.Session) -> Who:
        user = User(
            id=studio.clock.new_id(),
            email="jon@example.com",
            name="Jon",
            password_hash="-",
            created_at=now,
        )
        session.add(user)
        session.flush()
        session.add(Member(workspace_id=home.who.workspace_id, user_id=user.id, role="maker"))
        return Who(user.id, home.who.workspace_id, role="maker", via="browser")

    return await studio.db.write(work)


async def add_picture(studio: Studio, workspace_id: str) -> str:
    key = studio.clock.new_id()
    file = studio.work_dir / key
    file.write_bytes(b"a picture")
    stored = await studio.store.put(upload_key(workspace_id, key, ".jpg"), file)
    picture = Asset(
        id=key,
        workspace_id=workspace_id,
        role="reference",
        storage_key=upload_key(workspace_id, key, ".jpg"),
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        mime="image/jpeg",
        width=400,
        height=400,
        created_at=studio.clock.now(),
    )
    await studio.db.write(lambda session: session.add(picture))
    return key


async def test_an_edit_is_kept_and_signed(studio: Studio, home: Home) -> None:
    saved = await briefs.edit(studio, home.who, home.campaign_id, edit("goal", "  First cup  "))
    assert saved.clashes == ()
    assert saved.brief.goal == "First cup"
    (change,) = (await brief_of(studio, home)).changes
    assert (change.field, change.by, change.by_user_id) == ("goal", "Ada", home.who.user_id)
    assert studio.clock.now() - change.at < timedelta(minutes=1)


async def test_a_field_that_has_moved_on_is_left_and_told(studio: Studio, home: Home) -> None:
    jon = await second_person(studio, home)
    await briefs.edit(studio, jon, home.campaign_id, edit("offer", "Second bag free"))
    both = (*edit("offer", "Ten percent off"), *edit("tone", "Quiet"))
    saved = await briefs.edit(studio, home.who, home.campaign_id, both)
    (clash,) = saved.clashes
    assert (clash.field, clash.theirs, clash.by) == ("offer", "Second bag free", "Jon")
    assert clash.at is not None
    kept = await brief_of(studio, home)
    assert (kept.offer, kept.tone) == ("Second bag free", "Quiet")


async def test_taking_mine_after_a_clash_is_an_edit_of_theirs(studio: Studio, home: Home) -> None:
    jon = await second_person(studio, home)
    await briefs.edit(studio, jon, home.campaign_id, edit("offer", "Theirs"))
    mine = edit("offer", "Mine", before="Theirs")
    saved = await briefs.edit(studio, home.who, home.campaign_id, mine)
    assert (saved.clashes, saved.brief.offer) == ((), "Mine")


async def test_both_writing_the_same_is_no_clash(studio: Studio, home: Home) -> None:
    await briefs.edit(studio, home.who, home.campaign_id, edit("goal", "Same"))
    saved = await briefs.edit(studio, home.who, home.campaign_id, edit("goal", "Same"))
    assert saved.clashes == ()


async def test_a_hundred_thousand_characters_name_field_and_limit(
    studio: Studio, home: Home
) -> None:
    with pytest.raises(InvalidRequest, match=r"Must show has 100000 characters\. 500") as caught:
        await briefs.edit(studio, home.who, home.campaign_id, edit("must_show", "x" * 100_000))
    assert (caught.value.field, caught.value.code) == ("must_show", "too_long")


@pytest.mark.parametrize("words", ["a\x00b", "half \ud83d of a sign"])
async def test_what_cannot_be_kept_is_refused(studio: Studio, home: Home, words: str) -> None:
    with pytest.raises(InvalidRequest, match="cannot be kept"):
        await briefs.edit(studio, home.who, home.campaign_id, edit("goal", words))


async def test_markup_stays_text(studio: Studio, home: Home) -> None:
    words = "<script>alert(1)</script> **bold** [a](javascript:b) 🦊 مرحبا"
    saved = await briefs.edit(studio, home.who, home.campaign_id, edit("goal", words))
    assert saved.brief.goal == words


@pytest.mark.parametrize(("typed", "kept"), [("800", 800), (" 1 200 ", 1200), ("0", 0), ("", None)])
async def test_the_cap_as_it_is_typed(
    studio: Studio, home: Home, typed: str, kept: int | None
) -> None:
    await briefs.edit(studio, home.who, home.campaign_id, edit("budget_credits", "5"))
    wanted = edit("budget_credits", typed, before="5")
    saved = await briefs.edit(studio, home.who, home.campaign_id, wanted)
    assert saved.brief.budget_credits == kept


@pytest.mark.parametrize("typed", ["-1", "1e3", "many", "10000001", "٣٠٠", "9" * 200, "12.5"])
async def test_a_cap_that_is_none_is_refused(studio: Studio, home: Home, typed: str) -> None:
    with pytest.raises(InvalidRequest, match="Budget cap: between 0") as caught:
        await briefs.edit(studio, home.who, home.campaign_id, edit("budget_credits", typed))
    assert caught.value.field == "budget_credits"


async def test_channels_are_ticked_one_by_one(studio: Studio, home: Home) -> None:
    for name, on in (("youtube", True), ("reels", True), ("reels", True), ("youtube", False)):
        view = await briefs.choose_channel(
            studio, home.who, home.campaign_id, Toggle(name=name, on=on)
        )
    assert view.channels == ("reels",)
    unknown = Toggle(name="<b>", on=True)
    with pytest.raises(InvalidRequest, match="no channel"):
        await briefs.choose_channel(studio, home.who, home.campaign_id, unknown)


async def test_product_pictures_are_of_the_workspace_and_eight_at_most(
    studio: Studio, home: Home
) -> None:
    foreign = await add_picture(studio, (await settle_in(studio, "Eve")).who.workspace_id)
    for on, name in [(True, foreign), (True, "nothing")]:
        with pytest.raises(InvalidRequest, match="gone, or it is not yours"):
            await briefs.keep_picture(studio, home.who, home.campaign_id, Toggle(name=name, on=on))
    keys = [await add_picture(studio, home.who.workspace_id) for _ in range(9)]
    for key in keys[:8]:
        await briefs.keep_picture(studio, home.who, home.campaign_id, Toggle(name=key, on=True))
    ninth = Toggle(name=keys[8], on=True)
    with pytest.raises(InvalidRequest, match="8 product pictures are the most"):
        await briefs.keep_picture(studio, home.who, home.campaign_id, ninth)
    off = Toggle(name=keys[0], on=False)
    view = await briefs.keep_picture(studio, home.who, home.campaign_id, off)
    assert [picture.id for picture in view.pictures] == keys[1:8]


async def test_the_assistant_writes_only_where_nothing_stands(studio: Studio, home: Home) -> None:
    await briefs.edit(studio, home.who, home.campaign_id, edit("goal", "Mine"))
    values = {"goal": "Its own", "tone": "Quiet", "channels": ("reels",), "nonsense": "x"}
    written = await studio.db.write(
        lambda session: briefs.write(
            session, studio, home.campaign_id, values, "assistant", only_empty=True
        )
    )
    brief = await brief_of(studio, home)
    assert set(written) == {"tone", "channels"}
    assert (brief.goal, brief.tone, brief.channels) == ("Mine", "Quiet", ("reels",))
    assert {change.by for change in brief.changes if change.field == "tone"} == {"assistant"}


async def test_accepting_twice_keeps_the_first_moment(studio: Studio, home: Home) -> None:
    for _ in range(2):
        await studio.db.write(lambda session: briefs.accept(session, studio, home.campaign_id))
    assert (await brief_of(studio, home)).accepted


async def test_a_neighbour_and_a_viewer_change_nothing(studio: Studio, home: Home) -> None:
    eve = (await settle_in(studio, "Eve")).who
    with pytest.raises(NotFound):
        await briefs.edit(studio, eve, home.campaign_id, edit("goal", "Hers"))
    viewer = Who(home.who.user_id, home.who.workspace_id, role="viewer", via="browser")
    with pytest.raises(NotAllowed):
        await briefs.edit(studio, viewer, home.campaign_id, edit("goal", "Theirs"))
    assert (await brief_of(studio, home)).goal == ""
