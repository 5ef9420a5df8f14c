"""What a receiver of our webhooks needs."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from vidstudio.api.callers import Member, OpenStudio
from vidstudio.services import webhooks

router = APIRouter(prefix="/api/webhooks", tags=["Webhooks"])


class SecretBody(BaseModel):
    secret: str = Field(examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])


@router.get("/secret", summary="The secret that signs the webhooks of your workspace")
async def secret(studio: OpenStudio, who: Member) -> SecretBody:
    """For its owner. It signs as Standard Webhooks 1 say, whose libraries take it as it is."""
    return SecretBody(secret=await webhooks.secret(studio, who))
