"""Where a request comes from, before anybody knows who it is."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

# What a reverse proxy adds on the way.
_TRACES = ("x-forwarded-for", "x-real-ip", "forwarded", "via")
_CUSTOMER_PREFIX = 64


@dataclass(frozen=True)
class Caller:
    """`address` is what rate limits count by, `exact` the caller's own; `loopback` says that
    this machine itself calls."""

    address: str
    loopback: bool
    exact: str = ""


def seen(peer: str, headers: Mapping[str, str], trusted_proxy_hops: int) -> Caller:
    """The caller behind as many proxies as the operator has named. `headers` in lower case.

    Nobody is local behind a proxy that nobody told us about, nor under a foreign host name:
    a page of another site can have its name resolve to 127.0.0.1.
    """
    address = _behind(peer, headers.get("x-forwarded-for", ""), trusted_proxy_hops)
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return Caller(address, loopback=False, exact=address)
    unknown_proxy = not trusted_proxy_hops and any(trace in headers for trace in _TRACES)
    local = ip.is_loopback and not unknown_proxy and _is_local_name(headers.get("host", ""))
    return Caller(_counted_as(ip), loopback=local, exact=str(ip))


def _behind(peer: str, forwarded: str, hops: int) -> str:
    """Each proxy appends whom it saw, so the last ones were written by those we trust."""
    chain = [part.strip() for part in forwarded.split(",")]
    return chain[-hops] if hops and len(chain) >= hops and chain[-hops] else peer


def _counted_as(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """One customer has a whole /64 of IPv6 addresses."""
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, _CUSTOMER_PREFIX), strict=False))


def _is_local_name(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or name.endswith(".localhost") or _is_loopback(name)
    except ValueError:
        return False


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
