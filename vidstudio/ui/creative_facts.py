"""The creative page's lines: what was checked about the file, its history, how it was made."""

import json
from typing import Any

from vidstudio.base.texts import counted, text
from vidstudio.rules.brief import CHANNELS
from vidstudio.rules.networks import LARGEST_BYTES, NETWORKS
from vidstudio.ui.amounts import credits, exactly, number
from vidstudio.ui.creative_cards import (
    CheckCard,
    CreativeCard,
    FactCard,
    HistoryCard,
    Mark,
    OfferCard,
    ReferenceCard,
)
from vidstudio.ui.creative_words import channel_name, open_card, short_hash, size_words
from vidstudio.ui.details import CODEC_NAMES, SHORT_BY_SECONDS
from vidstudio.ui.takenames import HERE, moment, provider_name, ratio_words, take_name
from vidstudio.views import CreativeView, PictureView, TaskView, VersionView

_SHAPE_TOLERANCE = 0.02  # encoders want even numbers of pixels
_UNITS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB"))
_TONES = {"approved": "good", "changes": "warn", "hold": "quiet", "comment": "quiet"}
_LINES = {"approved": "approved", "changes": "changes", "hold": "hold", "comment": "commented"}


def bytes_words(size_bytes: int) -> str:
    """“10.4 MB”, “256 GB”, “9 KB”."""
    for unit, name in _UNITS:
        if size_bytes >= unit:
            return f"{size_bytes / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{size_bytes} B"


def creative_card(
    view: CreativeView, n: int, pictures: tuple[PictureView, ...], credit_usd: float
) -> CreativeCard:
    """The page of version `n`; 0 is the present one."""
    opened = open_card(view, n)
    version = next(known for known in view.versions if known.n == opened.n)
    return CreativeCard(
        opened=opened,
        campaign_id=view.campaign_id,
        state_word=text(f"creatives.states.{view.state}"),
        subtitle=_subtitle(view),
        channel=view.channel,
        captions=view.captions,
        download_url=version.download_url,
        make_url=f"/c/{view.campaign_id}?shot={view.shot_id}&take={version.task_id}",
        task_id=view.version.task_id,
        checks=checks(version, view.channel),
        history=history(view),
        facts=made_with(version, credit_usd),
        prompt=str(version.made_with.get("prompt", "")),
        json_name=f"{view.title}-v{version.n}.json",
        json_text=json.dumps(version.made_with, indent=2, ensure_ascii=False),
        references=tuple(
            ReferenceCard(url=picture.url, thumbnail_url=picture.thumbnail_url, label=str(place))
            for place, picture in enumerate(pictures, start=1)
        ),
        references_line=counted("creatives.references", len(pictures)) if pictures else "",
    )


def _subtitle(view: CreativeView) -> str:
    channel = channel_name(view.channel)
    return text(
        "creatives.subtitle_for" if channel else "creatives.subtitle",
        seconds=round(view.version.duration_seconds),
        channel=channel,
        shot=view.shot_number,
        take=f"{view.version.take_number:02d}",
    )


def checks(version: VersionView, channel: str) -> tuple[CheckCard, ...]:
    """Only what was measured when the file arrived."""
    parameters = version.made_with.get("parameters", {})
    found = (
        ("plays", *_length(version, parameters)),
        ("picture", *_shape(version, parameters, channel)),
        ("video", *_codec(version.codec)),
        ("size", *_size(version.size_bytes, channel)),
    )
    return tuple(
        CheckCard(
            name=text(f"creatives.check.{name}"),
            value=words,
            mark=mark,
            mark_word=text(f"creatives.check.{mark}"),
        )
        for name, words, mark in found
    )


def _length(version: VersionView, parameters: dict[str, Any]) -> tuple[str, Mark]:
    found, asked = f"{version.duration_seconds:.1f} s", parameters.get("duration_seconds", 0)
    if version.duration_seconds + SHORT_BY_SECONDS < asked:
        return text("creatives.check.length_short", found=found, asked=asked), "warn"
    return text("creatives.check.as_asked", found=found), "good"


def _shape(version: VersionView, parameters: dict[str, Any], channel: str) -> tuple[str, Mark]:
    found, asked = size_words(version), str(parameters.get("aspect_ratio", ""))
    if not _has_shape(version, asked):
        return text("creatives.check.shape_differs", found=found, ratio=asked), "warn"
    wanted = CHANNELS.get(channel)
    if wanted and not _has_shape(version, wanted.aspect_ratio):
        words = text(
            "creatives.check.shape_channel",
            found=found,
            channel=wanted.name,
            ratio=wanted.aspect_ratio,
        )
        return words, "warn"
    return text("creatives.check.shape_as_asked", found=found, ratio=asked), "good"


