"""A take in the library as the browser gets to see it: words and marks, and nothing twice."""

from collections.abc import Sequence

from vidstudio.base.texts import counted, text
from vidstudio.ui.amounts import THIN, clock, number, roughly
from vidstudio.ui.library_clock import Clock, day_words
from vidstudio.ui.results import price
from vidstudio.ui.takenames import ratio_words
from vidstudio.views import GroupView, PickedView, TileView, UploadView, View

NOT_RATED = -1
_MEGABYTE = 1_000_000
# By state or stage: the word's key, the mark, the tone, the look of the well.
_SAID: dict[str, tuple[str, str, str, str]] = {
    "waiting": ("waiting", "ring", "quiet", "wait"),
    "throttled": ("waiting", "bead-warn", "warn", "wait"),
    "starting": ("starting", "ring", "quiet", "wait"),
    "checking": ("checking", "bead-warn", "warn", "wait"),
    "making": ("making", "bead", "live", "make"),
    "late": ("late", "bead-warn", "warn", "make"),
    "saving": ("saving", "bead", "live", "make"),
    "failed": ("failed", "failed", "bad", "dim"),
    "cancelled": ("stopped", "stopped", "quiet", "dim"),
    "succeeded": ("", "", "quiet", "plain"),
}
_ENDINGS = {
    "prompt_refused": ("refused", "refused"),
    "image_refused": ("refused", "refused"),
    "output_withheld": ("withheld", "refused"),
    "lost_at_provider": ("lost", "lost"),
}


class Tile(View):
    """Empty strings mean: nothing to show there. `heading` stands before the first of a group.

    `grow` is the width for one of height. `progress` is a percent, −1 without one; `rating` 1 to
    5, 0 rejected, −1 none. `again` is what making it again costs.
    """

    id: str
    href: str
    name: str
    title: str
    line: str
    model: str = ""
    cost: str = ""
    again: str = ""
    free: bool = False
    word: str = ""
    mark: str = ""
    tone: str = "quiet"
    look: str = "plain"
    progress: int = -1
    poster: str = ""
    video: str = ""
    ratio: str
    grow: str
    runtime: str
    rating: int = NOT_RATED
    favourite: bool = False
    picked: bool = False
    demo: bool = False
    heading: str = ""
    note: str = ""


def tile(view: TileView) -> Tile:
    # A failed take whose video came after all looks as one that is done.
    key = "succeeded" if view.video_url else view.stage or str(view.state)
    word, mark, tone, look = _SAID[key]
    if view.failure_code in _ENDINGS and not view.video_url:
        word, mark = _ENDINGS[view.failure_code]
    ratio = ratio_words(view.aspect_ratio)
    line, cost, free = _line(view)
    done = bool(view.video_url)
    return Tile(
        id=view.id,
        href=f"/c/{view.campaign_id}?shot={view.shot_id}&take={view.id}",
        name=_name(view),
        title=view.title,
        line=line,
        model=view.model_name if done else "",
        cost=cost,
        again=price(view.quoted_credits),
        free=free,
        word=text(f"library.state.{word}") if word else "",
        mark=mark,
        tone=tone,
        look=look,
        progress=-1 if view.progress is None or look != "make" else view.progress,
        poster=view.poster_url or "",
        video=view.video_url or "",
        ratio=ratio,
        grow=grow(ratio),
        runtime=clock(view.duration_seconds) if view.video_url else "",
        rating=NOT_RATED if view.rating is None else view.rating,
        favourite=view.favourite,
        picked=view.in_creatives,
        demo=view.demo,
    )


def _name(view: TileView) -> str:
    return text("takes.draft" if view.draft else "takes.name", number=f"{view.number:02d}")


def grow(ratio: str) -> str:
    width, height = ratio.split(" / ")
    return f"{int(width) / int(height):.4f}"


def _line(view: TileView) -> tuple[str, str, bool]:
    """The line below the title, the cost in figures, and whether the line tells of no charge."""
    name = _name(view)
    if view.video_url and view.state == "failed":
        return name, text("library.tile.free"), False
    if view.state in {"failed", "cancelled"} and not view.charged_credits:
        return text("library.tile.not_charged"), "", True
    if view.state != "succeeded":
        left = view.left_seconds
        return (
            f"{name} · {text('library.tile.left', time=roughly(left))}" if left else name,
            "",
            False,
        )
    paid = number(view.charged_credits) if view.charged_credits else text("library.tile.free")
    return name, paid, False


def pages_of(
    tiles: Sequence[TileView], groups: Sequence[GroupView], by_shot: bool, reader: Clock
) -> list[Tile]:
    """Tiles with the headings of their groups; without groups, plain."""
    known, last, shown = {group.key: group for group in groups}, "", list[Tile]()
    for view in tiles:
        day = reader.day(view.created_at)
        key = view.shot_id if by_shot else day.isoformat()
        made = tile(view)
        if key != last and key in known:
            title = view.title if by_shot else day_words(day, reader.day(reader.now))
            made = made.model_copy(update={"heading": title, "note": _note(known[key])})
        last = key
        shown.append(made)
    return shown


def _note(group: GroupView) -> str:
    takes = counted("library.takes", group.takes, number=number(group.takes))
    if not group.charged_credits:
        return takes
    credits = number(group.charged_credits)
    return f"{takes}, {counted('library.credits', group.charged_credits, number=credits)}"


class PickedTile(View):
    id: str
    title: str
    line: str
    word: str
    state: str
    poster: str
    video: str
    ratio: str
    grow: str
    runtime: str


def picked_tile(view: PickedView) -> PickedTile:
    ratio = ratio_words(view.aspect_ratio)
    return PickedTile(
        id=view.id,
        title=view.title,
        line=text("library.picked.version", n=view.version),
        word=text(f"library.picked.{view.state}"),
        state=view.state,
        poster=view.poster_url or "",
        video=view.video_url,
        ratio=ratio,
        grow=grow(ratio),
        runtime=clock(view.duration_seconds),
    )


class PictureTile(View):
    id: str
    name: str
    line: str
    picture: str
    ratio: str
    grow: str


def picture_tile(view: UploadView) -> PictureTile:
    ratio = f"{view.width} / {view.height}"
    size = max(0.1, round(view.size_bytes / _MEGABYTE, 1))
    return PictureTile(
        id=view.id,
        name=view.name,
        line=f"{view.width} × {view.height} · {size:.1f}{THIN}MB",
        picture=view.thumbnail_url,
        ratio=ratio,
        grow=grow(ratio),
    )
