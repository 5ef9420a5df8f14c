"""TaskRequest: what somebody wants made, and whether a model can make it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from vidstudio.base.errors import CapabilityMismatch, InvalidRequest
from vidstudio.rules.catalog import Mode, ModelCard

PROMPT_LIMIT = 5000
AVOID_LIMIT = 1000
TAKES_LIMIT = 4
SEED_LIMIT = 2**31 - 1
QUALITY_RESOLUTION = {"standard": "720p", "hd": "1080p"}

AssetId = Annotated[str, Field(min_length=1, max_length=64)]


Origin = Literal["", "draft", "final", "vary", "retry"]


class Final(BaseModel):
    """What was chosen in the panel when a draft was made in its place, pictures included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field(max_length=60)
    duration_seconds: int
    aspect_ratio: str = Field(max_length=8)
    resolution: str = Field(max_length=8)
    audio: bool = False
    negative_prompt: str = ""
    references: tuple[AssetId, ...] = ()
    first_frame: AssetId | None = None
    last_frame: AssetId | None = None


class TaskRequest(BaseModel):
    """One wish for one video. None means: the model's own default.

    The pictures are asset ids of the caller's workspace. The prompt's length is checked by
    `check`, not here, so that every door gives the same sentence.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt: str
    model: str
    duration_seconds: int | None = None
    aspect_ratio: str | None = None
    resolution: str | None = None
    audio: bool | None = None
    seed: int | None = None
    negative_prompt: str = ""
    references: tuple[AssetId, ...] = ()
    first_frame: AssetId | None = None
    last_frame: AssetId | None = None
    campaign_id: str | None = None
    shot_id: str | None = None
    takes: int = 1
    origin: Origin = ""
    parent_id: AssetId | None = None  # the take this one is made from
    final: Final | None = None  # of a draft: what is to be made of it later
    webhook_url: str | None = None  # to be told there of the ending

    @property
    def mode(self) -> Mode:
        if self.references:
            return "references"
        if self.first_frame and self.last_frame:
            return "first_last"
        return "first_frame" if self.first_frame or self.last_frame else "text"

    @property
    def pictures(self) -> tuple[str, ...]:
        """Every asset id in use, frames first."""
        frames = (self.first_frame, self.last_frame)
        return tuple(asset for asset in (*frames, *self.references) if asset)


class Parameters(BaseModel):
    """A request with nothing left open: what is priced, kept on the task, and sent."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    mode: Mode
    duration_seconds: int
    aspect_ratio: str
    resolution: str
    audio: bool
    seed: int
    seed_chosen: bool = False
    negative_prompt: str = ""
    references: tuple[str, ...] = ()
    first_frame: str | None = None
    last_frame: str | None = None
    asked_model: str = ""  # a retired one, where its successor makes it

    @property
    def pictures(self) -> tuple[str, ...]:
        frames = (self.first_frame, self.last_frame)
        return tuple(asset for asset in (*frames, *self.references) if asset)


def settle(request: TaskRequest, card: ModelCard, seed: int) -> Parameters:
    """Check the request against the card and fill in what it left open.

    Raises InvalidRequest or CapabilityMismatch, naming the field and the limit.
    `seed` is used where the request chose none.
    """
    _check_words(request, card)
    _check_pictures(request, card)
    return Parameters(
        mode=request.mode,
        duration_seconds=_duration(request, card),
        aspect_ratio=_one_of(request.aspect_ratio, card.aspect_ratios, "aspect_ratio", card),
        resolution=_one_of(request.resolution, card.resolutions, "resolution", card),
        audio=_audio(request, card),
        seed=seed if request.seed is None else request.seed,
        seed_chosen=request.seed is not None,
        negative_prompt=request.negative_prompt if card.negative_prompt else "",
        references=request.references,
        first_frame=request.first_frame,
        last_frame=request.last_frame,
    )


