"""`python -m vidstudio.doctor`: checks the invariants, says what is wrong, exits 1 if anything."""

import asyncio
import sys

from vidstudio.base.settings import Settings
from vidstudio.invariants import check, check_files
from vidstudio.studio import close_studio, open_studio


async def examine() -> int:
    studio = open_studio(Settings())
    try:
        violations = [*await check(studio), *await check_files(studio)]
    finally:
        await close_studio(studio)
    for violation in violations:
        sys.stdout.write(f"{violation.invariant}: {violation.what}\n")
    sys.stdout.write("clean\n" if not violations else f"{len(violations)} violations\n")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(examine()))
