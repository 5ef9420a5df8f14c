"""The REST door, as its own tests know it."""

from tests.api.conftest import app, member

__all__ = ["app", "member"]
