"""Refining with the model's twin and without: what comes back, and what it says of itself."""

import json
from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from tests.studio_fixtures import Home, settle_in
from tests.twins.llm import LlmTwin, llm_twin
from tests.twins.llm_replies import Reply
from tests.unit.services.chat_rig import settings_for
from vidstudio.base.errors import InvalidRequest, NotAllowed, NotFound
from vidstudio.db.tables import LlmCall
from vidstudio.services.refine import refine
from vidstudio.studio import Studio

PROMPT = "Eine Tasse @Becher steht auf dem Tisch"
BETTER = "Eine Tasse @Becher steht auf dem Tisch, weiches Licht von links."


@pytest.fixture
async def twin() -> AsyncIterator[LlmTwin]:
    async with llm_twin() as running:
        yield running


class TestWithAModel:
    @pytest.fixture
    def setting_changes(self, twin: LlmTwin) -> dict[str, object]:
        return settings_for(twin)

    async def test_its_words_are_proposed(self, studio: Studio, home: Home, twin: LlmTwin) -> None:
        twin.replies.append(Reply(words=BETTER))
        found = await refine(studio, home.who, PROMPT, campaign_id=home.campaign_id)
        assert (found.after, found.by, found.changes, found.note) == (BETTER, "assistant", 1, "")
        assert "".join(p.text for p in found.pieces if p.kind != "gone") == BETTER
        assert twin.lines("user") == [PROMPT]
        calls = await studio.db.read(lambda session: session.exec(select(LlmCall)).all())
        assert [(call.purpose, call.campaign_id) for call in calls] == [
            ("refine", home.campaign_id)
        ]

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(words="I’m sorry, I cannot do that."),
            Reply(words=json.dumps({"prompt": "@Becher"})),
            Reply(words=BETTER * 60),
            Reply(status=500),
            Reply(status=401),
        ],
    )
    async def test_without_use_the_template_refiner_takes_over(
        self, studio: Studio, home: Home, twin: LlmTwin, reply: Reply
    ) -> None:
        twin.replies += [reply] * 5
        found = await refine(studio, home.who, PROMPT)
        assert found.by == "template"
        assert found.after.startswith(f"{PROMPT}. Weiches Licht")
        assert found.note.startswith("Template refiner:")

    async def test_the_same_words_are_nothing_to_add(
        self, studio: Studio, home: Home, twin: LlmTwin
    ) -> None:
        twin.replies.append(Reply(words=PROMPT))
        found = await refine(studio, home.who, PROMPT)
        assert (found.before, found.changes, found.note) == (found.after, 0, "Nothing to add.")


async def test_without_a_key_it_says_so(studio: Studio, home: Home) -> None:
    found = await refine(studio, home.who, PROMPT)
    assert (found.by, found.note) == ("template", "Template refiner, no language model key set.")
    assert "Die Kamera fährt langsam" in found.after
    again = await refine(studio, home.who, found.after)
    assert (again.before, again.changes) == (again.after, 0)
    assert again.note.startswith("Nothing to add.")


async def test_the_limit_of_the_model_holds(studio: Studio, home: Home) -> None:
    limit = studio.catalog.card("kling-3").prompt_limit
    near = "A cup on the table " * 400
    found = await refine(studio, home.who, near[: limit - 10].strip(), model_id="kling-3")
    assert len(found.after) <= limit
    with pytest.raises(InvalidRequest, match=f"{limit} is the most") as refusal:
        await refine(studio, home.who, "x" * (limit + 1), model_id="kling-3")
    assert refusal.value.field == "prompt"


@pytest.mark.parametrize("words", ["", " \n ", "a\x00b"])
async def test_an_empty_prompt_is_refused(studio: Studio, home: Home, words: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        await refine(studio, home.who, words)
    assert refusal.value.field == "prompt"


async def test_only_makers_and_only_their_campaigns(studio: Studio, home: Home) -> None:
    stranger = await settle_in(studio, "Eve")
    with pytest.raises(NotFound):
        await refine(studio, home.who, PROMPT, campaign_id=stranger.campaign_id)
    looker = home.who.__class__(home.who.user_id, home.who.workspace_id, "viewer", "browser")
    with pytest.raises(NotAllowed):
        await refine(studio, looker, PROMPT)
