"""Errors of money beside OverBudget: the cap of a person, the debt of a workspace."""

from vidstudio.base.errors import Conflict


class OverCap(Conflict):
    code = "over_month_cap"

    def __init__(self, required: int, left: int, month: str) -> None:
        self.required, self.left = required, left
        need = f"This needs {required} credits. Your cap for {month} has {left} left."
        super().__init__(f"{need} Ask an admin.")


class InDebt(Conflict):
    code = "in_debt"

    def __init__(self, debt: int) -> None:
        super().__init__(f"This workspace owes {debt} credits. Ask an admin.")
