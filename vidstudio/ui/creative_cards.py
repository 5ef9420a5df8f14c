"""What the browser gets to see of a creative: rows, the opened one, its lines."""

from typing import Literal

from vidstudio.ui.cards import CardView, Tone
from vidstudio.views import View

Mark = Literal["good", "warn", "bad"]


class RowCard(View):
    """A creative in a list. `look` is the state that its badge shows."""

    id: str
    title: str
    line: str
    channel: str
    ratio: str  # 9:16
    shape: str  # 9 / 16
    share: float  # width by height
    look: str
    word: str
    said: str
    initials: str
    since: str
    poster_url: str
    runtime: str


class CommentCard(View):
    """`at` is the moment of the film, empty without one; `place` its share of the length."""

    id: str
    by: str
    initials: str
    kind: str
    words: str
    at: str
    at_seconds: str
    place: str
    since: str


class FactCard(View):
    name: str
    value: str
    mono: bool = False


class CheckCard(View):
    name: str
    value: str
    mark: Mark
    mark_word: str


class HistoryCard(View):
    id: str
    words: str
    tone: Tone
    since: str


class VersionCard(View):
    id: str
    n: int
    name: str
    take: str
    since: str
    poster_url: str
    shape: str
    now: bool


class OpenCard(View):
    """One version of a creative, opened. Only the present one can be decided about."""

    id: str = ""
    version_id: str = ""
    n: int = 0
    title: str = ""
    look: str = "waiting"
    film: CardView | None = None
    present: bool = True
    note: str = ""
    comments: tuple[CommentCard, ...] = ()
    facts: tuple[FactCard, ...] = ()
    versions: tuple[VersionCard, ...] = ()


class ReferenceCard(View):
    url: str
    thumbnail_url: str
    label: str


class CreativeCard(View):
    """The creative page beside the film."""

    opened: OpenCard = OpenCard()
    campaign_id: str = ""
    state_word: str = ""
    subtitle: str = ""
    channel: str = ""
    captions: str = ""
    download_url: str = ""
    make_url: str = ""
    task_id: str = ""  # of the present version
    checks: tuple[CheckCard, ...] = ()
    history: tuple[HistoryCard, ...] = ()
    facts: tuple[FactCard, ...] = ()
    prompt: str = ""
    json_name: str = ""
    json_text: str = ""
    references: tuple[ReferenceCard, ...] = ()
    references_line: str = ""


class OfferCard(View):
    """A take that can become the next version."""

    id: str
    name: str
    line: str
    label: str
    poster_url: str
    shape: str
