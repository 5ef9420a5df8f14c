"""What admins send in forms about credits, made into requests; a wrong field is named."""

import re
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from vidstudio.base.errors import InvalidRequest
from vidstudio.base.texts import text
from vidstudio.services.credits import CapRequest, GrantRequest, TakeBackRequest

LARGEST = 1_000_000_000
REASON_LIMIT = 200
_LOT = re.compile(r"[1-9][0-9]{0,17}")
Short = Annotated[str, StringConstraints(max_length=80)]
Reason = Annotated[str, StringConstraints(max_length=2_000)]


class _Form(BaseModel):
    """Texts as they were typed. Reflex adds fields of its own to a form, which are left aside."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    amount: Short = ""
    reason: Reason = ""
    key: Short = ""  # of the opened form: sent twice it counts once

    def _amount(self, most: int = LARGEST) -> int:
        return whole(self.amount, "amount", 1, most)

    def _reason(self) -> str:
        if not 0 < len(self.reason) <= REASON_LIMIT:
            raise InvalidRequest(text("admin.wrong.reason", limit=REASON_LIMIT), "reason")
        return self.reason


class GrantForm(_Form):
    expires: Short = ""
    note: Reason = ""

    def asked(self, workspace_id: str, new_key: str, own_credits: int = 0) -> GrantRequest:
        """Raises InvalidRequest that names the field. `new_key` is for a form without one;
        `own_credits` go before the amount that is for each."""
        if len(self.note) > REASON_LIMIT:
            raise InvalidRequest(text("admin.wrong.note", limit=REASON_LIMIT), "note")
        return GrantRequest(
            workspace_id=workspace_id,
            amount_credits=own_credits or self._amount(),
            reason=self._reason(),
            note=self.note,
            key=self.key or new_key,
            expires_on=_day(self.expires, "expires"),
        )


class TakeBackForm(_Form):
    """The amount is typed twice."""

    lot: Short = ""
    again: Short = ""

    def asked(self, new_key: str) -> TakeBackRequest:
        amount = self._amount()
        if not _LOT.fullmatch(self.lot):
            raise InvalidRequest(text("admin.wrong.lot"), "lot")
        if whole(self.again, "again", 1, LARGEST) != amount:
            raise InvalidRequest(text("admin.wrong.again"), "again")
        return TakeBackRequest(
            lot_id=int(self.lot),
            amount_credits=amount,
            reason=self._reason(),
            key=self.key or new_key,
        )


class CapForm(_Form):
    """An empty amount lifts the cap."""

    def asked(self, workspace_id: str, user_id: str) -> CapRequest:
        cap = whole(self.amount, "amount", 0, LARGEST) if self.amount else None
        return CapRequest(
            workspace_id=workspace_id,
            user_id=user_id,
            month_cap_credits=cap,
            reason=self._reason(),
        )


def whole(words: str, field: str, least: int, most: int) -> int:
    """“1 240” is a number too."""
    digits = "".join(words.split())
    if not (digits.isascii() and digits.isdecimal()) or not least <= int(digits) <= most:
        limits = {"least": f"{least:,}", "most": f"{most:,}"}
        raise InvalidRequest(text("admin.wrong.amount", **limits), field)
    return int(digits)


def _day(words: str, field: str) -> date | None:
    try:
        return date.fromisoformat(words) if words else None
    except ValueError as error:
        raise InvalidRequest(text("admin.wrong.day"), field) from error
