"""A Reflex plugin: one built front end works on any scheme, host name and port.

Reflex writes absolute endpoint addresses into one small chunk, assets/reflex-env-*.js. After the
build, and before the compressed copies are made, they become same-origin addresses.
"""

import re
from pathlib import Path
from typing import Any

from reflex_base.plugins import Plugin

ENDPOINT = re.compile(r"([`\"'])(https?|wss?)://[^/`\"']+(/[^`\"']*)\1")


class AnyHostPlugin(Plugin):
    def post_build(self, **context: Any) -> None:
        rewritten = sum(map(_rewrite, Path(context["static_dir"]).rglob("assets/reflex-env-*.js")))
        if not rewritten:
            # A new Reflex put the addresses elsewhere: the build must fail, not the visitor.
            raise SystemExit("No endpoint address was found in the built front end.")


def _rewrite(chunk: Path) -> int:
    """Makes the addresses in `chunk` relative to the page's origin; how many there were."""
    text, count = ENDPOINT.subn(_same_origin, chunk.read_text())
    chunk.write_text(text)
    return count


def _same_origin(found: re.Match[str]) -> str:
    origin = "location.origin"
    if found[2].startswith("ws"):
        origin = "location.origin.replace(/^http/,`ws`)"
    return f"{origin}+`{found[3]}`"
