"""Our wish in the words of each kie.ai model: its market id for the mode, and its `input`."""

from collections.abc import Callable
from typing import Any

from vidstudio.base.errors import Rejected
from vidstudio.providers.base import Job
from vidstudio.rules.requests import Parameters

Input = dict[str, Any]
Asked = tuple[str, Input]


def market_request(job: Job, pictures: tuple[str, ...]) -> Asked:
    """The model id and input of one job; `pictures` are addresses that kie.ai can read.

    Raises Rejected for what the route cannot do: its limits keep such wishes from coming here.
    """
    build = _MODELS.get(job.model)
    if build is None:
        raise Rejected(f"kie.ai has no model “{job.model[:60]}”.")
    model, values = build(job, job.parameters, pictures)
    return model, {"prompt": job.prompt, **values}


def is_sora(model: object) -> bool:
    return isinstance(model, str) and model.startswith("sora-")


def _seedance(_job: Job, wanted: Parameters, pictures: tuple[str, ...]) -> Asked:
    values: Input = {
        "aspect_ratio": wanted.aspect_ratio,
        "duration": wanted.duration_seconds,
        "resolution": wanted.resolution,
        "generate_audio": wanted.audio,
    }
    if wanted.mode == "references":
        values["reference_image_urls"] = list(pictures)
    return "bytedance/seedance-2-5", values | _frames(wanted, pictures)


def _kling(_job: Job, wanted: Parameters, pictures: tuple[str, ...]) -> Asked:
    if wanted.mode == "references":
        raise Rejected("Kling 3 takes no references at kie.ai.")
    values: Input = {
        "aspect_ratio": wanted.aspect_ratio,
        "duration": str(wanted.duration_seconds),
        "mode": {"720p": "std", "1080p": "pro", "4k": "4K"}[wanted.resolution],
        "sound": wanted.audio,
        "multi_shots": False,
        "multi_prompt": [],
    }
    if pictures:
        values["image_urls"] = list(pictures)
    return "kling-3.0/video", values


def _wan(job: Job, wanted: Parameters, pictures: tuple[str, ...]) -> Asked:
    values: Input = {
        "duration": wanted.duration_seconds,
        "resolution": wanted.resolution,
        "seed": wanted.seed,
    }
    if job.negative_prompt:
        values["negative_prompt"] = job.negative_prompt
    if wanted.mode == "references":
        own = {"aspect_ratio": wanted.aspect_ratio, "reference_image": list(pictures)}
        return "wan/2-7-r2v", values | own
    if wanted.mode == "text":
        return "wan/2-7-text-to-video", values | {"ratio": wanted.aspect_ratio}
    return "wan/2-7-image-to-video", values | _frames(wanted, pictures)


def _wan_2_2(_job: Job, wanted: Parameters, pictures: tuple[str, ...]) -> Asked:
    values: Input = {"resolution": wanted.resolution, "seed": wanted.seed}
    if pictures:
        return "wan/2-2-a14b-image-to-video-turbo", values | {"image_url": pictures[0]}
    own = {"aspect_ratio": wanted.aspect_ratio}
    return "wan/2-2-a14b-text-to-video-turbo", values | own


def _minimax(_job: Job, wanted: Parameters, pictures: tuple[str, ...]) -> Asked:
    values: Input = {"duration": str(wanted.duration_seconds), "resolution": "768P"}
    if wanted.mode in {"first_frame", "first_last"}:  # the frame gives the ratio
        return "minimax-h3/image-to-video", values | _frames(wanted, pictures)
    values["aspect_ratio"] = wanted.aspect_ratio
    if wanted.mode == "text":
        return "minimax-h3/text-to-video", values
    own = {"reference_image_urls": list(pictures)}
    return "minimax-h3/reference-to-video", values | own


def _sora(_job: Job, wanted: Parameters, pictures: tuple[str, ...]) -> Asked:
    """The plain model has one size: what is asked for in hd is made by its Pro."""
    if wanted.resolution == "720p":
        return _sora_of("sora-2", wanted, pictures)
    return _sora_pro(_job, wanted, pictures)


def _sora_pro(_job: Job, wanted: Parameters, pictures: tuple[str, ...]) -> Asked:
    model, values = _sora_of("sora-2-pro", wanted, pictures)
    return model, values | {"size": "standard" if wanted.resolution == "720p" else "high"}


def _sora_of(family: str, wanted: Parameters, pictures: tuple[str, ...]) -> Asked:
    values: Input = {
        "aspect_ratio": "portrait" if wanted.aspect_ratio == "9:16" else "landscape",
        "n_frames": str(wanted.duration_seconds),  # seconds, whatever its name says
        "remove_watermark": True,
    }
    if pictures:
        return f"{family}-image-to-video", values | {"image_urls": list(pictures[:1])}
    return f"{family}-text-to-video", values


def _frames(wanted: Parameters, pictures: tuple[str, ...]) -> Input:
    if wanted.mode not in {"first_frame", "first_last"}:
        return {}
    return dict(zip(("first_frame_url", "last_frame_url"), pictures, strict=False))


_MODELS: dict[str, Callable[[Job, Parameters, tuple[str, ...]], Asked]] = {
    "seedance-2-5": _seedance,
    "kling-3": _kling,
    "wan-2-7": _wan,
    "wan-2-2": _wan_2_2,
    "minimax-h3": _minimax,
    "sora-2": _sora,
    "sora-2-pro": _sora_pro,
}
MODELS = frozenset(_MODELS)
