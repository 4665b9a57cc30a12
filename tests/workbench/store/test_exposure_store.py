"""The record of looks: written once, found again by bytes, and never by what was not shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Channel, LookMode, Rung
from workbench.casefile.exposure_record import PastLook
from workbench.casefile.harms import Harm
from workbench.store.exposure_store import looks_at, looks_since, record_look, totals_since
from workbench.store.own_record import keep, kept, note, notes
from workbench.store.profile import Profile

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)
LOOK = PastLook(
    "look", "case", 0x10004, "ab" * 32, NOON, NOON + timedelta(seconds=4), Rung.GREY, LookMode.LENS, Channel.FRAME,
    Sensitivity.SEVERE, (Harm.VIOLENCE, Harm.OTHER), 4000, 0.25,
)  # fmt: skip


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Profile]:
    """Opens an empty profile."""
    profile = Profile(tmp_path)
    yield profile
    profile.close()


def test_a_look_is_read_back_as_it_was_written_and_written_once(person: Profile) -> None:
    record_look(person, LOOK)
    record_look(person, replace(LOOK, shown_ms=9))
    assert looks_since(person) == (LOOK,)


def test_looks_are_found_by_their_bytes_in_any_case(person: Profile) -> None:
    other = replace(LOOK, id="other", case_id="another", ended=NOON, digest="cd" * 32)
    unknown = replace(LOOK, id="unknown", digest="")
    for look in (LOOK, other, unknown):
        record_look(person, look)
    assert looks_at(person, {LOOK.digest, other.digest}) == (other, LOOK)
    assert looks_at(person, [""]) == looks_at(person, []) == ()
    assert looks_at(person, [f"{number:064x}" for number in range(1200)] + [other.digest]) == (other,)


def test_what_showed_nothing_is_no_look_and_what_was_cut_off_is_one(person: Profile) -> None:
    failed = replace(LOOK, id="failed", shown_ms=0)
    record_look(person, failed)
    record_look(person, replace(failed, id="cut", interrupted=True))
    assert [look.id for look in looks_since(person)] == ["cut"]
    assert [look.id for look in looks_at(person, [LOOK.digest])] == ["cut"]
    assert totals_since(person, NOON).looks == 1


def test_looks_are_counted_from_a_moment_on(person: Profile) -> None:
    record_look(person, LOOK)
    assert totals_since(person, LOOK.ended).seconds == 4
    assert totals_since(person, LOOK.ended + timedelta(microseconds=1)).looks == 0
    assert looks_since(person, LOOK.ended + timedelta(microseconds=1)) == ()


def test_words_of_a_newer_program_count_as_the_most_careful_ones(person: Profile) -> None:
    record_look(person, LOOK)
    with person.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE look SET rung = 9, mode = 'stare', channel = 'smell', sensitivity = 'worse', harms = 'unheard of'"
        )
    (look,) = looks_since(person)
    assert (look.rung, look.mode, look.channel) == (Rung.COLOUR, LookMode.HOLD, Channel.PICTURE)
    assert (look.sensitivity, look.harms) == (Sensitivity.EXTREME, (Harm.OTHER,))


def test_a_value_and_the_note_of_it_are_kept_in_one_step(person: Profile) -> None:
    assert kept(person, "look", PastLook) is None
    keep(person, "look", LOOK, "test", "Kept a look.")
    assert kept(person, "look", PastLook) == LOOK
    keep(person, "look", None)
    assert kept(person, "look", PastLook) is None
    note(person, "test", "Said something.")
    assert [(one.kind, one.words) for one in notes(person)] == [("test", "Kept a look."), ("test", "Said something.")]
    assert notes(person, datetime(2100, 1, 1, tzinfo=UTC)) == ()
