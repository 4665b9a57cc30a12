"""The time that stands before each line of a written chat export, and the order of its day, month and year.

An export writes the clock of the telephone it was made on: no zone stands in it, and in ``05/06/2019`` only the
rest of the file can tell which number is the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

_MARK = "[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]*"
_GAP = "[ \u00a0\u202f\u2009]"
_HALF = (
    r"[AaPp]\.?" + _GAP + r"?[Mm]\.?|오전|오후|上午|下午|午前|午後|凌晨|清晨|早上|中午|晚上|ص|م|π\.?μ\.?|μ\.?μ\.?"
    r"|de\.?|du\.?|dop\.?|odp\.?|ÖÖ|ÖS|SA|CH|पूर्वाह्न|अपराह्न|PTG|PG|एएम|पीएम|am|pm"
)
_STAMP = re.compile(
    rf"{_MARK}(?P<open>\[)?{_MARK}(?P<a>\d{{1,4}})(?P<sep>{_MARK}[./-]){_MARK}{_GAP}?(?P<b>\d{{1,2}}){_MARK}[./-]{_MARK}"
    rf"{_GAP}?(?P<c>\d{{1,4}})\.?{_MARK}(?P<comma>[,،]?)(?:{_GAP}{{1,2}}(?:at|um|à|klo|kl\.?|às|alle|o|в)(?={_GAP}))?"
    rf"{_GAP}{{1,2}}{_MARK}(?:(?P<before>{_HALF}){_GAP}?)?(?P<hour>\d{{1,2}})(?:{_GAP}?[:.h٫]{_GAP}?)(?P<minute>\d\d)"
    rf"(?:[:.](?P<second>\d\d))?{_MARK}(?:{_GAP}?(?P<after>{_HALF}))?{_MARK}"
    rf"(?:(?P<close>\]){_GAP}?|{_GAP}[-–]{_GAP}|:{_GAP})"
)
_MORNING_WORDS = "오전 上午 午前 凌晨 清晨 早上 ص πμ de dop ÖÖ SA पूर्वाह्न PG एएम am"
_EVENING_WORDS = "오후 下午 午後 晚上 م μμ du odp ÖS CH अपराह्न PTG पीएम pm"
_MORNING, _EVENING = frozenset(_MORNING_WORDS.split()), frozenset(_EVENING_WORDS.split())
_PLACES = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}
_FIRST_YEAR, _LAST_YEAR = 2005, 2099


class Order(StrEnum):
    """Where day, month and year stand in a written date."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


class Stamp(NamedTuple):
    """The time before a line as it is written: three numbers whose order is not known yet, and a clock."""

    parts: tuple[int, int, int]
    separator: str
    hour: int
    minute: int
    second: int | None
    bracketed: bool
    comma: bool
    end: int
    four_digits: int


def stamp_of(line: str) -> Stamp | None:
    """Reads the time that a line begins with; None where it begins with none."""
    match = _STAMP.match(line, 0, 120)
    if match is None:
        return None
    opened, first, separator, middle, last, comma, before, hours, minutes, seconds, after, closed = match.groups()
    half = before or after
    hour = _hour(int(hours), half) if half else int(hours)
    minute, second = int(minutes), None if seconds is None else int(seconds)
    if hour > 23 or minute > 59 or (second or 0) > 60 or (opened is None) != (closed is None):
        return None
    return Stamp(
        parts=(int(first), int(middle), int(last)),
        separator=separator[-1],
        hour=hour,
        minute=minute,
        second=None if second is None else min(second, 59),
        bracketed=opened is not None,
        comma=bool(comma),
        end=match.end(),
        four_digits=0 if len(first) == 4 else 2 if len(last) == 4 else -1,
    )


def moment(stamp: Stamp, order: Order) -> datetime | None:
    """Reads a stamp in one order; None where that order makes it no date of a chat's age."""
    first, second, third = _PLACES[order]
    year, month, day = stamp.parts[first], stamp.parts[second], stamp.parts[third]
    if stamp.four_digits >= 0 and stamp.four_digits != first:
        return None
    if year < 100:
        year += 2000
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return datetime(year, month, day, stamp.hour, stamp.minute, stamp.second or 0)  # noqa: DTZ001 - a wall clock
    except ValueError:
        return None


@dataclass(slots=True)
class Weighing:
    """Weighs the three orders over all stamps of a file: what each makes impossible, and what runs backwards.

    ``backward`` counts the times that a date lies before the one above it: an export runs forward, so an order that
    makes it run backward more often is the wrong one.
    """

    broken: dict[Order, int] = field(default_factory=lambda: dict.fromkeys(Order, 0))
    backward: dict[Order, int] = field(default_factory=lambda: dict.fromkeys(Order, 0))
    differing: bool = False
    dotted: bool = False
    count: int = 0
    _last: dict[Order, date] = field(default_factory=dict)
    _same: tuple[object, ...] = ()
    _fails: tuple[Order, ...] = ()

    def add(self, stamp: Stamp) -> None:
        """Takes one more stamp, in the order of the file."""
        self.count += 1
        if (stamp.parts, stamp.separator, stamp.four_digits) == self._same:  # most lines are of the day before them
            for order in self._fails:
                self.broken[order] += 1
            return
        self._same, self._fails = (stamp.parts, stamp.separator, stamp.four_digits), ()
        self.dotted = self.dotted or stamp.separator == "."
        self.differing = self.differing or stamp.parts[0] != stamp.parts[1]
        for order in Order:
            at = moment(stamp, order)
            if at is None:
                self.broken[order] += 1
                self._fails += (order,)
                continue
            day = at.date()
            if order in self._last and day < self._last[order]:
                self.backward[order] += 1
            self._last[order] = day

    def verdict(self) -> tuple[Order, bool]:
        """Gives the order to read by, and whether the file decides it.

        The year stands first only where nothing else makes sense; with dots between, no country puts the month first.
        """
        day, month = self.broken[Order.DAY_FIRST], self.broken[Order.MONTH_FIRST]
        if self.broken[Order.YEAR_FIRST] < min(day, month):
            return Order.YEAR_FIRST, True
        if day != month:
            return (Order.DAY_FIRST if day < month else Order.MONTH_FIRST), True
        if self.dotted or not self.differing:
            return Order.DAY_FIRST, True
        back_day, back_month = self.backward[Order.DAY_FIRST], self.backward[Order.MONTH_FIRST]
        if back_day != back_month:
            return (Order.DAY_FIRST if back_day < back_month else Order.MONTH_FIRST), True
        return Order.DAY_FIRST, False


def weigh(stamps: Iterable[Stamp]) -> Weighing:
    """Weighs all stamps of a file."""
    weighing = Weighing()
    for stamp in stamps:
        weighing.add(stamp)
    return weighing


def _hour(hour: int, half: str) -> int:
    """Turns an hour and the words for half of the day into an hour of 24."""
    plain = re.sub(r"[. \u00a0\u202f\u2009]", "", half)
    plain = plain.lower() if plain.isascii() and plain.lower() in ("am", "pm") else plain
    if plain in _MORNING:
        return 0 if hour == 12 else hour
    if plain in _EVENING:
        return hour + 12 if hour < 12 else hour
    if plain == "中午":
        return hour + 12 if hour < 3 else hour
    return hour