def _check_words(request: TaskRequest, card: ModelCard) -> None:
    limit = min(PROMPT_LIMIT, card.prompt_limit)
    length = len(request.prompt)
    if not request.prompt.strip():
        raise InvalidRequest("Add a prompt: one sentence is enough.", "prompt", code="no_prompt")
    if "\x00" in request.prompt + request.negative_prompt:
        raise InvalidRequest("The prompt has a character that cannot be kept (NUL).", "prompt")
    if length > limit:
        raise InvalidRequest(
            f"The prompt has {length} characters. {limit} is the most.", "prompt", code="too_long"
        )
    most = card.avoid_limit if card.negative_prompt else AVOID_LIMIT
    if len(request.negative_prompt) > most:
        raise InvalidRequest(
            f"“Avoid” has over {most} characters. {most} is the most.",
            "negative_prompt",
            code="too_long",
        )
    if request.seed is not None and not 0 <= request.seed <= SEED_LIMIT:
        raise InvalidRequest(f"The seed lies between 0 and {SEED_LIMIT}.", "seed")
    if not 1 <= request.takes <= TAKES_LIMIT:
        raise InvalidRequest(f"Between 1 and {TAKES_LIMIT} takes at a time.", "takes")


def _check_pictures(request: TaskRequest, card: ModelCard) -> None:
    if request.last_frame and not request.first_frame:
        raise InvalidRequest("A last frame needs a first frame too.", "last_frame")
    if request.references and (request.first_frame or request.last_frame):
        raise CapabilityMismatch("Use either frames or references, not both.", "references")
    if len(request.references) > card.max_references:
        raise CapabilityMismatch(
            f"{card.name} takes at most {card.max_references} references. "
            f"There are {len(request.references)}.",
            "references",
        )
    if request.mode not in card.modes:
        raise CapabilityMismatch(
            f"{card.name} cannot work from {MODE_WORDS[request.mode]}.", MODE_FIELDS[request.mode]
        )


MODE_WORDS: dict[Mode, str] = {
    "text": "text alone",
    "first_frame": "a first frame",
    "first_last": "a first and a last frame",
    "references": "references",
}
MODE_FIELDS: dict[Mode, str] = {
    "text": "prompt",
    "first_frame": "first_frame",
    "first_last": "last_frame",
    "references": "references",
}


def _duration(request: TaskRequest, card: ModelCard) -> int:
    wanted, able = request.duration_seconds, card.durations
    most = card.reference_seconds if request.references else None
    if wanted is None:
        return able.default if most is None else able.nearest(min(able.default, most))
    if most is not None and wanted > most:
        raise CapabilityMismatch(
            f"{card.name} makes at most {most} s from references, not {wanted} s.", "duration"
        )
    if wanted in able.values:
        return wanted
    raise CapabilityMismatch(
        f"{card.name} makes {seconds_words(card)}, not {wanted} s.", "duration"
    )


FEW = 4  # lengths that are listed one by one


def seconds_words(card: ModelCard) -> str:
    """“2 to 60 s”, “4, 6 or 8 s”, “5 s”."""
    *most, last = card.durations.values
    if not most:
        return f"{last} s"
    if len(most) < FEW:
        return f"{', '.join(map(str, most))} or {last} s"
    return f"{most[0]} to {last} s"


def _one_of(wanted: str | None, able: tuple[str, ...], field: str, card: ModelCard) -> str:
    if wanted is None:
        return able[0]
    if wanted in able:
        return wanted
    raise CapabilityMismatch(f"{card.name} makes {', '.join(able)}, not {wanted[:20]}.", field)


def _audio(request: TaskRequest, card: ModelCard) -> bool:
    if card.sound == "optional":
        return bool(request.audio)
    if request.audio and card.sound == "none":
        raise CapabilityMismatch(f"{card.name} makes no sound.", "audio")
    return card.sound == "always"


def resolution_for(quality: Literal["standard", "hd"], card: ModelCard) -> str:
    """`standard` is 720p, `hd` is 1080p, or the nearest the card has."""
    wanted = QUALITY_RESOLUTION[quality]
    if wanted in card.resolutions:
        return wanted
    return card.resolutions[0] if quality == "standard" else max(card.resolutions, key=_pixels)


def _pixels(resolution: str) -> int:
    return 2160 if resolution == "4k" else int(resolution.rstrip("p"))
