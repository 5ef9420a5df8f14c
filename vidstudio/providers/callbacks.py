"""Callbacks of providers: who reads them. A callback is a bell; it is never the result.

A module `<provider>_callback.py` of this package with a function `open_reader(settings)` is all
that another provider needs.
"""

import ipaddress
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from http import HTTPStatus
from importlib import import_module
from typing import Any, Protocol

import vidstudio.providers
from vidstudio.base.errors import VidstudioError
from vidstudio.base.settings import Settings

_ENDING = "_callback"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Forged(VidstudioError):
    code, status = "forged", HTTPStatus.UNAUTHORIZED
    message = "This call does not come from the provider."


@dataclass(frozen=True)
class Call:
    """A callback as it came in. `headers` have names in lower case."""

    headers: Mapping[str, str]
    body: bytes
    address: str


@dataclass(frozen=True)
class Notice:
    """What a genuine call says: which job it is about.

    `stamp` is the same for two deliveries that say the same. `signed` when the provider's
    signature proves the job id.
    """

    job_id: str
    stamp: str
    signed: bool


class CallbackReader(Protocol):
    name: str

    def read(self, call: Call, now: datetime) -> Notice:
        """Raises Forged, or InvalidRequest for what names no job."""
        ...


def readers(settings: Settings) -> dict[str, CallbackReader]:
    """By the provider's name."""
    found: list[CallbackReader] = [module.open_reader(settings) for module in _modules()]
    return {reader.name: reader for reader in found}


@cache
def _modules() -> tuple[Any, ...]:
    package = vidstudio.providers
    return tuple(
        import_module(f"{package.__name__}.{module.name}")
        for module in pkgutil.iter_modules(package.__path__)
        if module.name.endswith(_ENDING)
    )


def networks(listed: str) -> tuple[Network, ...]:
    """Addresses and networks, comma separated. Raises ValueError for anything else."""
    items = (item.strip() for item in listed.split(","))
    return tuple(ipaddress.ip_network(item, strict=False) for item in items if item)


def is_among(address: str, known: tuple[Network, ...]) -> bool:
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return any(ip in network for network in known)
