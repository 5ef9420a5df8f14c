"""A workspace whose sample campaign has finished takes and creatives to work with."""

from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from tests.studio_fixtures import Home, settle_in
from vidstudio.db.tables import Campaign, Task, User, Workspace
from vidstudio.services import creatives, samples
from vidstudio.studio import Role, Studio, Who
from vidstudio.views import CreativeView


@dataclass(frozen=True)
class Picked:
    who: Who
    campaign_id: str
    tasks: dict[str, str]  # by shot title

    async def creatives(self, studio: Studio) -> dict[str, CreativeView]:
        found = await creatives.of_campaign(studio, self.who, self.campaign_id)
        return {view.title: view for view in found}

    def as_role(self, role: Role) -> Who:
        return replace(self.who, role=role)


async def with_samples(studio: Studio, home: Home | None = None) -> Picked:
    home = home or await settle_in(studio)
    who = home.who
    clips = await samples.place(studio, who.workspace_id)

    def work(session: Session) -> Picked:
        user = session.get_one(User, who.user_id)
        samples.insert(session, studio, user, session.get_one(Workspace, who.workspace_id), clips)
        mine = select(Campaign).where(
            col(Campaign.sample), Campaign.workspace_id == who.workspace_id
        )
        campaign = session.exec(mine).one()
        tasks = session.exec(select(Task).where(Task.campaign_id == campaign.id)).all()
        titles = {clip.task_id: clip.clip.shot for clip in clips}
        return Picked(who, campaign.id, {titles[task.id]: task.id for task in tasks})

    return await studio.db.write(work)
