"""Who answers: a language model with tools, or the guide where there is none."""

import asyncio
import json
import logging
import re
from contextlib import aclosing
from typing import Any, cast

from vidstudio.base.errors import AssistantFailed
from vidstudio.llm.base import Llm, LlmMessage, Piece, ToolCall, ToolSpec
from vidstudio.rules import guide
from vidstudio.rules.situation import Call, Say
from vidstudio.rules.tools import TOOLS
from vidstudio.services.asking import Purpose, Request, metered
from vidstudio.services.chat_turn import Refused, Turn

log = logging.getLogger(__name__)
ROUNDS = 6
CALLS = 12
REPEATS = 2
GUIDE_SECONDS = 1.5  # the longest all of its words may take
_RESULT_CHARACTERS = 6_000
_WORD = re.compile(r"\s*\S+\s*$|\s*\S+")
_SPECS = tuple(ToolSpec.of(name, arguments) for name, arguments in TOOLS.items())


async def by_guide(turn: Turn) -> None:
    """The scripted answer, word by word, through the same tools."""
    parts = guide.reply(await turn.situation())
    count = sum(len(part.text.split()) for part in parts if isinstance(part, Say))
    pause = min(turn.studio.settings.guide_word_seconds, GUIDE_SECONDS / max(1, count))
    for part in parts:
        if isinstance(part, Say):
            await _speak(turn, part.text, pause)
            continue
        try:
            await turn.act(part)
        except Refused as refusal:
            log.warning("A step of the guide was refused: %s: %s", part.name, refusal)


async def _speak(turn: Turn, text: str, pause: float) -> None:
    turn.paragraph()
    for word in _WORD.findall(text):
        turn.say(word)
        await asyncio.sleep(pause)


async def by_model(turn: Turn, llm: Llm) -> None:
    """Rounds of words and calls until the model has nothing more to do. Raises AssistantFailed."""
    messages, bench = await turn.question(), _Bench(turn)
    for left in reversed(range(ROUNDS)):
        turn.paragraph()
        # In the last round there is nothing left but words.
        text, calls = await _round(turn, llm, messages, _SPECS if left else ())
        if not calls:
            return
        results = [LlmMessage("tool", await bench.run(call), call_id=call.id) for call in calls]
        messages = (*messages, LlmMessage("assistant", text, calls=calls), *results)
    raise _looped()


async def _round(
    turn: Turn, llm: Llm, messages: tuple[LlmMessage, ...], tools: tuple[ToolSpec, ...]
) -> tuple[str, tuple[ToolCall, ...]]:
    text, calls = "", list[ToolCall]()
    request = Request(messages, tools, Purpose("chat", turn.asked.campaign_id))
    async with aclosing(metered(turn.studio, turn.who, llm, request)) as deltas:
        async for delta in deltas:
            if isinstance(delta, Piece):
                text += delta.text
                turn.say(delta.text)
            elif isinstance(delta, ToolCall):
                calls.append(delta)
    return text, tuple(calls)


def _looped() -> AssistantFailed:
    return AssistantFailed("The assistant went round in circles and was stopped.", "looped")


class _Bench:
    """Runs calls, counts them, and notices when the same one comes again."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._done: set[str] = set()
        self._count = self._repeats = 0

    async def run(self, call: ToolCall) -> str:
        """What the model is told. Raises AssistantFailed for one that goes round in circles."""
        self._count += 1
        if self._count > CALLS:
            return _error("No more tools in this answer. Finish in words.")
        try:
            wish = Call(name=call.name, arguments=_arguments(call.arguments))
            self._once(wish)
            outcome = await self._turn.act(wish)
        except Refused as refusal:
            return _error(str(refusal))
        except RecursionError:
            return _error("The arguments are nested too deeply.")
        return json.dumps(outcome.result, ensure_ascii=False)[:_RESULT_CHARACTERS]

    def _once(self, wish: Call) -> None:
        key = f"{wish.name} {json.dumps(wish.arguments, sort_keys=True)}"
        if key in self._done:
            self._repeats += 1
            if self._repeats >= REPEATS:
                raise _looped()
            raise Refused("This was done already in this answer. Go on.")
        self._done.add(key)


def _arguments(text: str) -> dict[str, Any]:
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Refused("The arguments are not a JSON object.")
    return cast(dict[str, Any], value)


def _error(sentence: str) -> str:
    return json.dumps({"error": sentence}, ensure_ascii=False)
