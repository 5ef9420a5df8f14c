"""What can be chosen here and now."""

from vidstudio.rules.catalog import Choice
from vidstudio.studio import Studio
from vidstudio.views import ModelView


async def catalogue(studio: Studio) -> tuple[ModelView, ...]:
    """Every row, in the order of the catalogue: those that cannot run say why."""
    names = {card.id: card.name for card in studio.catalog.cards.values()}
    return tuple(_view(choice, names) for choice in studio.choices())


def _view(choice: Choice, names: dict[str, str]) -> ModelView:
    card = choice.card
    same = {"id", "name", "vendor", "glyph", "good_at", "quality_stars", "speed", "modes"}
    limits = {"aspect_ratios", "resolutions", "sound", "max_references", "negative_prompt"}
    successor = card.lifecycle.successor
    return ModelView(
        **card.model_dump(include=same | limits | {"prompt_limit"}),
        durations=card.durations.values,
        default_duration=card.durations.default,
        price_unit=card.price.unit,
        price_silent=card.price.silent,
        price_sound=card.price.sound,
        price_pictures=card.price.pictures,
        usual_seconds=choice.usual_seconds(),
        lifecycle_state=card.lifecycle.state,
        lifecycle_on=card.lifecycle.on,
        successor=successor,
        successor_name=names.get(successor or ""),
        available=choice.available,
        unavailable_reason=choice.unavailable_reason,
        demo=choice.demo,
    )
