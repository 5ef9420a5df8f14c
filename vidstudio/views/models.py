"""What can be chosen."""

from vidstudio.views.base import View


class ModelView(View):
    """A row of the picker and of `GET /api/video/models`, with what it can do here and now."""

    id: str
    name: str
    vendor: str
    glyph: str
    good_at: str
    quality_stars: int
    speed: str
    modes: tuple[str, ...]
    durations: tuple[int, ...]
    default_duration: int
    aspect_ratios: tuple[str, ...]
    resolutions: tuple[str, ...]
    sound: str
    max_references: int
    negative_prompt: bool
    prompt_limit: int
    price_unit: str
    price_silent: dict[str, int]
    price_sound: dict[str, int]
    price_pictures: dict[str, int]
    usual_seconds: int
    own_takes: int = 0  # that `usual_seconds` is the median of; 0: the catalogue's figure
    lifecycle_state: str
    lifecycle_on: str | None
    successor: str | None
    successor_name: str | None
    available: bool
    unavailable_reason: str | None
    demo: bool
    new: bool = False
    favourite: bool = False
