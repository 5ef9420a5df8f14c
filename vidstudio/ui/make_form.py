"""What the make panel sends, and how it becomes a draft, a request, or an error beside a field."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError

from vidstudio.base.errors import InsufficientCredits, InvalidRequest, VidstudioError
from vidstudio.base.problems import problem
from vidstudio.base.texts import text
from vidstudio.rules.catalog import Mode
from vidstudio.rules.requests import TaskRequest
from vidstudio.ui.amounts import credits
from vidstudio.views import DraftView, PictureView

PICTURES_LIMIT = 12
FRAMES = {"first_frame": 1, "first_last": 2}
Word = Annotated[str, Field(max_length=64)]


class PanelForm(BaseModel):
    """Every value of the panel at one moment. `turn` grows with each message of a page.

    `pictures` are the slots from left to right, None an empty one: the mode decides their part.
    The limits here only keep nonsense out; what a model can do is checked when a take is made.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    turn: int = 0
    key: Word = ""
    campaign_id: Word = ""
    shot_id: Word = ""
    mode: Mode = "text"
    prompt: str = Field("", max_length=100_000)
    negative_prompt: str = Field("", max_length=100_000)
    model: Word = ""
    duration_seconds: int = Field(0, ge=0, le=600, strict=True)
    aspect_ratio: Word = ""
    resolution: Word = ""
    audio: StrictBool | None = None
    seed: Word = ""
    takes: int = Field(1, ge=1, le=99, strict=True)
    pictures: tuple[PictureView | None, ...] = Field((), max_length=PICTURES_LIMIT)
    template: Word = ""
    template_values: dict[Word, Annotated[str, Field(max_length=1000)]] = {}
    elsewhere: dict[Word, Annotated[str, Field(max_length=5000)]] = Field({}, max_length=60)
    draft_with: Word = ""  # the model of a draft; empty: the chosen one makes it

    @property
    def frames(self) -> tuple[PictureView | None, PictureView | None]:
        """The first and the last frame, as far as the mode has them."""
        count = FRAMES.get(self.mode, 0)
        first, last = (*self.pictures[:count], None, None)[:2]
        return first, last

    @property
    def others(self) -> tuple[PictureView, ...]:
        """The pictures that are not frames: references, or kept for another mode."""
        return tuple(picture for picture in self.pictures[FRAMES.get(self.mode, 0) :] if picture)


def read_form(message: str) -> PanelForm:
    """The form in a message of make.js; InvalidRequest for anything else."""
    try:
        form = PanelForm.model_validate_json(message)
    except ValidationError as error:
        raise InvalidRequest(text("make.bar.unreadable")) from error
    if not all(_ours(picture) for picture in form.pictures if picture):
        raise InvalidRequest(text("make.bar.added_first"), "references")
    return form


def _ours(picture: PictureView) -> bool:
    """A stable link of this studio: the draft must not make a browser call another host."""
    return all(url.startswith("/api/") for url in (picture.url, picture.thumbnail_url))


def draft_of(form: PanelForm) -> DraftView:
    first, last = form.frames
    same = DraftView.model_fields.keys() & PanelForm.model_fields.keys() - {"audio"}
    return DraftView(
        **form.model_dump(include=same),
        audio=bool(form.audio),
        references=form.others,
        first_frame=first,
        last_frame=last,
    )


def slots_of(draft: DraftView) -> tuple[PictureView | None, ...]:
    """The pictures of a draft in the order of the slots; the reverse of `draft_of`."""
    frames = (draft.first_frame, draft.last_frame)[: FRAMES.get(draft.mode, 0)]
    return (*frames, *draft.references)


def request_of(form: PanelForm, most_references: int) -> TaskRequest:
    """The wish to make takes. Pictures beyond what mode and model use stay behind."""
    first, last = form.frames
    references = form.others[:most_references] if form.mode == "references" else ()
    return TaskRequest(
        prompt=form.prompt,
        model=form.model,
        duration_seconds=form.duration_seconds or None,
        aspect_ratio=form.aspect_ratio or None,
        resolution=form.resolution or None,
        audio=form.audio,
        seed=_seed(form.seed),
        negative_prompt=form.negative_prompt,
        references=tuple(picture.id for picture in references),
        first_frame=first.id if first else None,
        last_frame=last.id if last else None,
        campaign_id=form.campaign_id or None,
        shot_id=form.shot_id or None,
        takes=form.takes,
    )


def _seed(typed: str) -> int | None:
    typed = typed.strip()
    if not typed:
        return None
    if not typed.isascii() or not typed.isdigit():
        raise InvalidRequest(text("make.bar.seed"), "seed")
    return int(typed)


class Fault(BaseModel):
    """An error as the panel shows it: `field` is a place of the panel, "bar" is the action bar."""

    model_config = ConfigDict(frozen=True)

    field: str = ""
    text: str = ""
    turn: int = 0


PLACES = {
    "prompt": "prompt",
    "negative_prompt": "negative_prompt",
    "seed": "seed",
    "takes": "takes",
    "references": "pictures",
    "first_frame": "pictures",
    "last_frame": "pictures",
    "model": "model",
    "duration": "duration",
    "duration_seconds": "duration",
    "aspect_ratio": "aspect_ratio",
    "resolution": "resolution",
    "audio": "audio",
}


def fault_of(error: VidstudioError, turn: int) -> Fault:
    """Where and how the panel says what went wrong."""
    if isinstance(error, InsufficientCredits):
        words = text("make.bar.missing", credits=credits(error.missing))
        return Fault(field="bar", text=words, turn=turn)
    shown = problem(error)
    return Fault(field=PLACES.get(shown.field or "", "bar"), text=shown.detail, turn=turn)
