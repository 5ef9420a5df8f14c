"""Webhook addresses that people name, and the secret that their receivers check with."""

from vidstudio.base.errors import InvalidRequest, NotAllowed
from vidstudio.base.guarded import pairs
from vidstudio.base.signing import webhook_secret
from vidstudio.rules import webhooks
from vidstudio.studio import Studio, Who


def check(studio: Studio, who: Who, url: str | None) -> None:
    """May the ending of a take be told there? Raises InvalidRequest, NotAllowed for guests."""
    if url is None:
        return
    if who.guest:
        raise NotAllowed("Guests cannot have webhooks.")
    refusal = webhooks.refusal(url, pairs(studio.settings.egress_allow))
    if refusal:
        raise InvalidRequest(refusal, "webhook_url")


async def secret(studio: Studio, who: Who) -> str:
    """The workspace's own secret, `whsec_…`. Raises NotAllowed for all but its owner."""
    if who.role != "owner" or who.guest:
        raise NotAllowed("Only the owner of the workspace may see this.")
    return webhooks.shown(webhook_secret(studio.tokens, who.workspace_id))
