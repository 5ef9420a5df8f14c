"""A campaign whose assistant is the twin. With `settings_for(twin)` the studio talks to it."""

from collections.abc import AsyncIterator

import pytest

from tests.studio_fixtures import Home
from tests.twins.llm import LlmTwin, llm_twin
from tests.unit.services.chat_rig import ChatRig
from vidstudio.studio import Studio


@pytest.fixture
async def twin() -> AsyncIterator[LlmTwin]:
    async with llm_twin() as opened:
        yield opened


@pytest.fixture
def rig(studio: Studio, home: Home, twin: LlmTwin) -> ChatRig:
    return ChatRig(studio, home, twin)
