"""What people read about a creative: its view in, words and marks out."""

from vidstudio.base.texts import text
from vidstudio.rules.brief import CHANNELS
from vidstudio.ui.amounts import clock, credits
from vidstudio.ui.cards import CardView
from vidstudio.ui.creative_cards import CommentCard, FactCard, OpenCard, RowCard, VersionCard
from vidstudio.ui.takenames import is_wide, moment, ratio_words
from vidstudio.views import CreativeView, DecisionView, VersionView

MINUTE_SECONDS = 60
_SAID_LIMIT = 60  # characters of a comment in a row


def channel_name(channel: str) -> str:
    return CHANNELS[channel].name if channel in CHANNELS else ""


def length_words(seconds: float) -> str:
    return f"{round(seconds)} s"


def short_hash(sha256: str) -> str:
    return f"{sha256[:4]} {sha256[4:8]}"


def size_words(version: VersionView) -> str:
    return f"{version.width} × {version.height}"


def money(version: VersionView) -> str:
    charged = version.made_with.get("charged_credits", 0)
    return credits(charged) if charged else text("review.not_charged")


def film_time(at_ms: int) -> str:
    """“0:03.2”: minutes, seconds and tenths."""
    tenths = at_ms // 100
    seconds, tenth = divmod(tenths, 10)
    return f"{seconds // MINUTE_SECONDS}:{seconds % MINUTE_SECONDS:02d}.{tenth}"


def row_card(view: CreativeView) -> RowCard:
    now, said = view.version, last_word(view)
    width, _, height = ratio_words(view.aspect_ratio).partition(" / ")
    return RowCard(
        id=view.id,
        title=view.title,
        line=text(
            "review.line",
            n=now.n,
            take=f"{now.take_number:02d}",
            length=length_words(now.duration_seconds),
        ),
        channel=channel_name(view.channel) or view.aspect_ratio,
        ratio=view.aspect_ratio,
        shape=ratio_words(view.aspect_ratio),
        share=round(int(width) / int(height), 4),
        look=view.state,
        word=text(f"review.states.{view.state}"),
        said=_said(view, said),
        initials=said.by_initials if said else initials(view.asked_by),
        since=moment(view.since),
        poster_url=now.poster_url or "",
        runtime=clock(now.duration_seconds),
    )


def initials(name: str) -> str:
    return "".join(word[0] for word in (name.split() or ["?"])[:2]).upper()


def last_word(view: CreativeView) -> DecisionView | None:
    """The decision that makes the state of the present file."""
    here = [d for d in view.decisions if d.current and d.kind == view.state]
    return here[-1] if here else None


def _said(view: CreativeView, said: DecisionView | None) -> str:
    if said is None:
        return view.asked_by
    if said.kind == "approved" or not said.comment:
        return text("review.by", name=said.by)
    words = " ".join(said.comment.split())
    cut = words if len(words) <= _SAID_LIMIT else f"{words[: _SAID_LIMIT - 1]}…"
    return text("review.said", name=said.by.split()[0] if said.by else "", comment=cut)


def film_card(view: CreativeView, version: VersionView) -> CardView:
    """The version as the player's control bar wants a take."""
    ratio = f"{version.width}:{version.height}"
    return CardView(
        id=version.id,
        shot_id=view.shot_id,
        name=view.title,
        model_name="",
        state="succeeded",
        ratio=ratio_words(ratio),
        wide=is_wide(ratio),
        poster_url=version.poster_url or "",
        video_url=version.video_url,
        download_url=version.download_url,
        runtime=clock(version.duration_seconds),
        demo=bool(version.made_with.get("demo")),
        in_creatives=True,
        price="",
        created_at=moment(version.added_at),
    )


def open_card(view: CreativeView, n: int = 0) -> OpenCard:
    """The version `n`; 0 or one that is not there means the present one."""
    version = next((known for known in view.versions if known.n == n), view.version)
    present = version.n == view.version.n
    return OpenCard(
        id=view.id,
        version_id=version.id,
        n=version.n,
        title=view.title,
        look=view.state,
        film=film_card(view, version),
        present=present,
        note=_note(view) if present else _old_note(view, version),
        comments=tuple(
            _comment(said, version)
            for said in view.decisions
            if said.version_n == version.n and (said.comment or said.kind != "comment")
        ),
        facts=(
            FactCard(
                name=text("review.file"),
                value=text(
                    "review.file_line", hash=short_hash(version.sha256), size=size_words(version)
                ),
                mono=True,
            ),
            FactCard(
                name=text("review.made_by"),
                value=text(
                    "review.made_line",
                    model=version.made_with.get("model_name") or version.made_with.get("model"),
                    money=money(version),
                ),
            ),
        ),
        versions=tuple(version_card(view, known) for known in view.versions),
    )


def _note(view: CreativeView) -> str:
    said = last_word(view)
    if said:
        return text(f"review.is_{view.state}", name=said.by)
    if view.approved_before is None:
        return text("review.not_decided")
    yes = [d for d in view.decisions if d.version_n == view.approved_before]
    name = next((d.by for d in reversed(yes) if d.kind == "approved"), "")
    return text("review.asks_again", name=name, n=view.approved_before)


def _old_note(view: CreativeView, version: VersionView) -> str:
    return text("review.old_version", n=version.n, now=view.version.n)


def _comment(said: DecisionView, version: VersionView) -> CommentCard:
    length_ms = version.duration_seconds * 1000
    known = said.at_ms is not None
    share = min(1.0, (said.at_ms or 0) / length_ms) if known and length_ms else 0.0
    return CommentCard(
        id=said.id,
        by=said.by,
        initials=said.by_initials,
        kind=text(f"review.kinds.{said.kind}") if said.kind != "asked" else "",
        words=said.comment,
        at=film_time(said.at_ms or 0) if known else "",
        at_seconds=f"{(said.at_ms or 0) / 1000:.3f}",
        place=f"{share * 100:.2f}%" if known else "",
        since=moment(said.created_at),
    )


def version_card(view: CreativeView, version: VersionView) -> VersionCard:
    return VersionCard(
        id=version.id,
        n=version.n,
        name=text("creatives.version", n=version.n),
        take=text("creatives.take", take=f"{version.take_number:02d}"),
        since=moment(version.added_at),
        poster_url=version.poster_url or "",
        shape=ratio_words(f"{version.width}:{version.height}"),
        now=version.n == view.version.n,
    )
