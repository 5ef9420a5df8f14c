"""Passwords: what is good enough, and checking them slowly on purpose."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from pwdlib import PasswordHash

from vidstudio.base import metrics
from vidstudio.base.errors import InvalidRequest

SHORTEST, LONGEST = 12, 128
FEWEST_DIFFERENT = 5
_hasher = PasswordHash.recommended()
# Hashing takes 64 MiB each: never more than four at a time.
_threads = ThreadPoolExecutor(4, "passwords")
_DUMMY = _hasher.hash("a password that nobody has")
_HASH_MARK = "$"
_COMMON = ("password", "123456789", "qwertyuiop", "letmein", "iloveyou", "administrator")


def check_new(password: str, email: str) -> None:
    """Raises InvalidRequest on field `password` with what to do better."""
    plain = password.lower()
    if len(password) < SHORTEST:
        raise InvalidRequest(f"Use {SHORTEST} characters or more.", "password", code="too_short")
    if len(password) > LONGEST:
        raise InvalidRequest(f"{LONGEST} characters is the most.", "password", code="too_long")
    if len(set(plain)) < FEWEST_DIFFERENT or any(plain.startswith(word) for word in _COMMON):
        raise InvalidRequest("This one is easy to guess. Try three words.", "password", code="weak")
    if plain == email.lower() or plain == email.partition("@")[0].lower():
        raise InvalidRequest("Do not use your email as the password.", "password", code="weak")


async def hashed(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def matches(password: str, stored: str | None) -> bool:
    """Takes the same time for a person who does not exist (`stored` None) or has no password."""
    usable = stored if stored and stored.startswith(_HASH_MARK) else None
    loop, tried = asyncio.get_running_loop(), password[:LONGEST]
    good = await loop.run_in_executor(_threads, _hasher.verify, tried, usable or _DUMMY)
    right = good and usable is not None and len(password) <= LONGEST
    metrics.AUTH.labels("right" if right else "wrong").inc()
    return right
