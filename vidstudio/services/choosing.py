"""Which card and route serve a request, and what the request is in their terms."""

from vidstudio.base.errors import CapabilityMismatch, InvalidRequest
from vidstudio.rules import mapping
from vidstudio.rules.catalog import Choice, ModelCard
from vidstudio.rules.requests import Parameters, TaskRequest
from vidstudio.studio import Studio

KEY_LIMIT = 255


def choose(studio: Studio, model_id: str) -> Choice:
    """The route of the model; a retired one without a route is served by its successor."""
    choice = studio.choice(model_id)
    successor = choice.card.lifecycle.successor
    if not choice.available and successor:
        choice = studio.choice(successor)
    if not choice.available:
        raise CapabilityMismatch(
            f"{choice.card.name} cannot run here: {choice.unavailable_reason}.",
            "model",
            code="model_unavailable",
        )
    return choice


def suited(request: TaskRequest, choice: Choice) -> TaskRequest:
    """The request as it is; for the successor of a retired model, as near as it comes."""
    if request.model == choice.card.id:
        return request
    return mapping.map_request(request, choice.card).request


def in_terms_of(card: ModelCard, wanted: Parameters) -> Parameters:
    nearest = mapping.nearest_resolution(wanted.resolution, card.resolutions)
    return wanted.model_copy(update={"resolution": nearest})


def checked_key(key: str | None) -> str | None:
    if key is not None and not (0 < len(key) <= KEY_LIMIT and key.isascii()):
        raise InvalidRequest(f"1 to {KEY_LIMIT} ASCII characters.", "Idempotency-Key")
    return key
