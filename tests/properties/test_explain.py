"""Whatever happened to a take's money, the figures that its sentences say are those of its rows."""

import re

from hypothesis import given
from hypothesis import strategies as st

from vidstudio.rules import explain
from vidstudio.rules.explain import Movement, Take
from vidstudio.rules.lifecycle import TaskState

LOTS = ("Nov-300", "Dec-1000", "Refund-12")


@st.composite
def stories(draw: st.DrawFn) -> tuple[Take, list[Movement]]:
    """A take with its rows as the ledger writes them: lots by lot, partly charged, partly late."""
    shares = draw(st.lists(st.integers(1, 5000), min_size=1, max_size=3))
    held = sum(shares)
    state = draw(st.sampled_from(["running", "succeeded", "failed", "cancelled"]))
    charged = draw(st.integers(1, held)) if state == "succeeded" else 0
    rows = [
        Movement("hold", lot, available=-share, held=share)
        for lot, share in zip(LOTS, shares, strict=False)
    ]
    left = charged
    for lot, share in zip(LOTS, shares, strict=False) if state != "running" else ():
        paid = min(left, share)
        rest, late = share - paid, draw(st.booleans())
        left -= paid
        if paid:
            rows.append(Movement("capture", lot, held=-paid, captured=paid))
        if rest:
            back = 0 if late else rest
            moved = {"available": back, "expired": rest - back}
            rows.append(Movement("release", lot, held=-rest, **moved))
    if charged and draw(st.booleans()):
        rows.append(Movement("adjust", "Refund-1", available=charged))
    take = Take(
        state=state,
        asked_seconds=8,
        unit=draw(st.sampled_from(["second", "video"])),
        per_unit=draw(st.integers(1, 99)),
        delivered_seconds=draw(st.sampled_from([None, 4.6, 5.0, 8.0])),
        reason="The provider refused the wording.",
    )
    return take, rows


def said(words: str, pattern: str) -> int | None:
    found = re.search(pattern, words.replace(explain.THIN, ""))
    return int(found[1]) if found else None


@given(stories())
def test_the_sentence_agrees_with_the_rows(story: tuple[Take, list[Movement]]) -> None:
    take, rows = story
    words, short = (told(take, explain.sum_of(rows)) for told in (explain.sentence, explain.line))
    held = sum(row.held for row in rows if row.kind == "hold")
    charged = sum(row.captured for row in rows)
    back = sum(row.available for row in rows if row.kind == "release")
    late = sum(row.expired for row in rows)
    assert said(words, r"Held (\d+) for") == held
    assert said(words, r"Charged (\d+) from") == (charged or None)
    assert said(words, r"(?:gave|All|\.) ?(\d+) (?:back|came back)") == (back or None)
    assert said(words, r"(\d+) had passed their date") == (late or None)
    refunded = sum(row.available for row in rows if row.kind == "adjust")
    assert said(words, r"Refunded (\d+) later") == (refunded or None)
    if take.state != TaskState.RUNNING:
        assert said(short, r"Held (\d+)") == held
        assert said(short, r"charged (\d+)") == (charged or None)
    money = explain.sum_of(rows)
    lots = money.lots if money.charged or money.open else ()
    parts = {lot: f"lot {lot} ({explain.figure(paid)})" for lot, paid in lots}
    wanted = parts.values() if len(parts) > 1 else [f"lot {lot}" for lot in parts]
    assert [part for part in wanted if part not in words] == []


@given(stories())
def test_held_is_charged_returned_expired_or_open(story: tuple[Take, list[Movement]]) -> None:
    take, rows = story
    money = explain.sum_of(rows)
    settled = money.charged + money.returned + money.expired
    assert money.open == (take.state == TaskState.RUNNING)
    assert settled == (0 if money.open else money.held)
    assert money.net == sum(row.available for row in rows if row.kind != "adjust")
