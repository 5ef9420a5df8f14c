"""What admins see of all workspaces: the figures of Credits, and whether it was fair."""

from datetime import date, datetime
from typing import Literal

from vidstudio.views.base import View

ChartBy = Literal["model", "person", "provider"]
SPARK_DAYS = 30


class OverviewView(View):
    """The four cards. Each spark has a point a day; that of `expiring` looks ahead."""

    available_credits: int = 0
    people: int = 0
    held_credits: int = 0
    held_takes: int = 0
    oldest_hold_at: datetime | None = None
    charged_credits: int = 0  # this month
    charged_before_credits: int = 0  # on the same days of the month before
    expiring_credits: int = 0
    next_expiry_on: date | None = None
    next_expiry_credits: int = 0
    in_hand_spark: tuple[int, ...] = ()  # available and on hold, at the end of each day
    held_spark: tuple[int, ...] = ()  # what was on hold for the takes that ended that day
    charged_spark: tuple[int, ...] = ()
    expiring_spark: tuple[int, ...] = ()


class SeriesView(View):
    """One colour of the chart. An empty key is the rest."""

    key: str
    name: str
    total_credits: int


class ChartDay(View):
    """`credits` are in the order of the series."""

    day: date
    credits: tuple[int, ...]


class ChartView(View):
    by: ChartBy = "model"
    series: tuple[SeriesView, ...] = ()
    days: tuple[ChartDay, ...] = ()


class BillView(View):
    """What a model's takes of this month brought and cost, where the provider has told it."""

    model_name: str
    takes: int
    charged_microdollars: int
    cost_microdollars: int


class FairnessView(View):
    """All of it counted in the ledger and the tasks of this month, nothing taken for granted."""

    failures: int = 0  # failed or stopped takes that had credits on hold
    given_back: int = 0
    unknown_late: int = 0
    ledger_checked_at: datetime | None = None  # None: only just now, the short check
    ledger_problems: int = 0
    charged_twice: int = 0
    exposed_takes: int = 0
    exposed_credits: int = 0
    bills: tuple[BillView, ...] = ()


class DashboardView(View):
    overview: OverviewView
    chart: ChartView
    fairness: FairnessView
