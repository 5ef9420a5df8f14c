"""A campaign in conversation: shots that were planned, lines that wait for a decision."""

from pydantic import BaseModel
from sqlmodel import Session

from tests.studio_fixtures import Home
from vidstudio.db.tables import Campaign, Message
from vidstudio.services import shots
from vidstudio.services.shots import NewShot
from vidstudio.studio import Studio


async def planned(studio: Studio, home: Home, *titles: str) -> list[str]:
    """A shot each, with words to make it from; their ids."""

    def work(session: Session) -> list[str]:
        campaign = session.get_one(Campaign, home.campaign_id)
        wishes = [NewShot(title=title, prompt=f"{title}, slow push in") for title in titles]
        return [shots.insert(session, studio, campaign, wish).id for wish in wishes]

    return await studio.db.write(work)


async def proposed(studio: Studio, home: Home, block: BaseModel) -> str:
    """A block of the assistant that waits for a decision; the id of its line."""
    row = Message(
        id=studio.clock.new_id(),
        workspace_id=home.who.workspace_id,
        campaign_id=home.campaign_id,
        author="assistant",
        kind=block.model_dump()["kind"],
        text="",
        block=block.model_dump(mode="json"),
        block_state="open",
        created_at=studio.clock.now(),
    )
    await studio.db.write(lambda session: session.add(row))
    return row.id


async def line(studio: Studio, message_id: str) -> Message:
    return await studio.db.read(lambda session: session.get_one(Message, message_id))
