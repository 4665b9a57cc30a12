"""Something that happened in the world: an instant, the zone it was told in, and how exactly it is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workbench.casefile.identity import Actor, day_words


class Precision(StrEnum):
    """How exactly the time of an occurrence is known."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that happened: ``at`` is the instant in UTC, ``zone`` the IANA name or offset it was told in.

    An empty ``zone`` says that the source states none: ``at`` is then the clock of wherever it was, placed as if that
    were UTC, and no instant. ``who`` and ``words`` are those of a message, untrusted; both are empty for anything else.
    """

    id: str
    at: datetime
    zone: str
    precision: Precision
    title: str
    actor: Actor
    recorded: datetime
    exhibits: tuple[int, ...] = ()
    source: str = ""
    who: str = ""
    words: str = ""

    @property
    def zone_stated(self) -> bool:
        """Tells whether the source says in which zone its clock ran."""
        return bool(self.zone)


_CLOCKS = {Precision.MINUTE: "minutes", Precision.SECOND: "seconds"}
NO_ZONE = "no zone stated"
_FORMS = (
    (re.compile(r"\d{4}-\d\d-\d\d\Z"), Precision.DAY, "%Y-%m-%d"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d\Z"), Precision.HOUR, "%Y-%m-%d %H"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d\Z"), Precision.MINUTE, "%Y-%m-%d %H:%M"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\Z"), Precision.SECOND, "%Y-%m-%d %H:%M:%S"),
)
_OFFSET = re.compile(r"(Z|[+-]\d\d:?\d\d)\Z")
_ZONE_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)\Z")


@lru_cache(256)
def zone_named(name: str) -> tzinfo:
    """Finds a zone by IANA name, ``UTC`` or an offset such as ``+02:00``; raises ValueError if there is none.

    An empty name stands for a zone that is not stated, whose clock is placed as if it were UTC.
    """
    if name in ("", "UTC", "Z"):
        return UTC
    offset = _ZONE_OFFSET.match(name)
    if offset:
        sign = -1 if offset.group(1) == "-" else 1
        return timezone(sign * timedelta(hours=int(offset.group(2)), minutes=int(offset.group(3))))
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as cause:
        raise ValueError(f"{name!r} is no time zone") from cause


def read_time(text: str, zone: str = "UTC") -> tuple[datetime, str, Precision]:
    """Reads a time as a person writes it and tells its instant, its zone and its precision.

    ``2026-10-03``, ``2026-10-03 14:29``, ``2026-10-03T14:29:58+02:00``. An offset in the text wins over ``zone``.
    A day is taken at its start. Raises ValueError where the text is no time.
    """
    body = text.strip()
    offset = _OFFSET.search(body) if ":" in body or "T" in body else None
    if offset:
        zone = "UTC" if offset.group(1) == "Z" else offset.group(1)
        body = body[: offset.start()].strip()
    for shape, precision, pattern in _FORMS:
        if shape.match(body):
            local = datetime.strptime(body.replace("T", " "), pattern).replace(tzinfo=zone_named(zone))
            return local.astimezone(UTC), zone, precision
    raise ValueError(f"{text!r} is no time like 2026-10-03 14:29")


def time_words(at: datetime, zone: str, precision: Precision) -> str:
    """Writes an occurrence's time in its own zone, no more exactly than it is known: ``3 Oct 2026 14:29 UTC``."""
    local = at.astimezone(zone_named(zone))
    day = day_words(local)
    if precision is Precision.DAY:
        return day
    clock = f"{local.hour:02} h" if precision is Precision.HOUR else local.time().isoformat(_CLOCKS[precision])
    return f"{day} {clock} {zone}" if zone else f"{day} {clock}, {NO_ZONE}"
