"""`make bench`: every figure, or those named: `make bench ARGS="create render"`."""

import asyncio
import sys
import tempfile
from pathlib import Path

from bench import (
    browser,
    conversation,
    create,
    flight,
    ledger,
    library,
    money,
    parallel,
    render,
    web,
)

FIGURES = {
    "warm": web.warm_start,
    "memory": web.memory_idle,
    "create": create.creates_against_inserts,
    "parallel": parallel.parallel,
    "creates": parallel.creates,
    "render": render.animatic,
    "stall": web.stall_while_rendering,
    "javascript": browser.first_load_javascript,
    "card": browser.generate_to_card,
    "ready": browser.campaign_ready,
    "first-token": conversation.first_token,
    "library": library.ten_thousand_takes,
    "ledger": ledger.million_rows,
    "detection": flight.detection,
    "flight": flight.flight,
    "admin": money.admin_waits,
}


async def main(names: list[str]) -> None:
    for name in names or list(FIGURES):
        with tempfile.TemporaryDirectory(prefix="vidstudio-bench-") as folder:
            for line in await FIGURES[name](Path(folder)):
                print(f"{name:<11} {line}", flush=True)


asyncio.run(main(sys.argv[1:]))
