"""A campaign whose assistant is the twin: what a person sends, and what is in the rows after."""

import asyncio
import json
from collections.abc import Callable

from sqlmodel import Session, col, func, select

from tests.studio_fixtures import Home
from tests.twins.llm import LlmTwin
from tests.twins.llm_replies import MODEL, Reply, Tool
from vidstudio import ledger
from vidstudio.db.tables import Brief, CreditHold, LlmCall, Message, Shot, Task
from vidstudio.rules.blocks import read_block
from vidstudio.services import chat
from vidstudio.studio import Studio

KEY = "sk-the-assistants-own-secret"


def settings_for(twin: LlmTwin) -> dict[str, object]:
    return {
        "llm_base_url": twin.address,
        "llm_api_key": KEY,
        "llm_model": MODEL,
        "llm_silence_seconds": 5,
        "llm_input_usd": 1.0,
        "llm_output_usd": 2.0,
    }


class ChatRig:
    def __init__(self, studio: Studio, home: Home, twin: LlmTwin) -> None:
        self.studio, self.home, self.twin = studio, home, twin
        self.who, self.campaign_id = home.who, home.campaign_id

    async def send(self, text: str, *replies: Reply) -> list[Message]:
        """The person's line, the answer made of `replies`, and all lines of the campaign then."""
        self.twin.replies += replies
        await chat.send(self.studio, self.who, self.campaign_id, text)
        return await self.ended()

    async def ended(self) -> list[Message]:
        await asyncio.wait_for(self.studio.answers.idle(), 20)
        return await self.lines()

    async def lines(self) -> list[Message]:
        def look(session: Session) -> list[Message]:
            query = select(Message).where(Message.campaign_id == self.campaign_id)
            return list(session.exec(query.order_by(col(Message.created_at))).all())

        return await self.studio.db.read(look)

    async def calls(self) -> list[LlmCall]:
        def look(session: Session) -> list[LlmCall]:
            return list(session.exec(select(LlmCall).order_by(col(LlmCall.started_at))).all())

        return await self.studio.db.read(look)

    async def brief(self) -> Brief | None:
        return await self.studio.db.read(lambda session: session.get(Brief, self.campaign_id))

    async def write(self, work: Callable[[Session], None]) -> None:
        await self.studio.db.write(work)

    async def plan(self, prompt: str) -> str:
        """Words for the first shot; its id."""

        def work(session: Session) -> None:
            shot = session.get_one(Shot, self.home.shot_id)
            shot.prompt = prompt
            session.add(shot)

        await self.write(work)
        return self.home.shot_id

    async def until(self, heard: Callable[[], bool]) -> None:
        """Return when a piece of the answer has made `heard` true."""
        told = asyncio.Event()
        unsubscribe = self.studio.answers.subscribe(lambda _room, _campaign: told.set())
        try:
            while not heard():
                await asyncio.wait_for(told.wait(), 20)
                told.clear()
        finally:
            unsubscribe()


def kinds(lines: list[Message]) -> list[str]:
    return [f"{line.author}:{line.kind}:{line.state}" for line in lines]


OVER = Reply(words="There you are.")


def blocks(lines: list[Message]) -> list[object]:
    """The structured lines, without the folded steps."""
    return [read_block(line.block) for line in lines if line.block and line.kind != "step"]


def told(rig: ChatRig) -> dict[str, object]:
    """What the model read of its last call."""
    return json.loads(rig.twin.lines("tool")[-1])


def tool(name: str, **arguments: object) -> Reply:
    return Reply(tools=(Tool(name, arguments),))


async def spent(rig: ChatRig) -> tuple[int, int, int]:
    """Takes, holds, and the credits left."""

    def look(session: Session) -> tuple[int, int, int]:
        made = session.exec(select(func.count()).select_from(Task)).one()
        holds = session.exec(select(func.count()).select_from(CreditHold)).one()
        now = rig.studio.clock.now()
        return made, holds, ledger.balance(session, rig.who.workspace_id, now).available

    return await rig.studio.db.read(look)
