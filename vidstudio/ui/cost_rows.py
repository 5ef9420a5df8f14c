"""The rows of the dialog "Confirm cost", and which of them are ticked when it opens."""

from collections.abc import Sequence

from vidstudio.base.texts import counted, text
from vidstudio.rules.blocks import CostLine
from vidstudio.services.offers import total
from vidstudio.ui.amounts import number
from vidstudio.ui.cost_words import line_words
from vidstudio.views import ShotView, View


class CostRow(View):
    """`amount_credits` is for all `takes` of the line."""

    n: int
    title: str
    line: str
    price: str
    amount_credits: int
    takes: int
    ratio: str
    poster_url: str = ""
    ticked: bool = True


class Room(View):
    """What may still be spent and made. `cap` is the campaign's budget, −1 without one."""

    available: int = 0
    cap: int = -1
    cap_left: int = -1
    takes: int = 99
    over: str = ""

    @property
    def credits(self) -> int:
        return self.available if self.cap < 0 else min(self.available, self.cap_left)


def rows_of(lines: Sequence[CostLine], room: Room, shots: Sequence[ShotView]) -> list[CostRow]:
    """Ticked from the top, as far as the credits and the room go."""
    posters = {shot.id: shot.poster_url or "" for shot in shots}
    rows, credits, takes = list[CostRow](), room.credits, room.takes
    for n, line in enumerate(lines):
        amount = line.amount_credits * line.takes
        ticked = amount <= credits and line.takes <= takes
        if ticked:
            credits, takes = credits - amount, takes - line.takes
        rows.append(_row(n, line, posters.get(line.shot_id, ""), ticked=ticked))
    return rows


def _row(n: int, line: CostLine, poster_url: str, *, ticked: bool) -> CostRow:
    amount = line.amount_credits * line.takes
    return CostRow(
        n=n,
        title=line.title,
        line=line_words(line),
        price=number(amount) if amount else text("conversation.cost.free"),
        amount_credits=amount,
        takes=line.takes,
        ratio=line.aspect_ratio,
        poster_url=poster_url,
        ticked=ticked,
    )


def over_words(room: Room, lines: Sequence[CostLine]) -> str:
    """Why a line cannot be ticked; the tighter limit speaks."""
    if room.takes < sum(line.takes for line in lines) and room.credits >= total(lines):
        return counted("conversation.cost.over_room", room.takes)
    tight = 0 <= room.cap_left < room.available
    return text(f"conversation.cost.over_{'cap' if tight else 'balance'}")
