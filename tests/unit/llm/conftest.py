"""The adapter and its twin."""

from collections.abc import AsyncIterator

import pytest

from tests.twins.llm import LlmTwin, llm_twin
from tests.twins.llm_replies import MODEL
from tests.unit.llm.asked import KEY
from vidstudio.base.settings import Settings
from vidstudio.llm.base import Llm
from vidstudio.llm.opening import open_llm


@pytest.fixture
async def twin() -> AsyncIterator[LlmTwin]:
    async with llm_twin() as opened:
        yield opened


@pytest.fixture
def setting_changes(twin: LlmTwin) -> dict[str, object]:
    return {
        "llm_base_url": twin.address,
        "llm_api_key": KEY,
        "llm_model": MODEL,
        "llm_silence_seconds": 5,
    }


@pytest.fixture
async def llm(settings: Settings) -> AsyncIterator[Llm]:
    opened = open_llm(settings)
    assert opened
    yield opened
    await opened.close()
