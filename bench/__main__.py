"""`make bench`: every figure, or those named: `make bench ARGS="creates render"`."""

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
    "create-rest": create.creates_against_inserts,
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
    if unknown := set(names) - set(FIGURES):
        sys.exit(f"No such figure: {', '.join(unknown)}. There are: {', '.join(FIGURES)}.")
    for name in names or list(FIGURES):
        with tempfile.TemporaryDirectory(prefix="vidstudio-bench-") as folder:
            for line in await FIGURES[name](Path(folder)):
                print(f"{name:<11} {line}", flush=True)


asyncio.run(main(sys.argv[1:]))
