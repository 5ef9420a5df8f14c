"""How a take that brought nothing is told: the word, the sentence, and the one way on."""

from typing import NamedTuple

from vidstudio.base.texts import text
from vidstudio.ui.amounts import roughly
from vidstudio.views import TaskView


class Ending(NamedTuple):
    word: str
    mark: str  # the icon on the label
    line: str
    action: str
    label: str


def ending(view: TaskView) -> Ending:
    """The words for a failed take, by the code of its failure."""
    failure = view.failure
    match failure.code if failure else "":
        case "prompt_refused":
            return _refused(text("takes.refused.wording"), "edit_prompt")
        case "image_refused":
            return _refused(_refused_picture(view), "change_image")
        case "output_withheld":
            return _again("withheld", "refused", text("takes.withheld.line"))
        case "lost_at_provider":
            return _again("lost", "lost", text("takes.lost.line"), "make_again")
        case _:
            line = failure.message if failure else text("takes.failed.line")
            return _again("failed", "failed", line)


def _refused(line: str, action: str) -> Ending:
    word, label = text("takes.refused.word"), text(f"takes.actions.{action}")
    return Ending(word, "refused", line, action, label)


def _again(kind: str, mark: str, line: str, label: str = "try_again") -> Ending:
    return Ending(text(f"takes.{kind}.word"), mark, line, "retry", text(f"takes.actions.{label}"))


def _refused_picture(view: TaskView) -> str:
    if view.first_frame:
        return text("takes.refused.first_frame")
    several = len(view.references) != 1
    return text("takes.refused.references" if several else "takes.refused.reference")


def lost_line(view: TaskView) -> str:
    kind = "held" if view.held_credits else "free"
    if not view.unknown_seconds:
        return text(f"takes.checking.{kind}_now")
    return text(f"takes.checking.{kind}", wait=roughly(view.unknown_seconds))
