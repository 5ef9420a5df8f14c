"""`python -m tests.faults.maker USER WORKSPACE KEY`: orders one take and prints its id."""

import asyncio
import sys

from tests.faults.shop import PAID_MODEL
from vidstudio.base.settings import Settings
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import tasks
from vidstudio.studio import Who, close_studio, open_studio


async def order(user_id: str, workspace_id: str, key: str) -> str:
    studio = open_studio(Settings())
    who = Who(user_id, workspace_id, role="owner", via="token")
    request = TaskRequest(prompt="A cup at dawn.", model=PAID_MODEL, duration_seconds=2)
    try:
        return (await tasks.create(studio, who, request, key))[0].id
    finally:
        await close_studio(studio)


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(order(*sys.argv[1:])))
