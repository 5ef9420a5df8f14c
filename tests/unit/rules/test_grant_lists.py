"""A list of grants as people export it: read line by line, and nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidstudio.base.errors import InvalidRequest
from vidstudio.rules.grant_lists import MOST_LINES, MOST_SIGNS, GrantLine, read

ADA, LEA = "ada@example.com", "lea@example.com"
LISTS = {
    "plain": f"{ADA},250\n{LEA},40\n",
    "with a first line": f"Email,Credits\n{ADA},250\n{LEA},40",
    "other columns": f"name;amount;e-mail\nAda;250;{ADA}\nLea;40;{LEA}",
    "tabs, and a mark at the start": f"\ufeff{ADA}\t250\r\n\r\n{LEA}\t40\r\n",
    "capitals and spaces": f' ADA@Example.com , "250"\n{LEA},  40',
}


@pytest.mark.parametrize("words", LISTS.values(), ids=LISTS)
def test_what_spreadsheets_write_is_understood(words: str) -> None:
    found = read(words)
    assert [(line.email, line.credits, line.wrong) for line in found] == [
        (ADA, 250, ""),
        (LEA, 40, ""),
    ]


def test_lines_are_counted_as_an_editor_counts() -> None:
    assert [line.n for line in read(f"email,credits\n\n{ADA},1\n\n{LEA},2")] == [3, 5]


def test_a_line_without_credits_leaves_them_open() -> None:
    assert read(f"{ADA}\n{LEA},") == (GrantLine(1, ADA), GrantLine(2, LEA))
    assert read(f"name,email\nAda,{ADA}") == (GrantLine(2, ADA),)


@pytest.mark.parametrize("figure", ["1 240", "1\u2009240", "1\u202f240", "1'240"])
def test_thousands_may_stand_apart(figure: str) -> None:
    assert read(f"{ADA};{figure}")[0].credits == 1240


@pytest.mark.parametrize("figure", ["0", "-5", "2.5", "many", "1000000001", "٣", "9" * 30, "1e3"])
def test_what_is_no_amount_is_told(figure: str) -> None:
    (line,) = read(f"{ADA};{figure}")
    assert line.credits is None
    assert line.wrong == f"“{figure[:20]}” is no whole number between 1 and 1,000,000,000."


@pytest.mark.parametrize("address", ["ada", "a@b@c", "ada @example.com", "ada\u200b@example.com"])
def test_what_is_no_address_is_told(address: str) -> None:
    (line,) = read(f"{address},5")
    assert line.wrong == f"“{address}” is no e-mail address."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "no lines"),
        (" \n\n", "no lines"),
        (f"{ADA},1\n" * (MOST_LINES + 1), "200 are the most"),
        ("x" * (MOST_SIGNS + 1), "too long"),
    ],
    ids=["empty", "blank", "many", "long"],
)
def test_what_is_no_list_is_refused(words: str, said: str) -> None:
    with pytest.raises(InvalidRequest, match=said) as refused:
        read(words)
    assert refused.value.field == "list"


@given(st.text(max_size=400))
def test_no_text_breaks_it(words: str) -> None:
    try:
        lines = read(words)
    except InvalidRequest:
        return
    for line in lines:
        assert line.wrong or line.email.count("@") == 1
        assert line.credits is None or 0 < line.credits <= 1_000_000_000
