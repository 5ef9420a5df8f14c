"""The form "New price": fields by kind and resolution, as whole credits."""

from datetime import UTC, date, datetime, time
from typing import Any

from pydantic import BaseModel, ConfigDict

from vidstudio.base.errors import InvalidRequest
from vidstudio.base.texts import text
from vidstudio.rules.catalog import Price
from vidstudio.services.prices import PriceRequest
from vidstudio.ui.admin_forms import LARGEST, REASON_LIMIT, Reason, whole
from vidstudio.ui.admin_words import day_words
from vidstudio.ui.amounts import number
from vidstudio.views import PriceRuleView, View
from vidstudio.views.prices import PricedModelView

KINDS = ("silent", "sound", "pictures")
MOST_FIELDS = 24


class PriceField(View):
    """`name` is "silent.720p". `cost_usd` is what a unit costs us, empty where nobody knows."""

    name: str
    label: str
    value: str
    cost_usd: str
    hint: str


class PriceForm(BaseModel):
    """Texts as they were typed, by the fields' names. Reflex adds fields of its own."""

    model_config = ConfigDict(frozen=True, extra="allow", str_strip_whitespace=True)

    reason: Reason = ""
    since: str = ""

    def why(self) -> str:
        if not 0 < len(self.reason) <= REASON_LIMIT:
            raise InvalidRequest(text("admin.wrong.reason", limit=REASON_LIMIT), "reason")
        return self.reason

    def asked(self, model: PricedModelView, now: datetime) -> PriceRequest:
        """Raises InvalidRequest that names the field."""
        typed: dict[str, Any] = self.model_extra or {}
        tables = dict[str, dict[str, int]]()
        for kind in KINDS:
            cells = {one: str(typed.get(f"{kind}.{one}", ""))[:20] for one in model.resolutions}
            if kind == "silent" or any(words.strip() for words in cells.values()):
                tables[kind] = {one: _credits(kind, one, words) for one, words in cells.items()}
        price = Price.model_validate({"unit": model.unit, **tables})
        return PriceRequest(
            model=model.id, price=price, effective_on=_since(self.since, now), reason=self.why()
        )


def _credits(kind: str, resolution: str, words: str) -> int:
    try:
        return whole(words, "price", 0, LARGEST)
    except InvalidRequest as error:
        label = field_label(kind, resolution)
        raise InvalidRequest(text("prices.wrong.cell", label=label), "price") from error


def _since(words: str, now: datetime) -> datetime:
    """The beginning of that day (UTC); today and nothing are now."""
    try:
        day = date.fromisoformat(words) if words else now.date()
    except ValueError as error:
        raise InvalidRequest(text("admin.wrong.day"), "since") from error
    return now if day == now.astimezone(UTC).date() else datetime.combine(day, time(), UTC)


def field_label(kind: str, resolution: str) -> str:
    return text(f"prices.kinds.{kind}", resolution=resolution)


def price_fields(model: PricedModelView) -> tuple[PriceField, ...]:
    """One for each thing that can have a price of its own."""
    kinds = [kind for kind in KINDS if kind == "silent" or getattr(model, kind)]
    return tuple(
        PriceField(
            name=f"{kind}.{resolution}",
            label=field_label(kind, resolution),
            value=str(model.prices[kind].get(resolution, "")),
            cost_usd=_usd(model.costs_microdollars.get(resolution)),
            hint=text(f"prices.per_{model.unit}")
            if kind == "silent" or model.prices[kind]
            else text("prices.as_silent"),
        )
        for kind in kinds
        for resolution in model.resolutions
    )


def _usd(microdollars: int | None) -> str:
    return "" if microdollars is None else f"{microdollars / 1_000_000:.4f}"


class HistoryLine(View):
    version: str
    since: str
    price: str
    why: str
    to_come: bool


def history_line(rule: PriceRuleView, now: datetime) -> HistoryLine:
    since = f"{day_words(rule.effective_at.date(), now.date())}, {rule.effective_at:%H:%M}"
    said = text("prices.back_to_own")
    if rule.price is not None:
        price = Price.model_validate(rule.price)
        said = ", ".join(f"{one} {number(credits)}" for one, credits in price.silent.items())
    return HistoryLine(
        version=f"v{rule.version}",
        since=since,
        price=said,
        why=text("prices.why", reason=rule.reason, by=rule.by) if rule.by else rule.reason,
        to_come=rule.to_come,
    )
