"""The assistant cannot spend: no way leads from its code to making a take or moving a credit."""

import pytest

from tests.unit.services.call_graph import PACKAGE, reachable

CHAT = sorted(f"vidstudio.services.{file.stem}" for file in (PACKAGE / "services").glob("chat*.py"))
WAYS = [
    *CHAT,
    "vidstudio.services.asking",
    "vidstudio.rules.guide",
    "vidstudio.llm.openai_chat",
    "vidstudio.base.answers",
]
FORBIDDEN_MODULES = (
    "vidstudio.transitions",
    "vidstudio.services.tasks",
    "vidstudio.services.makes",
    "vidstudio.services.orders",
    "vidstudio.services.gates",
    "vidstudio.services.blocks",
    "vidstudio.services.credits",
    "vidstudio.engine",
    "vidstudio.providers.local",
    "vidstudio.providers.registry",
)
HARMLESS_IN_LEDGER = {"balance", "spendable", "expired", "as_lot", "Balance"}


def test_the_chat_is_what_it_seems() -> None:
    assert "vidstudio.services.chat" in CHAT
    assert "vidstudio.services.chat_tools" in CHAT


@pytest.fixture(scope="module")
def reached() -> set[str]:
    return reachable(WAYS)


def test_no_way_leads_to_making_a_take(reached: set[str]) -> None:
    assert "vidstudio.services.offers.priced" in reached  # the walk goes through other services
    assert [name for name in sorted(reached) if name.startswith(FORBIDDEN_MODULES)] == []


def test_no_way_leads_to_moving_credits(reached: set[str]) -> None:
    prefix = "vidstudio.ledger."
    ledger = {name.removeprefix(prefix) for name in reached if name.startswith(prefix)}
    assert "balance" in ledger
    assert ledger - HARMLESS_IN_LEDGER == set()


def test_the_walk_finds_what_a_person_may_do() -> None:
    """The same walk from the button of the cost gate does come to orders and holds."""
    found = reachable(["vidstudio.services.makes"])
    assert "vidstudio.services.orders.write_all" in found
    assert any(name.startswith("vidstudio.ledger.hold") for name in found)
