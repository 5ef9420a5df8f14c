"""What events of the conversation carry."""

from typing import Annotated

from pydantic import Field, StringConstraints

MessageId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Row = Annotated[int, Field(ge=0, le=99)]
