"""Shifts and days: where one ends and the next begins, and what is counted in each."""

from __future__ import annotations

import time as clock
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.workbench.casefile.test_budgets import a_look
from workbench.casefile.exposure import Rung
from workbench.casefile.exposure_record import PastLook
from workbench.casefile.harms import Harm
from workbench.casefile.shifts import Share, days_of, shift_starts, shifts_of, totals_of
from workbench.settings import Settings


@pytest.fixture(autouse=True)
def in_utc() -> Iterator[None]:
    """Lets the person be where UTC is the time of day."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        _read_zone_again()
        yield
    _read_zone_again()


def _read_zone_again() -> None:
    """Has the clock look at the zone, where the system lets it."""
    if hasattr(clock, "tzset"):
        clock.tzset()


def look_at(hour: float, minutes: float = 1) -> PastLook:
    """Makes a look that begins so many hours into 3 May."""
    began = datetime(2026, 5, 3, tzinfo=UTC) + timedelta(hours=hour)
    return replace(a_look(), began=began, ended=began + timedelta(minutes=minutes), shown_ms=int(minutes * 60_000))


def test_four_hours_without_a_look_end_a_shift() -> None:
    looks = [look_at(1), look_at(4.9), look_at(9.0), look_at(13.1)]
    shifts = shifts_of(reversed(looks), Settings())
    assert [shift.totals.looks for shift in shifts] == [2, 1, 1]
    assert (shifts[0].began, shifts[0].ended) == (looks[0].began, looks[1].ended)


def test_a_shift_may_go_past_midnight() -> None:
    (shift,) = shifts_of([look_at(23), look_at(25), look_at(27)], Settings())
    assert shift.totals.looks == 3
    assert [(day.day, day.totals.looks) for day in days_of([look_at(23), look_at(25)])] == [
        (date(2026, 5, 3), 1),
        (date(2026, 5, 4), 1),
    ]


def test_the_hours_of_a_rota_end_shifts_too() -> None:
    settings = Settings(shift_start="06:00, 14:00; 22:00")
    looks = [look_at(13.5), look_at(14), look_at(21.9), look_at(22), look_at(25), look_at(30)]
    assert [shift.totals.looks for shift in shifts_of(looks, replace(settings, shift_gap_hours=12))] == [1, 2, 2, 1]


def test_hours_are_read_and_anything_else_is_passed_over() -> None:
    assert shift_starts("22:00 6:30, 25:00, soon, 12:60") == (time(6, 30), time(22))


def test_looks_are_counted_by_rung_and_by_each_harm() -> None:
    looks = [
        replace(look_at(1), harms=(Harm.VIOLENCE, Harm.HATE)),
        replace(look_at(2, 2), rung=Rung.GREY, harms=(Harm.HATE,)),
        replace(look_at(3), rung=Rung.GREY),
    ]
    totals = totals_of(looks)
    assert (totals.looks, totals.seconds, totals.units) == (3, 240, 60 + 60 + 30)
    assert totals.by_rung == ((Rung.COLOUR, Share(1, 60)), (Rung.GREY, Share(2, 180)))
    assert totals.by_harm == ((Harm.VIOLENCE, Share(1, 60)), (Harm.HATE, Share(2, 180)), (None, Share(1, 60)))
