"""Budgets: what a look weighs, when a pause is offered, and that nobody is ever locked out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.casefile.budgets import Calm, pause_begun, pause_ended, pause_words, snoozed, standing_of, units
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Channel, LookMode, Rung
from workbench.casefile.exposure_record import PastLook, Standing
from workbench.settings import Settings

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)
MIDNIGHT = NOON - timedelta(hours=12)
SETTINGS = Settings()


def a_look(
    minutes_ago: float = 1, seconds: float = 60, sensitivity: Sensitivity = Sensitivity.SEVERE, rung: Rung = Rung.COLOUR
) -> PastLook:
    """Makes a look that ended so long before noon."""
    ended = NOON - timedelta(minutes=minutes_ago)
    began = ended - timedelta(seconds=seconds)
    return PastLook(
        f"look-{minutes_ago}", "case", 1, "aa", began, ended, rung, LookMode.HOLD, Channel.PICTURE, sensitivity, (),
        int(seconds * 1000),
    )  # fmt: skip


def stand(looks: list[PastLook], calm: Calm = Calm(), item: str = "") -> Standing:  # noqa: B008 - it is frozen
    """Says how noon stands."""
    return standing_of(looks, calm, NOON, MIDNIGHT, SETTINGS, item)


@pytest.mark.parametrize(
    ("rung", "sensitivity", "area", "weight"),
    [
        (Rung.COLOUR, Sensitivity.SEVERE, 1.0, 10.0),
        (Rung.COLOUR, Sensitivity.EXTREME, 1.0, 20.0),
        (Rung.GREY, Sensitivity.SEVERE, 1.0, 5.0),
        (Rung.OUTLINE, Sensitivity.SEVERE, 1.0, 1.0),
        (Rung.COLOUR, Sensitivity.UNCLASSIFIED, 1.0, 2.5),
        (Rung.COLOUR, Sensitivity.CLEARED, 1.0, 0.0),
        (Rung.COLOUR, Sensitivity.SEVERE, 0.4, 4.0),
        (Rung.COLOUR, Sensitivity.SEVERE, 0.01, 1.0),
    ],
)
def test_a_look_weighs_its_time_rung_severity_and_area(
    rung: Rung, sensitivity: Sensitivity, area: float, weight: float
) -> None:
    look = replace(a_look(seconds=10, sensitivity=sensitivity, rung=rung), area=area)
    assert units(look) == pytest.approx(weight)


def test_a_quiet_day_says_nothing() -> None:
    standing = stand([a_look(30, 60), a_look(20, 30, Sensitivity.SENSITIVE)])
    assert (standing.looks, standing.seconds, standing.advice, standing.stopped) == (2, 90, "", False)
    assert standing.units == standing.window_seconds == pytest.approx(60 + 7.5)


def test_a_pause_is_offered_once_the_window_is_full_and_not_before() -> None:
    assert stand([a_look(10, 15 * 60 - 1)]).advice == ""
    standing = stand([a_look(10, 15 * 60)])
    assert standing.pause and standing.advice == (
        "In the last 60 min your looks weigh 15 min 0 s. A pause of 5 min would fit here."
    )


def test_what_lies_before_the_window_weighs_nothing_in_it() -> None:
    half = stand([a_look(50, 20 * 60)])
    assert half.window_seconds == pytest.approx(10 * 60) and half.units == pytest.approx(20 * 60)
    assert stand([a_look(61, 20 * 60)]).window_seconds == 0


def test_severe_looks_are_counted_however_short() -> None:
    looks = [a_look(minutes, 1) for minutes in range(1, 11)]
    assert stand(looks[:9]).advice == ""
    assert stand(looks).advice.startswith("You took 10 looks at severe exhibits in the last 30 min.")
    assert stand([a_look(minutes, 1, Sensitivity.SENSITIVE) for minutes in range(1, 20)]).severe_looks == 0


def test_looks_of_yesterday_do_not_weigh_on_today() -> None:
    yesterday = replace(a_look(1), ended=MIDNIGHT - timedelta(minutes=1))
    assert stand([yesterday]) == Standing()


def test_beyond_the_hard_budget_a_reason_is_asked_for_and_holds_for_a_while() -> None:
    looks = [a_look(11 * 60 - 5 * hour, 3600) for hour in range(4)]
    standing = stand(looks)
    assert standing.stopped and not standing.pause and "asks for a written reason" in standing.advice
    assert not stand(looks[:3]).stopped
    assert not stand(looks, Calm(going_on=NOON + timedelta(minutes=1))).stopped
    assert stand(looks, Calm(going_on=NOON)).stopped


def test_after_two_hours_a_rest_is_offered_and_not_again_right_after_one() -> None:
    looks = [a_look(10 * 60, 2 * 3600)]
    assert "longer rest" in stand(looks).advice
    assert stand(looks, Calm(rested=NOON - timedelta(minutes=20))).advice == ""


def test_putting_off_works_twice_and_then_for_one_item_at_a_time() -> None:
    looks, calm = [a_look(10, 1200)], Calm()
    calm = snoozed(calm, NOON - timedelta(minutes=9), SETTINGS)
    assert stand(looks, calm).advice == "" and stand(looks, replace(calm, snoozed=NOON)).advice
    calm = snoozed(calm, NOON, SETTINGS)
    assert calm.snoozes == 2 and stand(looks, calm).advice == ""
    spent = snoozed(replace(calm, snoozed=NOON), NOON, SETTINGS, "case/7")
    assert stand(looks, spent, "case/7").advice == ""
    assert stand(looks, spent, "case/8").advice and stand(looks, spent).advice


def test_a_new_shift_may_be_put_off_twice_again() -> None:
    spent = Calm(snoozed=NOON - timedelta(hours=4), snoozes=2)
    assert snoozed(spent, NOON, SETTINGS).snoozes == 1


def test_a_pause_that_is_long_enough_starts_the_window_afresh() -> None:
    looks = [a_look(10, 1200)]
    paused = pause_begun(Calm(snoozes=2), NOON - timedelta(minutes=5))
    assert stand(looks, paused).advice == "" and stand(looks, paused).paused == NOON - timedelta(minutes=5)
    rested = pause_ended(paused, NOON, SETTINGS)
    assert rested == Calm(rested=NOON)
    assert stand(looks, rested).window_seconds == 0


def test_a_pause_can_be_ended_at_once_and_then_does_not_count() -> None:
    paused = pause_begun(Calm(), NOON)
    assert pause_begun(paused, NOON + timedelta(minutes=1)) == paused
    assert pause_ended(paused, NOON + timedelta(minutes=4, seconds=59), SETTINGS) == Calm()
    assert pause_ended(Calm(), NOON, SETTINGS) == Calm()


def test_a_pause_is_put_in_words() -> None:
    paused = Calm(paused=NOON)
    assert pause_words(paused, NOON + timedelta(minutes=2), SETTINGS) == (
        "On a pause for 2 min 0 s; in 3 min 0 s it counts as one. You can end it at any time."
    )
    assert "it counts as one" in pause_words(paused, NOON + timedelta(minutes=9), SETTINGS)
    assert pause_words(Calm(), NOON, SETTINGS) == ""


@given(st.lists(st.tuples(st.floats(0, 700), st.floats(0, 4000), st.sampled_from(Sensitivity)), max_size=8))
def test_no_advice_promises_anything(rows: list[tuple[float, float, Sensitivity]]) -> None:
    words = stand([a_look(*row) for row in rows]).advice.lower()
    assert not any(claim in words for claim in ("protect", "safe", "health", "harm", "must", "warning", "!"))
