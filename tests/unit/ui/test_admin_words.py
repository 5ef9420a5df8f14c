"""What the admin's pages say."""

from datetime import UTC, date, datetime, timedelta

import pytest

from vidstudio.base.errors import InvalidRequest
from vidstudio.ui.admin_forms import CapForm, GrantForm, TakeBackForm
from vidstudio.ui.admin_lots import timeline
from vidstudio.ui.admin_overview_cards import figure_cards, spark_points
from vidstudio.ui.admin_overview_chart import chart_card
from vidstudio.ui.admin_overview_fair import fair_card
from vidstudio.ui.admin_words import age, last_day
from vidstudio.views.dashboard import (
    BillView,
    ChartDay,
    ChartView,
    FairnessView,
    OverviewView,
    SeriesView,
)
from vidstudio.views.people import LotLine

NOW = datetime(2026, 11, 20, 10, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(minutes=1), "now"),
        (timedelta(minutes=12), "12 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=13), "yesterday"),
        (timedelta(days=4), "16 Nov"),
        (timedelta(days=400), "16 Oct 2025"),
    ],
)
def test_how_long_ago_somebody_was_here(before: timedelta, words: str) -> None:
    assert age(NOW - before, NOW) == words


def test_what_ends_at_midnight_was_of_use_the_day_before() -> None:
    assert last_day(datetime(2026, 12, 1, tzinfo=UTC)) == date(2026, 11, 30)
    assert last_day(datetime(2026, 12, 1, 9, tzinfo=UTC)) == date(2026, 12, 1)


def test_a_spark_runs_from_the_bottom_to_the_top() -> None:
    assert spark_points([4, 4, 8]) == [(0, 29), (60, 29), (120, 3)]
    assert spark_points([5, 5]) == [(0, 29), (120, 29)]
    assert spark_points([]) == []


def test_the_cards_compare_and_tell_what_comes() -> None:
    view = OverviewView(
        available_credits=18420,
        people=14,
        held_credits=428,
        held_takes=7,
        oldest_hold_at=NOW - timedelta(minutes=6),
        charged_credits=9236,
        charged_before_credits=10039,
        expiring_credits=1150,
        next_expiry_on=date(2026, 11, 30),
        next_expiry_credits=324,
    )
    cards = {card.key: card for card in figure_cards(view, 0.01, NOW)}
    assert (cards["available"].figure, cards["available"].note) == (
        "18\u2009420",
        "across 14 people",
    )
    assert cards["held"].note == "7 takes, oldest 6 min"
    assert cards["charged"].note == "≈ $92.36, 8\u2009% under October"
    assert cards["charged"].hint == "Compared with the same days of October"
    assert (cards["expiring"].note, cards["expiring"].tone) == ("324 on 30 November", "warn")


def test_nothing_at_all_is_told_quietly() -> None:
    cards = {card.key: card for card in figure_cards(OverviewView(), 0.01, NOW)}
    assert cards["held"].note == "No take is in the works"
    assert cards["charged"].note == "≈ $0.00"
    assert (cards["expiring"].note, cards["expiring"].tone) == ("Nothing expires", "")


def told(view: FairnessView) -> tuple[str, list[tuple[str, str, str]]]:
    card = fair_card(view, NOW)
    return card.sentence, [(row.mark, row.words, row.figure) for row in card.rows]


def test_fair_is_said_with_its_counts() -> None:
    checked = datetime(2026, 11, 20, 3, tzinfo=UTC)
    sentence, rows = told(FairnessView(failures=42, given_back=42, ledger_checked_at=checked))
    assert sentence == "Yes. Every failure this month came back to the person who paid."
    assert rows == [
        ("good", "Failures given back", "42 of 42"),
        ("good", "Unknown for too long", "0"),
        ("good", "Ledger adds up", "03:00 today"),
        ("good", "Charged twice", "0"),
    ]


@pytest.mark.parametrize(
    ("view", "sentence", "bad"),
    [
        (
            FairnessView(failures=42, given_back=41),
            "No. 1 failure of this month has not come back.",
            "Failures given back",
        ),
        (FairnessView(charged_twice=2), "No. 2 takes were charged twice.", "Charged twice"),
        (
            FairnessView(ledger_problems=1),
            "No. The ledger and the balances differ.",
            "Ledger does not add up",
        ),
        (
            FairnessView(ledger_problems=1, ledger_checked_at=NOW),
            "No. The ledger and the balances differ. Nothing new is sent.",
            "Ledger does not add up",
        ),
    ],
)
def test_unfair_is_said_first(view: FairnessView, sentence: str, bad: str) -> None:
    words, rows = told(view)
    assert words == sentence
    assert [row[1] for row in rows if row[0] == "bad"] == [bad]