def _has_shape(version: VersionView, ratio: str) -> bool:
    width, height = (int(side) for side in ratio_words(ratio).split(" / "))
    return abs(version.width / version.height / (width / height) - 1) <= _SHAPE_TOLERANCE


def _codec(codec: str | None) -> tuple[str, Mark]:
    if not codec:
        return text("creatives.check.unknown_codec"), "warn"
    name = CODEC_NAMES.get(codec, codec)
    if codec == "h264":
        return text("creatives.check.plays_everywhere", codec=name), "good"
    return text("creatives.check.plays_some", codec=name), "warn"


def _size(size_bytes: int, channel: str) -> tuple[str, Mark]:
    found, limit = bytes_words(size_bytes), LARGEST_BYTES.get(channel)
    if limit is None:
        return found, "good"
    fits = size_bytes <= limit
    key = "creatives.check.fits" if fits else "creatives.check.too_large"
    words = text(key, found=found, channel=channel_name(channel), limit=bytes_words(limit))
    return words, "good" if fits else "bad"


def history(view: CreativeView) -> tuple[HistoryCard, ...]:
    """Newest first: versions, words, publications."""
    lines = [_arrival(view, version) for version in view.versions]
    lines += [
        HistoryCard(
            id=said.id,
            words=text(f"creatives.{_LINES[said.kind]}", name=said.by, n=said.version_n),
            tone=_TONES[said.kind],  # pyright: ignore[reportArgumentType] words of ours
            since=moment(said.created_at),
        )
        for said in view.decisions
        if said.kind in _LINES
    ]
    lines += [
        HistoryCard(
            id=known.id,
            words=text(
                "creatives.published",
                name=known.by,
                n=known.version_n,
                network=NETWORKS.get(known.network, known.network),
            ),
            tone="good",
            since=moment(known.published_at),
        )
        for known in view.publications
    ]
    return tuple(sorted(lines, key=lambda line: line.since, reverse=True))


def _arrival(view: CreativeView, version: VersionView) -> HistoryCard:
    asks = version.n == view.version.n and view.state == "waiting"
    words = (
        text("creatives.asked", name=version.added_by, n=version.n)
        if asks
        else text("creatives.added", name=version.added_by, take=f"{version.take_number:02d}")
    )
    tone = "warn" if asks else "quiet"
    return HistoryCard(id=version.id, words=words, tone=tone, since=moment(version.added_at))


def made_with(version: VersionView, credit_usd: float) -> tuple[FactCard, ...]:
    """From what was kept with the file, not from today's catalogue."""
    made, parameters = version.made_with, version.made_with.get("parameters", {})
    settings = [f"{parameters.get('duration_seconds')} s", parameters.get("aspect_ratio", "")]
    settings += [parameters.get("resolution", "")]
    settings += [text("creatives.facts.sound")] if parameters.get("audio") else []
    took = made.get("took_seconds")
    shown = (
        ("model", _model_line(made), False),
        ("settings", " · ".join(part for part in settings if part), True),
        ("seed", number(int(parameters.get("seed") or 0)), True),
        ("took", exactly(took) if took else "", False),
        ("charged", _charged(int(made.get("charged_credits") or 0), credit_usd), False),
        ("by", made.get("by", ""), False),
        ("file", f"{short_hash(version.sha256)} … {version.sha256[-4:]}", True),
    )
    return tuple(
        FactCard(name=text(f"creatives.facts.{name}"), value=value, mono=mono)
        for name, value, mono in shown
        if value
    )


def _model_line(made: dict[str, Any]) -> str:
    model, provider = made.get("model_name") or made.get("model"), str(made.get("provider", ""))
    if made.get("demo"):
        return text("creatives.facts.demo", model=model)
    if provider in HERE:
        return text("creatives.facts.here", model=model)
    return text("creatives.facts.through", model=model, provider=provider_name(provider))


def _charged(amount: int, credit_usd: float) -> str:
    if not amount:
        return text("creatives.facts.not_charged")
    if not credit_usd:
        return credits(amount)
    usd = f"{amount * credit_usd:.2f}"
    return text("creatives.facts.in_usd", credits=credits(amount), usd=usd)


def offer_card(view: TaskView) -> OfferCard:
    name = take_name(view)
    return OfferCard(
        id=view.id,
        name=name,
        line=view.shot_title,
        label=text("creatives.use_take", take=name, shot=view.shot_title),
        poster_url=view.poster_url or "",
        shape=ratio_words(view.aspect_ratio),
    )
