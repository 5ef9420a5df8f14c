"""Fits a draft to a model: values stay where they can, else move to the nearest legal one."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from vidstudio.base.texts import text
from vidstudio.rules.mapping import lines_of, nearest_length, nearest_resolution
from vidstudio.rules.nearest import nearest_ratio
from vidstudio.rules.requests import MODE_FIELDS
from vidstudio.ui.make_form import FRAMES, slots_of
from vidstudio.views import DraftView, ModelView


class Fitted(BaseModel):
    """A draft the model can make. `adjusted` names the fields that moved, `notes` say how."""

    model_config = ConfigDict(frozen=True)

    draft: DraftView
    adjusted: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def fit(draft: DraftView, model: ModelView) -> Fitted:
    """An empty value takes the model's default, and that is no adjustment."""
    moves = (
        _duration(draft.duration_seconds, model),
        _ratio(draft.aspect_ratio, model),
        _resolution(draft.resolution, model),
        _audio(draft.audio, model),
        _mode(draft, model),
    )
    values = {field: value for field, value, _ in moves}
    if values["mode"] != draft.mode:
        values |= _parts(draft, str(values["mode"]))
    notes = {field: note for field, _, note in moves if note}
    return Fitted(
        draft=draft.model_copy(update={**values, "model": model.id}),
        adjusted=tuple(notes),
        notes=tuple(notes.values()),
    )


Move = tuple[str, object, str]


def _duration(seconds: int, model: ModelView) -> Move:
    if not seconds:
        return "duration_seconds", model.default_duration, ""
    if seconds in model.durations:
        return "duration_seconds", seconds, ""
    nearest = nearest_length(seconds, model.durations)
    rank = _rank(seconds, model.durations, "longest", "shortest") or "nearest"
    return "duration_seconds", nearest, text(f"make.fit.{rank}", seconds=nearest)


def _ratio(ratio: str, model: ModelView) -> Move:
    if not ratio or ratio in model.aspect_ratios:
        return "aspect_ratio", ratio or model.aspect_ratios[0], ""
    nearest = nearest_ratio(ratio, model.aspect_ratios)
    return "aspect_ratio", nearest, text("make.fit.ratio", ratio=nearest)


def _resolution(resolution: str, model: ModelView) -> Move:
    if not resolution or resolution in model.resolutions:
        return "resolution", resolution or model.resolutions[0], ""
    nearest = nearest_resolution(resolution, model.resolutions)
    able = tuple(lines_of(name) for name in model.resolutions)
    rank = _rank(lines_of(resolution), able, "highest", "lowest") or "quality"
    return "resolution", nearest, text(f"make.fit.{rank}", quality=quality_word(nearest))


def quality_word(resolution: str) -> str:
    return resolution.upper() if resolution.endswith("k") else resolution


def _rank(wanted: int, able: Sequence[int], highest: str, lowest: str) -> str:
    if wanted > max(able):
        return highest
    return lowest if wanted < min(able) else ""


def _audio(audio: bool, model: ModelView) -> Move:
    if model.sound == "none" and audio:
        return "audio", False, text("make.fit.no_sound")
    return "audio", model.sound == "always" or audio, ""


def _mode(draft: DraftView, model: ModelView) -> Move:
    """Pictures keep a part to play if the model knows any; the person's choice wins otherwise."""
    if draft.mode in model.modes:
        return "mode", draft.mode, ""
    pictures = [*draft.references, *filter(None, (draft.first_frame, draft.last_frame))]
    wishes = ("references", "first_frame") if pictures else ()
    mode = next((wish for wish in wishes if wish in model.modes), model.modes[0])
    lost = _mode_words(draft.mode if draft.mode in MODE_FIELDS else "text")
    return "mode", mode, text("make.fit.mode", name=model.name, lost=lost, mode=_mode_words(mode))


def _parts(draft: DraftView, mode: str) -> dict[str, object]:
    """The same pictures from left to right, each in the part the other mode gives it."""
    pictures = [picture for picture in slots_of(draft) if picture]
    count = FRAMES.get(mode, 0)
    first, last = (*pictures[:count], None, None)[:2]
    return {"first_frame": first, "last_frame": last, "references": tuple(pictures[count:])}


def _mode_words(mode: str) -> str:
    return text(f"make.fit.{mode}")
