"""`python -m tests.chaos`: see `make chaos`."""

import argparse
import asyncio
import sys
import time

from tests.chaos.report import run_on
from tests.chaos.storm import Plan


def main() -> int:
    options = argparse.ArgumentParser(prog="make chaos")
    options.add_argument("--generations", type=int, default=10_000)
    options.add_argument("--database", choices=("sqlite", "postgres"), default="postgres")
    options.add_argument("--workers", type=int, default=4)
    options.add_argument("--webs", type=int, default=2)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    plan = Plan(chosen.generations, chosen.workers, chosen.webs, chosen.seed)
    begun = time.monotonic()
    report = asyncio.run(run_on(chosen.database, plan))
    lines = [f"{'database':<20} {chosen.database}, seed {chosen.seed}", *report.lines()]
    lines.append(f"{'seconds':<20} {time.monotonic() - begun:.0f}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if report.clean else 1


if __name__ == "__main__":
    sys.exit(main())
