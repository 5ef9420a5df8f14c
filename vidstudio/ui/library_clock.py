"""The reader's own days: their clock is as far ahead of UTC as their browser says."""

from datetime import UTC, date, datetime, timedelta, timezone

from vidstudio.base.texts import text
from vidstudio.views import View

ZONE_COOKIE = "vidstudio_zone"
MOST_ZONE_MINUTES = 840


class Clock(View):
    now: datetime
    zone_minutes: int

    def there(self, moment: datetime) -> datetime:
        zone = timezone(timedelta(minutes=self.zone_minutes))
        return moment.astimezone(UTC).astimezone(zone)

    def day(self, moment: datetime) -> date:
        return self.there(moment).date()


def zone_minutes(cookies: str) -> int:
    """Out of a `Cookie` header; library.js writes the cookie. 0 where it says nothing useful."""
    pairs = (part.strip().partition("=") for part in cookies.split(";"))
    word = next((value for name, _, value in pairs if name == ZONE_COOKIE), "")
    digits = word.removeprefix("-")
    if not digits.isdecimal() or len(digits) > len(str(MOST_ZONE_MINUTES)):
        return 0
    return min(max(int(word), -MOST_ZONE_MINUTES), MOST_ZONE_MINUTES)


def day_words(day: date, today: date) -> str:
    if day >= today:
        return text("library.day.today")
    if day == today - timedelta(days=1):
        return text("library.day.yesterday")
    month = text(f"library.month.m{day.month}")
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {month}{year}"
