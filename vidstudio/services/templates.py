"""Templates as orders: named fields become a prompt, in a shape that the chosen model makes."""

from collections.abc import Mapping

from vidstudio.base.errors import InvalidRequest
from vidstudio.rules import templates
from vidstudio.rules.nearest import nearest_ratio
from vidstudio.rules.templates import Filled
from vidstudio.services.choosing import choose
from vidstudio.studio import Studio


def filled(template_id: str, values: Mapping[str, str]) -> Filled:
    """The prompt with nothing missing. Raises InvalidRequest naming the first empty field."""
    made = templates.fill(template_id, values)
    if made.missing:
        question = templates.asked(template_id, made.missing)[0]
        raise InvalidRequest(question, made.missing[0], code="missing_field")
    return made


def sized(
    studio: Studio, template_id: str, values: Mapping[str, str], model_id: str | None = None
) -> Filled:
    """The same, its ratio and length brought to the nearest that the model makes.

    None is the catalogue's default. Raises InvalidRequest for a model that is not there.
    """
    made = filled(template_id, values)
    card = choose(studio, model_id or next(iter(studio.catalog.cards))).card
    return made.model_copy(
        update={
            "aspect_ratio": nearest_ratio(made.aspect_ratio, card.aspect_ratios),
            "duration_seconds": card.durations.nearest(made.duration_seconds),
        }
    )
