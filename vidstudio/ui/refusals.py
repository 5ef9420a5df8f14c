"""How a take that brought nothing is told: the word, the sentence, and the one way on."""

from typing import NamedTuple

from vidstudio.views import TaskView


class Ending(NamedTuple):
    word: str
    mark: str  # the icon on the label
    line: str
    action: str
    label: str


PROVIDER_STOPPED = "The provider stopped."


def ending(view: TaskView) -> Ending:
    """The words for a failed take, by the code of its failure."""
    failure = view.failure
    match failure.code if failure else "":
        case "prompt_refused":
            line = "The provider refused the wording."
            return Ending("Refused", "refused", line, "edit_prompt", "Edit prompt")
        case "image_refused":
            line = f"The provider refused {_picture(view)}."
            return Ending("Refused", "refused", line, "change_image", "Change image")
        case "output_withheld":
            line = "The finished video was withheld by the provider. The same prompt can pass."
            return Ending("Withheld", "refused", line, "retry", "Try again")
        case "lost_at_provider":
            line = "The provider deleted the file before we could save it."
            return Ending("Lost at provider", "lost", line, "retry", "Make again")
        case _:
            line = failure.message if failure else PROVIDER_STOPPED
            return Ending("Failed", "failed", line, "retry", "Try again")


def _picture(view: TaskView) -> str:
    if view.first_frame:
        return "the first frame"
    return "the reference" if len(view.references) == 1 else "one of the references"


def lost_line(view: TaskView) -> str:
    lost = "We lost the line while sending."
    if not view.held_credits:
        return f"{lost} We look for this take for at most 20 min."
    return f"{lost} Credits stay on hold until we know, at most 20 min."
