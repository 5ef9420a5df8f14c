"""How page scripts tell a State something: a hidden input, whose value is a note."""

from typing import Annotated

from pydantic import StringConstraints

Note = Annotated[str, StringConstraints(max_length=100)]


def sent(note: str) -> str:
    """The first word of a note. The rest only makes it differ from the last one, because React
    fires no change for the same value."""
    return note.split(" ", 1)[0]
