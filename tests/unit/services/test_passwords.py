"""Passwords: what is good enough, and that checking takes the same work for everybody."""

import asyncio

import pytest

from vidstudio.base.errors import InvalidRequest
from vidstudio.services import passwords

GOOD = "seven green kettles"


async def test_a_hash_is_salted_and_proves_the_password() -> None:
    first, second = await asyncio.gather(passwords.hashed(GOOD), passwords.hashed(GOOD))
    assert first != second
    assert first.startswith("$argon2id$")
    assert "m=65536" in first
    assert await passwords.matches(GOOD, first)
    assert not await passwords.matches(GOOD.upper(), first)


@pytest.mark.parametrize("stored", [None, "", "-", "plain text"])
async def test_people_without_a_password_cost_a_check_too(
    stored: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    class Watched:
        def verify(self, password: str, stored: str) -> bool:
            checked.append(stored)
            return True  # even then

    monkeypatch.setattr(passwords, "_hasher", Watched())
    assert not await passwords.matches("anything", stored)
    assert checked == [passwords._DUMMY]


async def test_of_what_is_longer_only_the_whole_counts() -> None:
    longest = GOOD.ljust(passwords.LONGEST, "z")
    stored = await passwords.hashed(longest)
    assert await passwords.matches(longest, stored)
    assert not await passwords.matches(longest + "z", stored)


@pytest.mark.parametrize("good", [GOOD, "xxxxxxxxyzab", "пароль из трёх слов"])
def test_good_ones_pass(good: str) -> None:
    passwords.check_new(good, "ada@example.com")


def test_the_sentence_says_what_to_do() -> None:
    with pytest.raises(InvalidRequest, match="12 characters or more"):
        passwords.check_new("short", "ada@example.com")
