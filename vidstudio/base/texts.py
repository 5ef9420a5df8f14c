"""The catalogue of everything people read on the screens: vidstudio/texts/<language>/*.toml.

A key is `file.table.name` or `file.name`. A text may have `{names}` to fill in. A text that counts
is a table of `one` and `other`; both may use `{count}`.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, cast

LANGUAGE = "en"
_FOLDER = Path(__file__).parents[1] / "texts"


def text(key: str, /, **values: object) -> str:
    """The text of `key`, filled in. Raises KeyError for one that is not in the catalogue."""
    return catalogue()[key].format(**values) if values else catalogue()[key]


def counted(key: str, count: int, /, **values: object) -> str:
    """“1 take”, “4 takes”."""
    return text(f"{key}.{'one' if count == 1 else 'other'}", count=count, **values)


def script_texts() -> dict[str, str]:
    """What page scripts say: the tables `script` of all files, as `file.name`."""
    parted = ((key.partition(".script."), value) for key, value in catalogue().items())
    return {f"{file}.{name}": value for (file, found, name), value in parted if found}


@cache
def catalogue(language: str = LANGUAGE) -> dict[str, str]:
    found = dict[str, str]()
    for file in sorted((_FOLDER / language).glob("*.toml")):
        found |= _flat(file.stem, tomllib.loads(file.read_text(encoding="utf-8")))
    return found


def _flat(prefix: str, table: dict[str, Any]) -> dict[str, str]:
    flat = dict[str, str]()
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict):
            flat |= _flat(key, cast(dict[str, Any], value))
        else:
            flat[key] = value
    return flat
