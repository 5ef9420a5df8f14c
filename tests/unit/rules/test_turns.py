"""Whose turn it is: workspaces share, however much each has waiting."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vidstudio.rules.turns import Line, ahead, order

START = datetime(2026, 7, 1, tzinfo=UTC)


def line(name: str, count: int, working: int = 0, served: int = 0, after_s: int = 0) -> Line:
    waiting = [f"{name}{n}" for n in range(count)]
    return Line(name, waiting, working, served, START + timedelta(seconds=after_s))


def served(lines: list[Line], count: int) -> list[str]:
    return [turn.task_id for turn in order(lines, count)]


def test_one_take_does_not_wait_for_ten_thousand() -> None:
    crowd, single = line("a", 10_000), line("b", 1, after_s=60)
    assert served([crowd, single], 3) == ["a0", "b0", "a1"]


def test_who_has_nothing_at_work_comes_first() -> None:
    assert served([line("a", 9, working=5), line("b", 1, after_s=60)], 1) == ["b0"]


def test_with_a_single_place_they_take_turns() -> None:
    """The place is free again each time, so nobody has anything at work."""
    turns, last = list[str](), Counter[str]()
    left = {"a": 100, "b": 3, "c": 2}
    for n in range(1, 9):
        lines = [line(name, count, served=last[name]) for name, count in left.items() if count]
        (turn,) = order(lines, 1)
        last[turn.workspace_id] = n
        left[turn.workspace_id] -= 1
        turns.append(turn.workspace_id)
    assert "".join(turns) == "abcabcab"


def test_among_equals_the_oldest_comes_first() -> None:
    assert served([line("a", 1, after_s=5), line("b", 1)], 2) == ["b0", "a0"]


sizes = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)), max_size=8)


@given(sizes, st.integers(0, 60))
def test_places_are_shared_as_evenly_as_can_be(rooms: list[tuple[int, int]], count: int) -> None:
    lines = [line(f"{n}:", size, working) for n, (size, working) in enumerate(rooms)]
    turns = order(lines, count)
    assert len(turns) == min(count, sum(size for size, _ in rooms))
    assert len({turn.task_id for turn in turns}) == len(turns)
    given_to = Counter(turn.workspace_id for turn in turns)
    for one in lines:
        # Within a workspace the oldest first.
        its = [turn.task_id for turn in turns if turn.workspace_id == one.workspace_id]
        assert its == list(one.waiting)[: len(its)]
        for other in lines:
            got, has = given_to[one.workspace_id], given_to[other.workspace_id]
            if got and has < len(other.waiting):  # the other would have liked one more
                assert one.working + got <= other.working + has + 1


@given(st.integers(0, 50), st.lists(st.integers(0, 200), max_size=6))
def test_the_promised_place_in_line_is_kept(before: int, others: list[int]) -> None:
    own = line("own", before + 1)
    lines = [*(line(f"{n}:", size, after_s=-1) for n, size in enumerate(others)), own]
    turns = [turn.task_id for turn in order(lines, before + 1 + sum(others))]
    waits = turns.index(f"own{before}")
    rooms = sum(size > before for size in others)
    assert ahead(before, others) <= waits <= ahead(before, others) + rooms
