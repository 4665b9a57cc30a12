"""The arithmetic of a time axis: which seconds are in view, where they lie, and which ticks are told."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

TICK_ROOM = 84
CLIP_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
WORLD_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
WORLD_DAYS = (1, 2, 7, 14)
WORLD_MONTHS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
DAY = 86400
_EARLIEST, _LATEST = -62135596800 + 2 * DAY, 253402300799 - 2 * DAY


@dataclass(frozen=True, slots=True)
class Window:
    """The seconds in view, ``start`` to ``end``, over ``width`` pixels from ``left`` on."""

    start: float
    end: float
    left: float
    width: float

    @property
    def span(self) -> float:
        """How many seconds are in view."""
        return self.end - self.start

    def x(self, seconds: float) -> float:
        """Where an instant lies."""
        return self.left + (seconds - self.start) / self.span * self.width

    def seconds(self, x: float) -> float:
        """Which instant lies somewhere."""
        return self.start + (x - self.left) / max(1.0, self.width) * self.span

    def per_pixel(self) -> float:
        """How many seconds one pixel spans."""
        return self.span / max(1.0, self.width)


@dataclass(frozen=True, slots=True)
class Tick:
    """One mark of the ruler: where, its words (none for a small one), and whether a new day or year begins there."""

    at: float
    words: str
    strong: bool = False


def clip_ticks(window: Window) -> Iterator[Tick]:
    """The ticks of a clip: minutes and seconds."""
    step = _step_for(window, CLIP_STEPS)
    small = step / 5
    first = math.ceil(max(0.0, window.start) / small - 1e-9)
    last = math.floor(window.end / small + 1e-9)
    for index in range(first, last + 1):
        at = index * small
        yield Tick(at, clip_words(at, step) if index % 5 == 0 else "")


def clip_words(seconds: float, step: float) -> str:
    """A time in a clip, no more exact than its ticks are apart: ``0:05``, ``0:12.48``."""
    places = 0 if step >= 1 else 1 if step >= 0.1 else 2
    whole, part = divmod(round(seconds * 10**places), 10**places)
    minutes, secs = divmod(whole, 60)
    hours, mins = divmod(minutes, 60)
    text = f"{hours}:{mins:02d}:{secs:02d}" if hours else f"{mins}:{secs:02d}"
    return f"{text}.{part:0{places}d}" if places else text


def world_ticks(window: Window, zone: tzinfo) -> Iterator[Tick]:
    """The ticks of the world, told in a zone; where a day (or year) begins it is named."""
    wanted = window.per_pixel() * TICK_ROOM
    if wanted <= WORLD_STEPS[-1]:
        yield from _clock_ticks(window, zone, _step_for(window, WORLD_STEPS))
    elif wanted <= WORLD_DAYS[-1] * DAY:
        days = next(days for days in WORLD_DAYS if days * DAY >= wanted)
        yield from _day_ticks(window, zone, days)
    else:
        months = next((months for months in WORLD_MONTHS if months * 30.4 * DAY >= wanted), WORLD_MONTHS[-1])
        yield from _month_ticks(window, zone, months)


def local_moment(seconds: float, zone: tzinfo) -> datetime:
    """An instant in a zone, held within the years that a calendar can name."""
    return datetime.fromtimestamp(min(max(seconds, _EARLIEST), _LATEST), UTC).astimezone(zone)


def moment_words(seconds: float, zone: tzinfo, per_pixel: float) -> str:
    """An instant as exactly as the view shows it: ``3 Oct 2026 14:29``."""
    local = local_moment(seconds, zone)
    day = f"{local.day} {local:%b %Y}"
    if per_pixel > 3600:
        return day
    return f"{day} {local:%H:%M}" if per_pixel > 1 else f"{day} {local:%H:%M:%S}"


def _step_for(window: Window, steps: tuple[float, ...]) -> float:
    wanted = window.per_pixel() * TICK_ROOM
    return next((step for step in steps if step >= wanted), steps[-1])


def _clock_ticks(window: Window, zone: tzinfo, step: float) -> Iterator[Tick]:
    """Counts on the wall's clock, so that ticks stay on its hours where clocks are changed."""
    wall = local_moment(window.start, zone).replace(tzinfo=None, microsecond=0)
    into = wall.hour * 3600 + wall.minute * 60 + wall.second
    wall += timedelta(seconds=math.ceil(into / step) * step - into)
    shape, before = "%H:%M:%S" if step < 60 else "%H:%M", window.start
    for _ in range(10_000):
        at = wall.replace(tzinfo=zone).timestamp()
        if at > window.end:
            return
        if at >= before:
            midnight = wall.hour == wall.minute == wall.second == 0
            yield Tick(at, f"{wall.day} {wall:%b %Y}" if midnight else wall.strftime(shape), midnight)
            before = at
        wall += timedelta(seconds=step)


def _day_ticks(window: Window, zone: tzinfo, days: int) -> Iterator[Tick]:
    day = local_moment(window.start, zone).date()
    day -= timedelta(days=day.toordinal() % days)
    for _ in range(10_000):
        at = datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()
        if at > window.end:
            return
        if at >= window.start:
            first = day.day <= days and day.month == 1
            yield Tick(at, f"{day.day} {day:%b}" + (f" {day.year}" if first else ""), first)
        day += timedelta(days=days)


def _month_ticks(window: Window, zone: tzinfo, months: int) -> Iterator[Tick]:
    first = local_moment(window.start, zone)
    index = (first.year * 12 + first.month - 1) // months * months
    for _ in range(10_000):
        year, month = divmod(index, 12)
        if not 1 <= year <= 9998:
            return
        at = datetime(year, month + 1, 1, tzinfo=zone).timestamp()
        if at > window.end:
            return
        if at >= window.start:
            words = str(year) if months >= 12 else f"{datetime(year, month + 1, 1, tzinfo=zone):%b %Y}"
            yield Tick(at, words, month == 0 and months < 12)
        index += months
