"""A take as a wish again: the same once more, varied, or a draft's final."""

from typing import Any

from vidstudio.rules.requests import Final, Origin, TaskRequest
from vidstudio.views import TaskView


def again(view: TaskView, origin: Origin, *, seed: int | None) -> TaskRequest:
    """The take's own settings, made from it. A draft stays one, with its final."""
    draft = view.origin == "draft"
    return _request(view).model_copy(
        update={
            "seed": seed,
            "origin": "draft" if draft else origin,
            "final": Final.model_validate(view.final) if draft and view.final else None,
        }
    )


def final(view: TaskView) -> TaskRequest:
    """What was chosen when the draft was made: same prompt, pictures and seed.

    A take that is no draft is made anew with its own settings.
    """
    chosen = Final.model_validate(view.final).model_dump() if view.final else {}
    return _request(view).model_copy(update={**chosen, "seed": view.seed, "origin": "final"})


def drafted(request: TaskRequest, model_id: str) -> TaskRequest:
    """The wish, every setting chosen, as a draft by `model_id` that is not yet fitted to it."""
    kept = Final.model_validate(request.model_dump(include=set(Final.model_fields)))
    return request.model_copy(update={"model": model_id, "origin": "draft", "final": kept})


def _request(view: TaskView) -> TaskRequest:
    same: dict[str, Any] = {
        name: getattr(view, name)
        for name in ("prompt", "duration_seconds", "aspect_ratio", "resolution", "audio")
    }
    return TaskRequest(
        **same,
        model=view.model_id,
        negative_prompt=view.negative_prompt,
        references=tuple(picture.id for picture in view.references),
        first_frame=view.first_frame.id if view.first_frame else None,
        last_frame=view.last_frame.id if view.last_frame else None,
        shot_id=view.shot_id,
        parent_id=view.id,
    )