def test_what_is_not_settled_is_to_be_looked_at() -> None:
    sentence, rows = told(FairnessView(unknown_late=1, exposed_takes=2, exposed_credits=80))
    assert sentence == "One take is not settled: nobody knows yet whether it was sent."
    assert [row for row in rows if row[0] == "warn"] == [
        ("warn", "Unknown for too long", "1"),
        ("warn", "Perhaps paid for nothing, 2 takes", "80"),
    ]


def test_a_model_that_costs_more_than_it_brings_is_named() -> None:
    kling = BillView(
        model_name="Kling 3", takes=38, charged_microdollars=1_000_000, cost_microdollars=1_060_000
    )
    wan = BillView(
        model_name="Wan 3.0", takes=9, charged_microdollars=1_000_000, cost_microdollars=700_000
    )
    assert told(FairnessView(bills=(kling, wan)))[1][-1] == (
        *("warn", "Kling 3 costs 6\u2009% more than priced", "38"),
    )
    assert told(FairnessView(bills=(wan,)))[1][-1] == (
        *("good", "Left over the providers’ bills", "30\u2009%"),
    )


def test_the_chart_names_the_rest_and_lists_days_with_charges() -> None:
    view = ChartView(
        by="provider",
        series=(
            SeriesView(key="kie", name="kie", total_credits=1100),
            SeriesView(key="", name="", total_credits=3),
        ),
        days=(
            ChartDay(day=date(2026, 11, 19), credits=(0, 0)),
            ChartDay(day=date(2026, 11, 20), credits=(1100, 3)),
        ),
    )
    card = chart_card(view)
    assert [one.name for one in card.series] == ["kie.ai", "Other"]
    assert [(row.day, row.sum) for row in card.rows] == [("20 Nov", "1\u2009103")]
    assert card.bars[1] == {"day": "20 Nov", "s0": 1100, "s1": 3}


def lot(number: int, created: datetime, expires: datetime | None, left: int = 100) -> LotLine:
    return LotLine(
        id=number,
        source="granted",
        reason="",
        amount_credits=100,
        left_credits=left,
        held_credits=0,
        created_at=created,
        effective_at=None,
        expires_at=expires,
        used_first=number == 1,
    )


def test_lots_lie_between_their_days() -> None:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    first = lot(1, start, datetime(2026, 12, 1, tzinfo=UTC), left=25)
    second = lot(2, start + timedelta(days=15), datetime(2027, 1, 30, tzinfo=UTC))
    line = timeline((first, second), NOW)
    assert [bar.start_percent for bar in line.bars] == [0, pytest.approx(100 * 15 / 90, abs=0.01)]
    assert [bar.width_percent for bar in line.bars] == [
        pytest.approx(100 * 30 / 90, abs=0.01),
        pytest.approx(100 * 75 / 90, abs=0.01),
    ]
    assert [bar.words for bar in line.bars] == [
        "25 of 100, used first, expires 30 Nov",
        "100, granted, expires 29 Jan 2027",
    ]
    assert line.bars[0].left_percent == 25
    assert [month.name for month in line.months] == ["Nov", "Dec", "Jan"]
    assert 0 < line.today_percent < 100


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"amount": "", "reason": "Why"}, "amount"),
        ({"amount": "2.5", "reason": "Why"}, "amount"),
        ({"amount": "0", "reason": "Why"}, "amount"),
        ({"amount": "9" * 20, "reason": "Why"}, "amount"),
        ({"amount": "²", "reason": "Why"}, "amount"),
        ({"amount": "5", "reason": "  "}, "reason"),
        ({"amount": "5", "reason": "x" * 201}, "reason"),
        ({"amount": "5", "reason": "Why", "expires": "tomorrow"}, "expires"),
    ],
)
def test_a_wrong_field_of_a_grant_is_named(form: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        GrantForm.model_validate(form).asked("w", "key")
    assert refused.value.field == field


def test_an_amount_may_have_spaces_and_a_lot_needs_no_end() -> None:
    request = GrantForm(amount="1 250", reason=" Why ", expires="").asked("w", "key")
    assert (request.amount_credits, request.reason, request.expires_on) == (1250, "Why", None)


def test_what_is_taken_back_is_typed_twice() -> None:
    with pytest.raises(InvalidRequest) as refused:
        TakeBackForm(lot="3", amount="50", again="5", reason="Why").asked("key")
    assert refused.value.field == "again"
    with pytest.raises(InvalidRequest):
        TakeBackForm(lot="", amount="50", again="50", reason="Why").asked("key")
    assert TakeBackForm(lot="3", amount="50", again="50", reason="Why").asked("key").lot_id == 3


def test_an_empty_cap_is_none() -> None:
    asked = CapForm(amount="", reason="Why").asked("w", "u")
    assert asked.month_cap_credits is None
    assert CapForm(amount="0", reason="Why").asked("w", "u").month_cap_credits == 0
