"""Text as every database can keep it."""

from typing import Any


def plain(text: str) -> str:
    """Without NUL and without halves of characters."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def plain_values(value: Any) -> Any:
    """The same for every text inside a value read from JSON."""
    match value:
        case str():
            return plain(value)
        case list():
            items: list[Any] = value
            return [plain_values(item) for item in items]
        case dict():
            fields: dict[Any, Any] = value
            return {plain(str(key)): plain_values(item) for key, item in fields.items()}
        case _:
            return value
