"""What was made before, for the make panel: a take's settings, and the prompts so far."""

from datetime import datetime
from typing import Literal

from sqlmodel import Session, col, select

from vidstudio.base.errors import NotFound
from vidstudio.db.tables import Campaign, Task
from vidstudio.rules.requests import Final
from vidstudio.services import frames, tasks, uploads
from vidstudio.services.guards import find
from vidstudio.studio import Studio, Who
from vidstudio.views import DraftView, PictureView, TaskView
from vidstudio.views.base import View

What = Literal["settings", "prompt", "pictures", "last_frame", "frame", "other_model"]
PROMPTS_SHOWN = 30
_LOOKED_AT = 300


class PastPrompt(View):
    prompt: str
    made_at: datetime


class Reused(View):
    """The panel's draft after it, and a sentence of what came in."""

    draft: DraftView
    note: str


async def reuse(studio: Studio, who: Who, task_id: str, what: What, into: DraftView) -> Reused:
    """Bring something of a take into the draft. Raises NotFound; for frames what `grab` does."""
    view = await tasks.get(studio, who, task_id)
    name = f"{'Draft' if view.origin == 'draft' else 'Take'} {view.number:02d}"
    if what in {"settings", "other_model"}:
        return Reused(draft=_settings(view, into), note=f"The settings of {name} are here.")
    if what == "pictures":
        return Reused(draft=_prompt(view, into), note=f"The pictures of {name} are here.")
    if what == "prompt":
        return Reused(draft=_prompt(view, into), note=f"The prompt of {name} is here.")
    raise ValueError(what)


async def reuse_frame(
    studio: Studio, who: Who, task_id: str, at: frames.At, into: DraftView
) -> Reused:
    """The frame becomes the first one; a last frame that stood there stays."""
    picture = await frames.grab(studio, who, task_id, at)
    view = await tasks.get(studio, who, task_id)
    word = {"last": "last frame", "first": "first frame"}.get(str(at), "frame")
    return Reused(
        draft=_with_first(into, picture), note=f"The {word} of Take {view.number:02d} is here."
    )


async def reuse_picture(studio: Studio, who: Who, asset_id: str, into: DraftView) -> Reused:
    """A picture added earlier joins those of the draft. Raises NotFound."""
    picture = await uploads.known(studio, who, asset_id)
    if picture is None:
        raise NotFound
    return Reused(draft=_joined(into, picture), note="The picture is here.")


async def prompts(studio: Studio, who: Who, campaign_id: str) -> tuple[PastPrompt, ...]:
    """This person's last different prompts of the campaign, newest first."""

    def look(session: Session) -> tuple[PastPrompt, ...]:
        find(session, Campaign, campaign_id, who)
        query = (
            select(Task.prompt, Task.created_at)
            .where(Task.campaign_id == campaign_id, Task.user_id == who.user_id)
            .order_by(col(Task.created_at).desc())
        )
        newest = dict[str, datetime]()
        for prompt, made_at in session.exec(query.limit(_LOOKED_AT)).all():
            newest.setdefault(prompt, made_at)
        rows = list(newest.items())[:PROMPTS_SHOWN]
        return tuple(PastPrompt(prompt=prompt, made_at=made_at) for prompt, made_at in rows)

    return await studio.db.read(look)


def _with_first(into: DraftView, picture: PictureView) -> DraftView:
    kept = [other for other in into.references if other.id != picture.id]
    mode = "first_last" if into.mode == "first_last" else "first_frame"
    return into.model_copy(update={"mode": mode, "first_frame": picture, "references": tuple(kept)})


def _joined(into: DraftView, picture: PictureView) -> DraftView:
    """In the first free frame; else the mode changes to one that has room for all of them."""
    held = (into.first_frame, into.last_frame, *into.references)
    if picture.id in {other.id for other in held if other}:
        return into
    frames_ = {"first_frame": ("first_frame",), "first_last": ("first_frame", "last_frame")}
    for part in frames_.get(into.mode, ()):
        if getattr(into, part) is None:
            return into.model_copy(update={part: picture})
    if into.mode == "first_frame":
        return into.model_copy(update={"mode": "first_last", "last_frame": picture})
    everyone = (*filter(None, held), picture)
    changes = {"mode": "references", "references": everyone}
    return into.model_copy(update={**changes, "first_frame": None, "last_frame": None})


def _settings(view: TaskView, into: DraftView) -> DraftView:
    """Everything but how many. Of a draft: what its final was meant to be."""
    chosen = Final.model_validate(view.final) if view.origin == "draft" and view.final else view
    return _prompt(view, into).model_copy(
        update={
            "model": chosen.model if isinstance(chosen, Final) else view.model_id,
            "duration_seconds": chosen.duration_seconds,
            "aspect_ratio": chosen.aspect_ratio,
            "resolution": chosen.resolution,
            "audio": chosen.audio,
            "seed": str(view.seed) if view.seed_chosen else "",
        }
    )


def _prompt(view: TaskView, into: DraftView) -> DraftView:
    """Its words and its pictures, each in its part; no template."""
    frames_ = (view.first_frame, view.last_frame)
    mode = "first_last" if all(frames_) else "first_frame" if any(frames_) else ""
    first, last, references = *frames_, view.references
    if view.origin == "draft" and view.final and (view.final.get("first_frame")):
        # The draft's model knew no frames: they came to it as references.
        by_id = {picture.id: picture for picture in view.references}
        first = by_id.get(view.final["first_frame"], first)
        last = by_id.get(view.final.get("last_frame") or "", last)
        references, mode = (), "first_last" if last else "first_frame"
    return into.model_copy(
        update={
            "prompt": view.prompt,
            "negative_prompt": view.negative_prompt,
            "mode": mode or ("references" if references else "text"),
            "references": references,
            "first_frame": first,
            "last_frame": last,
            "template": "",
            "template_values": {},
        }
    )
