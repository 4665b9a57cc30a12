"""A person's own looks, counted by shift, by day, by rung and by kind of harm."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from workbench.casefile.budgets import total_units
from workbench.casefile.exposure import Rung
from workbench.casefile.exposure_record import PastLook
from workbench.casefile.harms import Harm
from workbench.settings import Settings

Key = TypeVar("Key", bound=Hashable)
_HOUR = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\Z")


@dataclass(frozen=True, slots=True)
class Share:
    """How many looks, and how many seconds they lasted."""

    looks: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Totals:
    """What was looked at over some time.

    A look at what shows several harms counts for each; one at what no harm was named for stands under None.
    """

    looks: int = 0
    seconds: float = 0.0
    units: float = 0.0
    by_rung: tuple[tuple[Rung, Share], ...] = ()
    by_harm: tuple[tuple[Harm | None, Share], ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """One stretch of work, from its first look to the end of its last."""

    began: datetime
    ended: datetime
    totals: Totals


@dataclass(frozen=True, slots=True)
class Day:
    """One day where the person is."""

    day: date
    totals: Totals


def totals_of(looks: Sequence[PastLook]) -> Totals:
    """Counts some looks."""
    return Totals(
        looks=len(looks),
        seconds=sum(look.shown_ms for look in looks) / 1000,
        units=total_units(looks),
        by_rung=_shares(looks, lambda look: (look.rung,), tuple(reversed(Rung))),
        by_harm=_shares(looks, lambda look: look.harms or (None,), (*Harm, None)),
    )


def shifts_of(looks: Iterable[PastLook], settings: Settings) -> tuple[Shift, ...]:
    """Parts looks into shifts, oldest first: by hours without a look, and at the hours at which shifts begin."""
    starts, gap = shift_starts(settings.shift_start), timedelta(hours=settings.shift_gap_hours)
    parts: list[list[PastLook]] = []
    for look in sorted(looks, key=lambda look: (look.began, look.ended)):
        last = parts[-1][-1] if parts else None
        if last is None or look.began - last.ended >= gap or _turn(look, starts) != _turn(last, starts):
            parts.append([])
        parts[-1].append(look)
    return tuple(Shift(part[0].began, max(look.ended for look in part), totals_of(part)) for part in parts)


def days_of(looks: Iterable[PastLook]) -> tuple[Day, ...]:
    """Parts looks into days where the person is, oldest first; each look counts where it ended."""
    days: dict[date, list[PastLook]] = {}
    for look in looks:
        days.setdefault(look.ended.astimezone().date(), []).append(look)
    return tuple(Day(day, totals_of(days[day])) for day in sorted(days))


def shift_starts(text: str) -> tuple[time, ...]:
    """Reads the hours at which shifts begin, such as ``06:00, 14:00``; what is no time of day is passed over."""
    found = (_HOUR.match(word) for word in re.split(r"[,;\s]+", text))
    return tuple(sorted({time(int(hour[1]), int(hour[2])) for hour in found if hour}))


def _turn(look: PastLook, starts: Sequence[time]) -> tuple[date, int] | None:
    """Names the shift of the clock in which a look began: its day and its place in it."""
    if not starts:
        return None
    local = look.began.astimezone()
    place = sum(start <= local.time() for start in starts)
    # Before the first start of a day it is still the last shift of the day before.
    return (local.date(), place) if place else (local.date() - timedelta(days=1), len(starts))


def _shares(
    looks: Iterable[PastLook], keys_of: Callable[[PastLook], Iterable[Key]], order: Iterable[Key]
) -> tuple[tuple[Key, Share], ...]:
    """Counts looks and seconds under each key, in a given order, those without any left out."""
    count: Counter[Key] = Counter()
    lasted: Counter[Key] = Counter()
    for look in looks:
        for key in keys_of(look):
            count[key] += 1
            lasted[key] += look.shown_ms
    return tuple((key, Share(count[key], lasted[key] / 1000)) for key in order if count[key])
