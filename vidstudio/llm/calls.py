"""Tool calls out of the crumbs in which they arrive."""

from collections.abc import Iterable
from dataclasses import dataclass

from openai.types.chat.chat_completion_chunk import ChoiceDeltaToolCall

from vidstudio.llm.base import ToolCall


@dataclass
class _Half:
    id: str = ""
    name: str = ""
    arguments: str = ""


class CallCollector:
    """Some servers number every call 0 and tell them apart by id: both ways are read."""

    def __init__(self) -> None:
        self._calls: list[_Half] = []
        self._places: dict[int, _Half] = {}

    def add(self, crumbs: Iterable[ChoiceDeltaToolCall]) -> int:
        """How many characters came."""
        return sum(self._add(crumb) for crumb in crumbs)

    def _add(self, crumb: ChoiceDeltaToolCall) -> int:
        half = self._places.get(crumb.index)
        if half is None or (crumb.id and half.id and crumb.id != half.id):
            half = self._places[crumb.index] = _Half()
            self._calls.append(half)
        half.id = half.id or crumb.id or ""
        if crumb.function is None:
            return 0
        half.name += crumb.function.name or ""
        half.arguments += crumb.function.arguments or ""
        return len(crumb.function.name or "") + len(crumb.function.arguments or "")

    def whole(self) -> tuple[ToolCall, ...]:
        return tuple(
            ToolCall(half.id or f"call_{n}", half.name, half.arguments or "{}")
            for n, half in enumerate(self._calls, start=1)
        )
