"""Passwords: what is good enough, and checking them slowly on purpose."""

import asyncio

from pwdlib import PasswordHash

from vidstudio.base.errors import InvalidRequest

SHORTEST, LONGEST = 12, 128
_hasher = PasswordHash.recommended()
# Hashing takes 64 MiB each: never more than four at a time.
_gate = asyncio.Semaphore(4)
_DUMMY = _hasher.hash("a password that nobody has")
_COMMON = ("password", "123456789", "qwertyuiop", "letmein", "iloveyou", "administrator")


def check_new(password: str, email: str) -> None:
    """Raises InvalidRequest on field `password` with what to do better."""
    plain = password.lower()
    if len(password) < SHORTEST:
        raise InvalidRequest(f"Use {SHORTEST} characters or more.", "password", code="too_short")
    if len(password) > LONGEST:
        raise InvalidRequest(f"{LONGEST} characters is the most.", "password", code="too_long")
    if len(set(plain)) < 5 or any(plain.startswith(word) for word in _COMMON):
        raise InvalidRequest("This one is easy to guess. Try three words.", "password", code="weak")
    if plain == email.lower() or plain == email.partition("@")[0].lower():
        raise InvalidRequest("Do not use your email as the password.", "password", code="weak")


async def hashed(password: str) -> str:
    async with _gate:
        return await asyncio.to_thread(_hasher.hash, password)


async def matches(password: str, stored: str | None) -> bool:
    """Takes the same time for a person who does not exist (`stored` None)."""
    async with _gate:
        good = await asyncio.to_thread(_hasher.verify, password[:LONGEST], stored or _DUMMY)
    return good and stored is not None
