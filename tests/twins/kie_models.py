"""kie.ai's own checks of `input`, read from the lines of its documentation (`kie_models.txt`)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

_LINE = re.compile(r"^`(?P<model>[^`]+)`: (?P<fields>.*)$")
_FIELD = re.compile(r"(?P<name>\w+)(?P<needed>\*?) \((?P<facts>.*)\)$")
_RANGE = re.compile(r"(-?\d+)\.\.(\d*)$")
_ITEMS = re.compile(r"(\d+)–(\d+) items$")
_SIGNS = re.compile(r"≤(\d+)ch$")
# Two kinds of pictures exclude each other (notes of the same page).
_FRAMES, _REFERENCES = {"first_frame_url", "last_frame_url"}, {"reference_image_urls"}


@dataclass(frozen=True)
class Field:
    name: str
    needed: bool
    kind: str  # string, number, integer, boolean, array<string>, array<object>, or one|of|these
    limits: tuple[str, ...]

    def wrong(self, value: object) -> str:
        """What is wrong with a value; empty for nothing."""
        checks: dict[str, Callable[[Any], bool]] = {
            "string": lambda v: isinstance(v, str),
            "boolean": lambda v: isinstance(v, bool),
            "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
            "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
            "array<string>": lambda v: isinstance(v, list) and all(isinstance(x, str) for x in v),
            "array<object>": lambda v: isinstance(v, list) and all(isinstance(x, dict) for x in v),
        }
        choice = self.kind.split("|")
        fits = checks.get(self.kind, lambda v: isinstance(v, str) and v in choice)
        if not fits(value):
            return f"{self.name} is not within the range of allowed options"
        return next((said for limit in self.limits if (said := self._over(limit, value))), "")

    def _over(self, limit: str, value: Any) -> str:
        if found := _SIGNS.match(limit):
            return f"{self.name} is too long" if len(value) > int(found[1]) else ""
        if found := _ITEMS.match(limit):
            return "" if int(found[1]) <= len(value) <= int(found[2]) else f"{self.name} count"
        if found := _RANGE.match(limit):
            number, most = float(value), float(found[2] or "inf")
            return "" if float(found[1]) <= number <= most else f"{self.name} out of range"
        return ""


def _field(text: str) -> Field:
    found = _FIELD.match(text.strip())
    assert found, text
    kind, *limits = re.split(r", (?![^<]*>)", found["facts"])
    return Field(found["name"], bool(found["needed"]), kind, tuple(limits))


@cache
def models() -> dict[str, dict[str, Field]]:
    lines = Path(__file__).with_name("kie_models.txt").read_text("utf-8").splitlines()
    read = [found for line in lines if (found := _LINE.match(line))]
    return {
        found["model"]: {field.name: field for field in map(_field, found["fields"].split("; "))}
        for found in read
    }


def wrong_with(model: str, values: object) -> str:
    """Why kie.ai would not take this input; empty if it would."""
    fields = models().get(model)
    if fields is None:
        return "The model is not supported"
    if not isinstance(values, dict):
        return "input is required"
    given = cast(dict[str, Any], values)
    missing = [name for name, field in fields.items() if field.needed and name not in given]
    if missing or given.get("prompt") == "":
        return f"{(missing or ['prompt'])[0]} is required"
    strange = given.keys() - fields.keys()
    if strange:
        return f"{min(strange)} is not supported"
    if given.keys() & _FRAMES and given.keys() & _REFERENCES:
        return "first_frame_url and reference_image_urls are mutually exclusive"
    return next((said for name in given if (said := fields[name].wrong(given[name]))), "")
