"""Products as web pages describe them to search engines: JSON-LD of schema.org."""

import json
from dataclasses import dataclass, field
from typing import Any, cast

_MOST_THINGS = 40
_MOST_SIGNS = 1000


@dataclass
class Product:
    """What is not said is empty. A price has its currency: “29 EUR”."""

    name: str = ""
    description: str = ""
    prices: list[str] = field(default_factory=list[str])
    pictures: list[str] = field(default_factory=list[str])


def product_of(scripts: list[str]) -> Product:
    """The products of all `scripts` of a page, as one: the first name, every price."""
    found = Product()
    for thing in (thing for script in scripts for thing in _things(script)):
        if "Product" not in _many(thing.get("@type")):
            continue
        found.name = found.name or _text(thing.get("name"))
        found.description = found.description or _text(thing.get("description"))
        found.pictures += [
            address for address in map(_address, _many(thing.get("image"))) if address
        ]
        for offer in map(_dict, _many(thing.get("offers"))):
            if _text(offer.get("price")):
                price = f"{_text(offer['price'])} {_text(offer.get('priceCurrency'))}"
                found.prices.append(price.strip())
    return found


def _things(script: str) -> list[dict[str, Any]]:
    try:
        top = [_dict(thing) for thing in _many(json.loads(script))]
    except (ValueError, RecursionError):
        return []
    inner = [_dict(thing) for outer in top for thing in _many(outer.get("@graph"))]
    return [*top, *inner][:_MOST_THINGS]


def _many(value: Any) -> list[Any]:
    if isinstance(value, list):
        return cast(list[Any], value)[:_MOST_THINGS]
    return [] if value is None else [value]


def _dict(value: Any) -> dict[str, Any]:
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    said = isinstance(value, str | int | float)
    return " ".join(str(value).split())[:_MOST_SIGNS] if said else ""


def _address(value: Any) -> str:
    thing = _dict(value)
    return _text(thing.get("url") or thing.get("contentUrl")) if thing else _text(value)
