"""Runs: stretches of looks without two minutes of rest, the longest first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Channel, LookMode, Rung
from workbench.casefile.exposure_record import PastLook
from workbench.casefile.runs import longest_runs

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def look(began: float, seconds: float, sensitivity: Sensitivity = Sensitivity.SENSITIVE) -> PastLook:
    """A look that began some seconds after the start."""
    at = START + timedelta(seconds=began)
    return PastLook(
        f"look-{began}", "case", 1, "aa", at, at + timedelta(seconds=seconds), Rung.GREY, LookMode.HOLD,
        Channel.PICTURE, sensitivity, (), round(seconds * 1000),
    )  # fmt: skip


def test_looks_with_less_than_two_minutes_between_them_are_one_run() -> None:
    (run,) = longest_runs([look(0, 10), look(129, 5), look(200, 4, Sensitivity.SEVERE)])
    assert (run.looks, run.severe, run.shown_ms, run.seconds) == (3, 1, 19_000, 204)
    assert run.began == START


def test_two_minutes_of_rest_end_a_run_and_one_look_alone_is_none() -> None:
    assert longest_runs([look(0, 10), look(130, 5)]) == ()
    assert longest_runs([]) == ()


def test_the_longest_runs_come_first_whatever_the_order_of_the_looks() -> None:
    short, long = [look(0, 5), look(20, 5)], [look(1000, 5), look(1100, 60)]
    found = longest_runs([*reversed(long), *short])
    assert [run.seconds for run in found] == [160, 25]
    assert [run.seconds for run in longest_runs([*short, *long], most=1)] == [160]


def test_a_long_look_bridges_the_gap_to_one_that_follows_shorter_ones() -> None:
    (run,) = longest_runs([look(0, 600), look(10, 5), look(20, 5), look(650, 5)])
    assert (run.looks, run.seconds) == (4, 655)
