"""A line of the conversation as the browser gets it: words that are ready to be read."""

from vidstudio.views import View


class FieldRow(View):
    """A proposed field of the brief. `stays` tells of other words that stand there now."""

    label: str
    value: str
    stays: str = ""


class AngleCard(View):
    n: int
    title: str
    hook: str
    line: str
    picture_url: str = ""
    picked: bool = False
    shapes: tuple[str, ...] = ()  # outlines of its shots, as classes, where there is no picture


class PlanRow(View):
    n: int
    number: str
    title: str
    intent: str
    ratio: str
    seconds: str
    price: str
    accepted: bool


class DiffPiece(View):
    """`kind` is same, gone or new."""

    kind: str
    text: str


class TakeTile(View):
    """A take in a strip. `word` is its state; empty once it is there to be seen."""

    id: str
    shot_id: str
    name: str
    title: str
    line: str
    word: str = ""
    tone: str = "quiet"
    ratio: str
    poster_url: str = ""
    in_creatives: bool = False
    done: bool = False


class TalkLine(View):
    """`kind` says how it is drawn: you, said, step, news, takes, brief, strategy, plan, prompt,
    cost, page. `state` is done, answering, failed or stopped; `block_state` open, accepted or
    discarded. What a kind does not use is empty."""

    id: str
    kind: str
    author: str = ""
    text: str = ""
    state: str = "done"
    block_state: str = ""
    title: str = ""
    note: str = ""
    shot_id: str = ""
    last: bool = False  # of its answer: where "Try again" stands
    steps: tuple[str, ...] = ()
    fields: tuple[FieldRow, ...] = ()
    angles: tuple[AngleCard, ...] = ()
    plan: tuple[PlanRow, ...] = ()
    some_accepted: bool = False
    pieces: tuple[DiffPiece, ...] = ()
    tiles: tuple[TakeTile, ...] = ()
    task_id: str = ""
    pictured: bool = False  # some angle has a picture
    short: bool = False
    url: str = ""
    pictures: tuple[str, ...] = ()
