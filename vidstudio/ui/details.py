"""What the player shows beside a take: how it was made, what came, what it cost."""

from vidstudio.base.texts import counted, text
from vidstudio.ui.amounts import credits, exactly, number
from vidstudio.ui.cards import CardView, Tone
from vidstudio.ui.takenames import made_here, provider_name
from vidstudio.ui.words import card
from vidstudio.views import TaskView, View

CODEC_NAMES = {"h264": "H.264", "hevc": "H.265", "h265": "H.265", "av1": "AV1", "vp9": "VP9"}
SHORT_BY_SECONDS = 0.5  # a file this much shorter than asked is called short


class ReferenceView(View):
    url: str
    thumbnail_url: str
    label: str


class DetailView(View):
    """One take, opened. Empty strings mean: leave the row out."""

    id: str = ""
    card: CardView | None = None
    prompt: str = ""
    negative_prompt: str = ""
    references: tuple[ReferenceView, ...] = ()
    references_line: str = ""
    model_line: str = ""
    settings_line: str = ""
    seed: str = ""
    took: str = ""
    charged_line: str = ""
    charged_tone: Tone = "quiet"
    check_line: str = ""
    check_tone: Tone = "good"


NOTHING = DetailView()


def detail(view: TaskView) -> DetailView:
    shown = card(view)
    references = _references(view)
    return DetailView(
        id=view.id,
        card=shown,
        prompt=view.prompt,
        negative_prompt=view.negative_prompt,
        references=references,
        references_line=_references_line(len(references)),
        model_line=_model_line(view),
        settings_line=_settings_line(view),
        seed=number(view.seed),
        took=_took(view),
        charged_line=_charged_line(view, shown),
        charged_tone=shown.cost_tone,
        check_line=_check_line(view),
        check_tone="warn" if _fell_short(view) else "good",
    )


def _references(view: TaskView) -> tuple[ReferenceView, ...]:
    named = [
        (text("player.facts.first_frame"), view.first_frame),
        (text("player.facts.last_frame"), view.last_frame),
    ]
    for n, picture in enumerate(view.references, 1):
        named.append((text("player.facts.reference", number=n), picture))
    return tuple(
        ReferenceView(url=picture.url, thumbnail_url=picture.thumbnail_url, label=label)
        for label, picture in named
        if picture
    )


def _references_line(count: int) -> str:
    return counted("player.references", count) if count else ""


def _model_line(view: TaskView) -> str:
    if view.demo:
        return text("player.facts.demo", model=view.model_name)
    if made_here(view):
        return text("player.facts.here", model=view.model_name)
    provider = provider_name(view.served_by_provider)
    return text("player.facts.through", model=view.model_name, provider=provider)


def _settings_line(view: TaskView) -> str:
    parts = [f"{view.duration_seconds} s", view.aspect_ratio, view.resolution]
    return " · ".join([*parts, text("player.facts.sound")] if view.audio else parts)


def _took(view: TaskView) -> str:
    came = view.recovered_at or view.finished_at
    if came is None or view.started_at is None:
        return ""
    return exactly((came - view.started_at).total_seconds())


def _charged_line(view: TaskView, shown: CardView) -> str:
    if view.finished_at is None:
        held = text("takes.on_hold", amount=number(view.held_credits))
        return held if view.held_credits else text("player.facts.nothing_yet")
    if view.status != "succeeded":
        return shown.cost_line
    if not view.charged_credits:
        return text("player.facts.nothing")
    back = view.quoted_credits - view.charged_credits
    charged = credits(view.charged_credits)
    if back <= 0:
        return charged
    return text("player.facts.given_back", charged=charged, back=number(back))


def _fell_short(view: TaskView) -> bool:
    delivered = view.delivered_seconds
    return delivered is not None and delivered < view.duration_seconds - SHORT_BY_SECONDS


def _check_line(view: TaskView) -> str:
    if view.delivered_seconds is None or view.width is None or view.height is None:
        return ""
    seconds = text(
        "player.facts.delivered_of" if _fell_short(view) else "player.facts.delivered",
        seconds=f"{view.delivered_seconds:.1f}",
        asked=view.duration_seconds,
    )
    codec = CODEC_NAMES.get(view.codec or "", view.codec or "")
    return ", ".join(filter(None, [seconds, f"{view.width} × {view.height}", codec]))
