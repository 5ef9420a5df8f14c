"""Chat completions of the OpenAI shape, streamed: OpenAI, Poe, and whoever speaks like them."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from typing import Any, cast

import openai
from openai.types.chat import ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import Choice

from vidstudio.base.errors import AssistantFailed
from vidstudio.base.settings import Settings
from vidstudio.llm.base import Delta, Ended, Finish, LlmMessage, Piece, ToolSpec, Usage
from vidstudio.llm.calls import CallCollector
from vidstudio.llm.faults import failed, read_fault

log = logging.getLogger(__name__)
MOST_CHARACTERS = 32_000  # of one answer, words and arguments together
_MILLION = 1_000_000
_Stream = openai.AsyncStream[ChatCompletionChunk]
_FINISHES: dict[str, Finish] = {
    "stop": "stop",
    "tool_calls": "tools",
    "function_call": "tools",
    "length": "length",
}


class OpenAiChat:
    """One model at one address. It keeps its connections until it is closed."""

    def __init__(self, settings: Settings, *, key: str, address: str, model: str) -> None:
        self.model, self._settings = model, settings
        timeout = openai.Timeout(settings.llm_silence_seconds, connect=settings.llm_connect_seconds)
        self._client = openai.AsyncOpenAI(
            api_key=key, base_url=address, timeout=timeout, max_retries=0
        )
        self._tells_usage = True

    async def stream(
        self, messages: tuple[LlmMessage, ...], tools: tuple[ToolSpec, ...] = ()
    ) -> AsyncGenerator[Delta, None]:
        """See `Llm`. The longest silence and the whole time are bounded by settings."""
        deadline = asyncio.get_running_loop().time() + self._settings.llm_answer_seconds
        try:
            async with self._patience(deadline):
                stream = await self._ask(messages, tools)
        except Exception as error:
            raise self._told(error) from None
        try:
            reading = _Reading()
            while chunk := await self._next(stream, deadline):
                for delta in reading.take(chunk):
                    yield delta
            for delta in reading.end():
                yield delta
        finally:
            await stream.close()

    def _patience(self, deadline: float) -> asyncio.Timeout:
        now = asyncio.get_running_loop().time()
        return asyncio.timeout_at(min(deadline, now + self._settings.llm_silence_seconds))

    async def _next(self, stream: _Stream, deadline: float) -> ChatCompletionChunk | None:
        """None at the end."""
        try:
            async with self._patience(deadline):
                return await anext(stream, None)
        except Exception as error:
            fault = self._told(error)
            raise failed("broken") if fault.reason == "unreachable" else fault from None

    async def _ask(self, messages: tuple[LlmMessage, ...], tools: tuple[ToolSpec, ...]) -> _Stream:
        body: dict[str, Any] = {"model": self.model, "messages": [_wire(m) for m in messages]}
        if tools:
            body["tools"] = [_tool(tool) for tool in tools]
        if self._tells_usage:
            try:
                return await self._create({**body, "stream_options": {"include_usage": True}})
            except openai.BadRequestError as error:
                if "stream_options" not in str(error):
                    raise
                # It does not know the wish and has read nothing else: ask without.
                self._tells_usage = False
        return await self._create(body)

    async def _create(self, body: dict[str, Any]) -> _Stream:
        answer: Any = await self._client.chat.completions.create(**body, stream=True)
        return cast(_Stream, answer)

    def _told(self, error: Exception) -> AssistantFailed:
        fault = read_fault(error)
        status = getattr(error, "status_code", "")
        log.warning("The assistant failed: %s %s %s", fault.reason, type(error).__name__, status)
        return fault

    def cost_usd(self, usage: Usage) -> float | None:
        read, written = self._settings.llm_input_usd, self._settings.llm_output_usd
        if read is None or written is None:
            return None
        return (usage.input_tokens * read + usage.output_tokens * written) / _MILLION

    async def close(self) -> None:
        await self._client.close()


class _Reading:
    """What has come of one answer so far."""

    def __init__(self) -> None:
        self._calls = CallCollector()
        self._characters = 0
        self._finish: str | None = None

    def take(self, chunk: ChatCompletionChunk) -> list[Delta]:
        """The deltas of a chunk. Raises AssistantFailed for one that makes no sense."""
        try:
            return self._read(chunk)
        except (TypeError, ValueError, AttributeError, LookupError) as error:
            raise read_fault(error) from None  # the library does not check what came

    def _read(self, chunk: ChatCompletionChunk) -> list[Delta]:
        deltas: list[Delta] = []
        for choice in chunk.choices or ():
            deltas += self._of_choice(choice)
        if chunk.usage is not None:
            used = (chunk.usage.prompt_tokens, chunk.usage.completion_tokens)
            deltas.append(Usage(*(max(0, int(count or 0)) for count in used)))
        return deltas

    def _of_choice(self, choice: Choice) -> list[Delta]:
        delta = choice.delta
        if delta.refusal or choice.finish_reason == "content_filter":
            raise failed("refused")
        text = str(delta.content or "")
        self._characters += len(text) + self._calls.add(delta.tool_calls or ())
        if self._characters > MOST_CHARACTERS:
            raise failed("endless")
        self._finish = choice.finish_reason or self._finish
        return [Piece(text)] if text else []

    def end(self) -> list[Delta]:
        if self._finish is None:
            raise failed("broken")
        calls = self._calls.whole()
        how = "tools" if calls else _FINISHES.get(self._finish, "stop")
        return [*calls, Ended(how)]


def _tool(tool: ToolSpec) -> dict[str, Any]:
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.schema,
    }
    return {"type": "function", "function": function}


def _wire(message: LlmMessage) -> dict[str, Any]:
    body: dict[str, Any] = {"role": message.role, "content": message.text}
    if message.calls:
        body["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in message.calls
        ]
        body["content"] = message.text or None
    if message.call_id:
        body["tool_call_id"] = message.call_id
    return body
