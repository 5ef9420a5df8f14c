"""What the language model twin answers, and how that looks on the wire."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MODEL = "twin-large"
CRUMB = 7  # characters of a piece


@dataclass(frozen=True)
class Tool:
    """A call. Arguments that are a text go out as they are, also when they are no JSON."""

    name: str
    arguments: dict[str, Any] | str = field(default_factory=dict[str, Any])
    id: str = ""

    @property
    def text(self) -> str:
        return self.arguments if isinstance(self.arguments, str) else json.dumps(self.arguments)


@dataclass(frozen=True)
class Reply:
    """One answer, and what goes wrong with it.

    `hold` waits for the event before the first piece, `hold_last` before the last; `pace` is the
    seconds between pieces; `cut` ends the connection after that many pieces; `raw` replaces the
    events; `status` other than 200 answers `error` with `headers` instead.
    """

    words: str = ""
    tools: tuple[Tool, ...] = ()
    finish: str = ""
    usage: bool = True
    hold: asyncio.Event | None = None
    hold_last: asyncio.Event | None = None
    pace: float = 0
    cut: int | None = None
    raw: bytes | None = None
    refusal: str = ""
    status: int = 200
    error: dict[str, Any] | None = None
    headers: str = ""

    @property
    def finish_reason(self) -> str:
        return self.finish or ("tool_calls" if self.tools else "stop")

    def pieces(self) -> list[dict[str, Any]]:
        """The deltas, names first and arguments in crumbs, calls side by side."""
        found: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        found += [{"content": crumb} for crumb in _crumbs(self.words)]
        if self.refusal:
            found.append({"refusal": self.refusal})
        for index, tool in enumerate(self.tools):
            head = {"name": tool.name, "arguments": ""}
            found.append(_call(index, head, id=tool.id or f"call_{index}_{tool.name}"))
            found += [_call(index, {"arguments": crumb}) for crumb in _crumbs(tool.text)]
        return found


def _crumbs(text: str) -> list[str]:
    return [text[at : at + CRUMB] for at in range(0, len(text), CRUMB)]


def _call(index: int, function: dict[str, Any], **more: Any) -> dict[str, Any]:
    kind = {"type": "function"} if more else {}
    return {"tool_calls": [{"index": index, "function": function, **kind, **more}]}


Script = Callable[[dict[str, Any]], Reply]


def completion(reply: Reply) -> dict[str, Any]:
    calls = [
        {
            "id": tool.id or f"call_{n}_{tool.name}",
            "type": "function",
            "function": {"name": tool.name, "arguments": tool.text},
        }
        for n, tool in enumerate(reply.tools)
    ]
    message = {"role": "assistant", "content": reply.words, "tool_calls": calls or None}
    choice = {"index": 0, "message": message, "finish_reason": reply.finish_reason}
    around = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": MODEL}
    return {**around, "choices": [choice], "usage": usage(reply)}


def usage(reply: Reply) -> dict[str, int]:
    count = len(reply.pieces())
    return {"prompt_tokens": 100, "completion_tokens": count, "total_tokens": 100 + count}


def error(message: str, code: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": "twin_error", "code": code}}
