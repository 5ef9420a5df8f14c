"""`python -m vidstudio.doctor`: checks the invariants, says what is wrong, exits 1 if anything.

`--reconcile` compares first what waits with the providers, as after a restored backup.
"""

import asyncio
import sys

from vidstudio.base.settings import Settings
from vidstudio.engine.reconcile import reconcile
from vidstudio.invariants import check, check_files
from vidstudio.studio import close_studio, open_studio

RECONCILE = "--reconcile"


async def examine(*, compare: bool = False) -> int:
    studio = open_studio(Settings())
    try:
        if compare:
            sys.stdout.write(f"{await reconcile(studio, 'operator')}\n")
        violations = [*await check(studio), *await check_files(studio)]
    finally:
        await close_studio(studio)
    for violation in violations:
        sys.stdout.write(f"{violation.invariant}: {violation.what}\n")
    sys.stdout.write("clean\n" if not violations else f"{len(violations)} violations\n")
    return 1 if violations else 0


def main() -> int:
    if set(sys.argv[1:]) - {RECONCILE}:
        sys.exit(f"usage: python -m vidstudio.doctor [{RECONCILE}]")
    return asyncio.run(examine(compare=RECONCILE in sys.argv))


if __name__ == "__main__":
    sys.exit(main())
