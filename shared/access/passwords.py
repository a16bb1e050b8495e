"""Passwords: argon2id, 46 MiB a try, two tries at a time so that a flood of them cannot eat the machine."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
_two = ThreadPoolExecutor(max_workers=2, thread_name_prefix="duebook-password")

# The right answer to no password: verifying against it takes as long as against a real one.
_NOBODY = _hasher.hash("nobody has this password")


def hash_of(password: str) -> str:
    return _hasher.hash(password)


def matches(known: str | None, given: str) -> bool:
    """Whether the password is the one behind the hash; an unknown person takes as long and never matches."""
    try:
        _hasher.verify(known or _NOBODY, given)
    except (VerificationError, InvalidHashError):
        return False
    return known is not None


def renewed(known: str, given: str) -> str | None:
    """A new hash where the kept one was made with weaker settings than today's."""
    return hash_of(given) if _hasher.check_needs_rehash(known) else None


async def check(known: str | None, given: str) -> bool:
    """`matches`, off the event loop and outside the database's threads."""
    return await asyncio.get_running_loop().run_in_executor(_two, matches, known, given)
