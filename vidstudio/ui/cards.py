"""The card of a take: what the browser gets to see of it."""

from typing import Literal

from vidstudio.base.texts import text
from vidstudio.views import View

Tone = Literal["quiet", "live", "warn", "bad", "good"]
Look = Literal["plain", "wait", "make", "dim"]
Saying = dict[str, object]  # a part of a CardView


class ActionView(View):
    """A button under the card. `kind` is "main" (outlined) or "plain"."""

    key: str
    label: str
    kind: str = "main"


def action(key: str, label: str = "", kind: str = "main") -> ActionView:
    """`label` is a name of the catalogue where it differs from the key."""
    return ActionView(key=key, label=text(f"takes.actions.{label or key}"), kind=kind)


class CardView(View):
    """A take as a card. Empty strings mean: nothing to show there.

    `word` and `mark` are the label on the well. The first line below the name is `cost_line`
    if there is one, else `line`; with both, `line` is the sentence under it. `progress` is a
    percent, −1 where the provider tells none. `since` is when the work began, for a running
    clock. `rating` is −1 without one. `price` is what making it
    again costs, `price_credits` the same as a bare figure, empty where it is free. `news` is what a
    screen reader is told when it changes.
    """

    id: str
    shot_id: str
    name: str
    model_name: str
    state: str
    word: str = ""
    mark: str = ""
    tone: Tone = "quiet"
    look: Look = "plain"
    line: str = ""
    cost_line: str = ""
    cost_tone: Tone = "quiet"
    percent: str = ""
    progress: int = -1
    scan: bool = False
    since: str = ""
    actions: tuple[ActionView, ...] = ()
    ratio: str
    wide: bool
    still_url: str = ""
    poster_url: str = ""
    video_url: str = ""
    download_url: str = ""
    runtime: str
    demo: bool
    in_creatives: bool
    draft: bool = False
    rating: int = -1  # 1 to 5 stars, 0 rejected
    favourite: bool = False
    price: str
    price_credits: str = ""
    created_at: str
    finished_at: str = ""
    stop_line: str = ""
    stop_words: str = ""
    news: str = ""
