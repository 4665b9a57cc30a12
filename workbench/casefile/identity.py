"""Who acts, what a thing is called, and when: the names every other value is built from."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

# Written out, since the months of strftime follow the locale that a desktop toolkit may set.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts: ``name`` as colleagues know it, ``account`` as the machine knows it."""

    name: str
    account: str = ""


def digest_of(data: bytes) -> str:
    """Names bytes by their SHA-256, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def is_digest(text: str) -> bool:
    """Tells whether a text has the form of a SHA-256 digest."""
    return _DIGEST.match(text) is not None


def short_digest(digest: str) -> str:
    """Shortens a digest for the screen, its two ends kept: ``9f3c…a71e``."""
    return f"{digest[:4]}…{digest[-4:]}" if len(digest) > 9 else digest


def new_id() -> str:
    """Makes an identifier that sorts by the time it was made (UUID version 7, RFC 9562)."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= ((random >> 62) & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random & ((1 << 62) - 1)
    return str(UUID(int=value))


def now() -> datetime:
    """Reads the clock, in UTC, to the microsecond."""
    return datetime.now(UTC)


def day_words(day: date) -> str:
    """Writes a day as people read it, in any locale: ``3 Oct 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_text(moment: datetime) -> str:
    """Writes a moment for records: RFC 3339 in UTC with microseconds, ``2026-10-03T14:29:58.120000Z``."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return _utc_text(moment if moment.tzinfo is UTC else moment.astimezone(UTC))


@functools.lru_cache(maxsize=64)
def _utc_text(moment: datetime) -> str:
    """Writes a moment that is in UTC; those of one act are one moment, written thousands of times."""
    return f"{moment.isoformat(timespec='microseconds')[:-6]}Z"
