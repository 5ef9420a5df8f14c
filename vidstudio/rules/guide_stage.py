"""Where a campaign stands among the steps of the guide."""

from vidstudio.base.texts import text
from vidstudio.rules.situation import ShotFacts, Situation


def planned(situation: Situation) -> tuple[ShotFacts, ...]:
    return tuple(shot for shot in situation.shots if shot.prompt or shot.done or shot.live)


def stage(situation: Situation) -> str:
    """The first thing that is not done yet."""
    brief, here = situation.brief, planned(situation)
    if not here:
        if not (brief.product or brief.page_summary):
            return "product"
        if is_unwritten(situation):
            return "unwritten"
        return _before_shots(situation)
    if missing(situation):
        return "cost" if "cost" in situation.open_blocks else "make"
    if any(shot.live for shot in here):
        return "live"
    if not situation.creatives:
        return "pick"
    return "review" if situation.approved < situation.creatives else "publish"


def _before_shots(situation: Situation) -> str:
    if "plan" in situation.open_blocks:
        return "plan"
    if situation.picked:
        return "shots"
    if "strategy" in situation.open_blocks:
        return "strategy"
    return "angles"


def is_unwritten(situation: Situation) -> bool:
    """Whether the guide has not proposed a brief yet and nobody has written one."""
    brief = situation.brief
    written = brief.product and brief.goal and brief.audience
    begun = planned(situation) or situation.picked or situation.open_blocks
    return not (written or begun or brief.accepted)


def missing(situation: Situation) -> tuple[ShotFacts, ...]:
    return tuple(shot for shot in planned(situation) if not shot.done and not shot.live)


def next_words(situation: Situation) -> str:
    """One sentence on what comes next; of an open brief first."""
    now = stage(situation)
    if now == "angles" and not situation.brief.accepted and "brief" in situation.open_blocks:
        return text("guide.next.brief")
    return text(f"guide.next.{now}")


def thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")
