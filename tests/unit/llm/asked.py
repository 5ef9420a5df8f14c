"""One question to the adapter."""

from contextlib import aclosing

import pytest

from vidstudio.base.errors import AssistantFailed
from vidstudio.llm.base import Delta, Llm, LlmMessage, ToolSpec
from vidstudio.rules.tools import TOOLS

KEY = "sk-very-secret-key"
HELLO = (LlmMessage("system", "Be brief."), LlmMessage("user", "Hello"))
SPECS = tuple(ToolSpec.of(name, model) for name, model in TOOLS.items())


async def read(llm: Llm, tools: tuple[ToolSpec, ...] = ()) -> list[Delta]:
    async with aclosing(llm.stream(HELLO, tools)) as deltas:
        return [delta async for delta in deltas]


async def failing(llm: Llm) -> AssistantFailed:
    with pytest.raises(AssistantFailed) as caught:
        await read(llm)
    assert KEY not in str(caught.value)
    return caught.value
