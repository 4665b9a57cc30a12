"""Budgets and pauses in a session: kept in the person's own record, offered, and never in anybody's way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.workbench.casefile.test_budgets import a_look
from workbench.actions.budgets import (
    begin_pause,
    check_budget,
    days,
    end_pause,
    go_on,
    own_looks,
    own_notes,
    pause_state,
    shifts,
    snooze,
    standing,
)
from workbench.actions.exposure import Person, open_person
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.identity import now
from workbench.errors import CaseDamaged, RevealRefused, UsageError
from workbench.settings import profile_folder
from workbench.store.exposure_store import record_look


@pytest.fixture
def person() -> Iterator[Person]:
    """Opens the record of the person at the desk."""
    opened = open_person()
    yield opened
    opened.close()


@pytest.fixture
def noon() -> datetime:
    """Names noon of today where the person is, so that a test near midnight is like any other."""
    return datetime.now().astimezone().replace(hour=12, minute=0, second=0, microsecond=0)


def looked(person: Person, at: datetime, minutes: float, name: str = "look") -> None:
    """Notes a severe look, whole and in colour, that ended then."""
    look = replace(a_look(seconds=60 * minutes), id=name, began=at - timedelta(minutes=minutes), ended=at)
    record_look(person, look)


def test_a_pause_is_offered_put_off_and_taken(person: Person, noon: datetime) -> None:
    looked(person, noon, 20)
    assert standing(person, noon).pause
    assert not snooze(person, at=noon).pause
    later = noon + timedelta(minutes=10)
    assert standing(person, later).pause
    assert begin_pause(person, later).paused == later
    assert "You can end it" in pause_state(person, later)
    rested = end_pause(person, later + timedelta(minutes=5))
    assert (rested.paused, rested.pause, rested.window_seconds) == (None, False, 0)
    assert [one.words for one in own_notes(person)] == ["Put a pause off.", "Began a pause.", "Ended a pause."]


def test_a_pause_outlives_the_program_and_the_next_look_ends_it(person: Person) -> None:
    begin_pause(person)
    other = open_person()
    assert standing(other).paused is not None
    check_budget(other)
    assert standing(other).paused is None
    assert own_notes(other)[-1].words == "Ended a pause, too short to count."
    other.close()


def test_beyond_the_hard_budget_a_written_reason_opens_the_way_for_half_an_hour(person: Person) -> None:
    moment = now()
    looked(person, moment, 4 * 60)
    standing_now = standing(person, moment)
    assert standing_now.stopped
    with pytest.raises(RevealRefused, match="written reason"):
        check_budget(person)
    with pytest.raises(UsageError):
        go_on(person, "   ")
    until = go_on(person, "A child may be\nin danger", moment)
    assert until == moment + timedelta(minutes=30)
    check_budget(person)
    assert standing(person, until).stopped
    assert [(one.kind, one.words) for one in own_notes(person)] == [("go on", "A child may be in danger")]


def test_where_the_persons_record_cannot_be_read_nothing_is_let_through(person: Person) -> None:
    profile_folder().mkdir(parents=True)
    (profile_folder() / "profile.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(CaseDamaged):
        check_budget(person)


def test_unreadable_settings_leave_the_budgets_at_their_defaults(person: Person, noon: datetime) -> None:
    looked(person, noon, 20)
    (profile_folder() / "settings.toml").write_text("budget_soft_minutes = [")
    assert standing(person, noon).pause


def test_settings_change_the_budgets_within_their_ranges_only(person: Person, noon: datetime) -> None:
    looked(person, noon, 20)
    (profile_folder() / "settings.toml").write_text("budget_soft_minutes = 30\n")
    assert not standing(person, noon).pause
    (profile_folder() / "settings.toml").write_text("budget_soft_minutes = 9000\n")
    assert standing(person, noon).pause


def test_own_looks_are_counted_by_shift_and_by_day(person: Person, noon: datetime) -> None:
    looked(person, noon, 1, "today")
    looked(person, noon - timedelta(days=1), 2, "yesterday")
    looked(person, noon - timedelta(days=9), 3, "long ago")
    assert [shift.totals.seconds for shift in shifts(person)] == [180, 120, 60]
    assert [shift.totals.seconds for shift in shifts(person, 2, noon)] == [120, 60]
    assert [day.totals.looks for day in days(person, 1, noon)] == [1]
    assert [look.id for look in own_looks(person)] == ["long ago", "yesterday", "today"]
    assert own_looks(person)[0].sensitivity is Sensitivity.SEVERE
