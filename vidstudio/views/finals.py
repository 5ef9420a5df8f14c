"""A draft and what it becomes."""

from vidstudio.views.base import View


class FinalOffer(View):
    """What rendering a draft for real means. Same prompt, frames and seed.

    `difference_credits` is what it costs more than the draft; `left_credits` and
    `campaign_left_credits` (None without a cap) are what is left after it. `adapted` says what
    the model makes otherwise; `unavailable_reason` why it cannot.
    """

    task_id: str
    model_id: str
    model_name: str
    duration_seconds: int
    aspect_ratio: str
    resolution: str
    audio: bool
    seed: int
    price_credits: int
    difference_credits: int
    left_credits: int
    missing_credits: int
    campaign_left_credits: int | None
    usual_seconds: int
    adapted: tuple[str, ...] = ()
    unavailable_reason: str | None = None
