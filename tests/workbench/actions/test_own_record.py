"""A person's own record: written out whole and for them alone, and deleted when they say so."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workbench.actions.budgets import own_looks, snooze
from workbench.actions.own_record import delete_record, export_record, record_document
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Channel, LookMode, Rung
from workbench.casefile.exposure_record import PastLook
from workbench.casefile.harms import Harm
from workbench.errors import NotWritten
from workbench.store.exposure_store import record_look
from workbench.store.profile import Profile

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LOOK = PastLook(
    "look", "case", 4, "ab" * 32, NOON, NOON + timedelta(seconds=4), Rung.GREY, LookMode.LENS, Channel.PICTURE,
    Sensitivity.SEVERE, (Harm.VIOLENCE,), 4000, 0.25,
)  # fmt: skip


@pytest.fixture
def person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Profile]:
    """A person who looked once, and put a pause off once."""
    profile = Profile(tmp_path_factory.mktemp("own"))
    record_look(profile, LOOK)
    snooze(profile, "EX-0004", NOON)
    yield profile
    profile.close()


def test_the_record_says_how_each_look_was_and_names_no_digest_and_no_file(person: Profile) -> None:
    document = record_document(person)
    (look,) = document["looks"]
    assert (look["exhibit"], look["rung"], look["mode"]) == ("EX-0004", "grey", "lens")
    assert (look["sensitivity"], look["shown_ms"], look["area"]) == ("severe", 4000, 0.25)
    assert look["harms"] == [Harm.VIOLENCE.value] and look["interrupted"] is False
    assert len(document["notes"]) == 1
    assert "ab" * 32 not in json.dumps(document)


def test_it_is_written_whole_over_what_was_there_and_for_the_person_alone(person: Profile, tmp_path: Path) -> None:
    to = tmp_path / "record.json"
    to.write_text("something older", "utf-8")
    assert export_record(person, to) == to
    written = json.loads(to.read_text("utf-8"))
    assert written["looks"] == record_document(person)["looks"]
    assert [path.name for path in tmp_path.iterdir()] == ["record.json"]
    if sys.platform != "win32":
        assert to.stat().st_mode & 0o077 == 0


def test_a_place_that_takes_no_file_is_said_and_the_record_stays(person: Profile, tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match=r"record\.json"):
        export_record(person, tmp_path / "nowhere" / "record.json")
    assert own_looks(person) == (LOOK,)


def test_what_is_deleted_is_gone_and_counted(person: Profile) -> None:
    assert delete_record(person) == 1
    assert own_looks(person) == () and record_document(person)["notes"] == []
    assert delete_record(person) == 0
