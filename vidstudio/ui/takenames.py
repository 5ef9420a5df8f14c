"""What a take is called, where it was made, and what it looks like before it is there."""

from datetime import datetime

from vidstudio.base.texts import text
from vidstudio.views import TaskView

# The renderer of this machine, and the clips of the sample campaign that it once made.
HERE = frozenset({"", "local", "sample"})
PROVIDER_NAMES = {
    "kie": "kie.ai",
    "replicate": "Replicate",
    "dashscope": "DashScope",
    "openai_videos": "OpenAI",
    "gemini": "Gemini",
    "runway": "Runway",
    "fal": "fal",
}


def take_name(view: TaskView) -> str:
    """“Take 03”, “Draft 01”."""
    key = "takes.draft" if view.origin == "draft" else "takes.name"
    return text(key, number=f"{view.number:02d}")


def provider_name(provider: str) -> str:
    return PROVIDER_NAMES.get(provider, provider)


def made_here(view: TaskView) -> bool:
    """Rendered by this machine, as itself or standing in for another model."""
    return view.demo or view.served_by_provider in HERE


def may_cost(view: TaskView) -> bool:
    """Whether stopping it now can still end in a charge."""
    sent = view.state != "queued"
    return sent and not made_here(view) and bool(view.held_credits)


def ratio_words(aspect_ratio: str) -> str:
    """CSS for the shape of a well: “9 / 16”. Widescreen where the ratio is not one."""
    width, _, height = aspect_ratio.partition(":")
    if width.isdigit() and height.isdigit() and int(width) and int(height):
        return f"{int(width)} / {int(height)}"
    return "16 / 9"


def is_wide(aspect_ratio: str) -> bool:
    width, height = ratio_words(aspect_ratio).split(" / ")
    return int(width) > int(height)


def still_url(view: TaskView) -> str:
    """The picture that stands in the well while there is no poster. Empty if there is none."""
    pictures = [view.first_frame, *view.references, view.last_frame]
    return next((picture.thumbnail_url for picture in pictures if picture), "")


def moment(when: datetime | None) -> str:
    return when.isoformat() if when else ""
