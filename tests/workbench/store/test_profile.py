"""The profile's database: the step to its second form keeps what was there, and a newer one is left alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Channel, LookMode, Rung
from workbench.errors import CaseDamaged, CaseIsNewer
from workbench.store.database import Database, create_file, stamp
from workbench.store.exposure_store import looks_since, record_look, totals_since
from workbench.store.profile import _APPLICATION_ID, Profile

#: What the first form of the profile laid out, to the letter.
FORM_1 = (
    """CREATE TABLE IF NOT EXISTS policy_version(digest TEXT PRIMARY KEY, policy TEXT NOT NULL, version TEXT NOT NULL,
    effective TEXT, imported TEXT NOT NULL, body BLOB NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS policy_version_policy ON policy_version(policy, effective)",
    "CREATE TABLE IF NOT EXISTS known_case(folder TEXT PRIMARY KEY, opened TEXT NOT NULL, body BLOB NOT NULL)",
    """CREATE TABLE IF NOT EXISTS look(id TEXT PRIMARY KEY, ended TEXT NOT NULL, case_id TEXT NOT NULL,
    exhibit INTEGER NOT NULL, rung INTEGER NOT NULL, shown_ms INTEGER NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS look_ended ON look(ended)",
    "INSERT INTO look VALUES ('a', '2026-05-03T10:00:00.000000Z', 'case-1', 4, 4, 1500)",
    "INSERT INTO look VALUES ('b', '2026-05-03T11:00:00.000000Z', 'case-1', 5, 5, 0)",
    "INSERT INTO policy_version VALUES ('d', 'ads', '1', NULL, '2026-01-01', X'7b7d')",
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Makes a profile as the first form left it, and names its folder."""
    path = tmp_path / "profile.sqlite3"
    create_file(path, _APPLICATION_ID, 1)
    database = Database(path, writable=True)
    with database.writing() as connection:
        for statement in FORM_1:
            connection.exec_driver_sql(statement)
    database.close()
    return tmp_path


def test_an_old_profile_keeps_its_looks_and_all_else(old: Path) -> None:
    profile = Profile(old)
    (look,) = looks_since(profile)
    assert (look.id, look.case_id, look.exhibit, look.rung, look.shown_ms) == ("a", "case-1", 4, Rung.GREY, 1500)
    assert look.ended == look.began == datetime(2026, 5, 3, 10, tzinfo=UTC)
    assert (look.digest, look.mode, look.channel) == ("", LookMode.HOLD, Channel.PICTURE)
    assert (look.sensitivity, look.harms, look.area) == (Sensitivity.UNCLASSIFIED, (), 1.0)
    assert totals_since(profile, datetime(2026, 1, 1, tzinfo=UTC)).looks == 1
    with profile.reading() as connection:
        assert connection.exec_driver_sql("SELECT body FROM policy_version").scalar_one() == b"{}"
    profile.close()
    assert stamp(old / "profile.sqlite3") == (_APPLICATION_ID, 2)


def test_the_step_is_taken_once(old: Path) -> None:
    for _ in range(2):
        profile = Profile(old)
        (look,) = looks_since(profile)
        profile.close()
    other = Profile(old)
    record_look(other, look)
    assert looks_since(other) == (look,)
    other.close()


def test_a_step_that_fails_leaves_the_old_form_whole(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("workbench.store.profile._TO_2", ("ALTER TABLE look ADD COLUMN began TEXT", "NONSENSE"))
        with pytest.raises(CaseDamaged):
            looks_since(Profile(old))
    assert stamp(old / "profile.sqlite3")[1] == 1
    profile = Profile(old)
    assert len(looks_since(profile)) == 1
    profile.close()


def test_a_newer_profile_is_left_alone(tmp_path: Path) -> None:
    create_file(tmp_path / "profile.sqlite3", _APPLICATION_ID, 3)
    with pytest.raises(CaseIsNewer):
        looks_since(Profile(tmp_path))


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    create_file(tmp_path / "profile.sqlite3", 7, 1)
    with pytest.raises(CaseDamaged, match="not one of this program"):
        looks_since(Profile(tmp_path))
