"""Text as every database can keep it."""

from typing import Any, cast


def plain(text: str) -> str:
    """Without NUL and without halves of characters."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def plain_values(value: Any) -> Any:
    """The same for every text inside a value read from JSON."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [plain_values(item) for item in cast(list[Any], value)]
    if isinstance(value, dict):
        fields = cast(dict[Any, Any], value)
        return {plain(str(key)): plain_values(item) for key, item in fields.items()}
    return value
