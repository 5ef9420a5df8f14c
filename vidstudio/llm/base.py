"""What a language model is to us: messages in, pieces of an answer out."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pydantic import BaseModel

Role = Literal["system", "user", "assistant", "tool"]
Finish = Literal["stop", "tools", "length"]


@dataclass(frozen=True)
class ToolCall:
    """A whole call. `arguments` is the text as it came: it may be anything."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class LlmMessage:
    """`calls` are what the assistant asked for, `call_id` names the call a tool answers."""

    role: Role
    text: str
    calls: tuple[ToolCall, ...] = ()
    call_id: str = ""


@dataclass(frozen=True)
class ToolSpec:
    """`schema` is the JSON schema of the arguments."""

    name: str
    description: str
    schema: dict[str, Any]

    @classmethod
    def of(cls, name: str, arguments: type[BaseModel]) -> "ToolSpec":
        schema = arguments.model_json_schema()
        return cls(name, " ".join((arguments.__doc__ or "").split()), schema)


@dataclass(frozen=True)
class Piece:
    """Words of the answer, as they arrive."""

    text: str


@dataclass(frozen=True)
class Usage:
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True)
class Ended:
    """The last delta of an answer that came to its end."""

    how: Finish


Delta = Piece | ToolCall | Usage | Ended


class Llm(Protocol):
    """One model at one address."""

    @property
    def model(self) -> str: ...

    def stream(
        self, messages: tuple[LlmMessage, ...], tools: tuple[ToolSpec, ...] = ()
    ) -> AsyncGenerator[Delta, None]:
        """One answer, ending with `Ended`; close it to hang up.

        Raises AssistantFailed, also in the middle. Nothing is ever asked twice by itself.
        """
        ...

    def cost_usd(self, usage: Usage) -> float | None:
        """None where the price is not known."""
        ...

    async def close(self) -> None: ...
