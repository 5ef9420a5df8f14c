"""Making several takes at once: what is missing, what it costs, and the press that makes it."""

from sqlmodel import Session

from vidstudio.studio import Studio, Who
from vidstudio.views import MissingView


def missing_of(session: Session, studio: Studio, who: Who, campaign_id: str) -> MissingView:
    return MissingView()
