"""A case folder: made whole, opened by one writer, and every act leaves one entry or nothing."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from workbench.casefile.annotations import Anchor, Annotation
from workbench.casefile.cases import Case, CaseKind
from workbench.casefile.identity import Actor, new_id, now
from workbench.casefile.verbs import ANNOTATE, DESCRIBE_CASE, MEMO_EXPORT
from workbench.errors import (
    CaseDamaged,
    CaseExists,
    CaseIsNewer,
    CaseReadOnly,
    CaseUnreachable,
    NotACase,
    StorageFull,
    WorkbenchError,
)
from workbench.store import ledger
from workbench.store.database import Database
from workbench.store.folder import CaseFile, create_case, open_case
from workbench.store.schema import APPLICATION_ID, SCHEMA


def _note(actor: Actor, words: str = "a seal", number: int = 1) -> Annotation:
    return Annotation(new_id(), number, words, Anchor(1.5, 2.25), actor, now())


def test_a_new_case_begins_with_the_entry_that_opens_it(case: CaseFile) -> None:
    with case.reading() as connection:
        (entry,) = ledger.newest(connection, 10)
    assert (entry.number, entry.verb, entry.previous) == (1, "case.new", "0" * 64)
    assert entry.changes[0].kind == "case_record" and entry.changes[0].before is None


def test_what_was_put_is_read_back_as_it_was(case: CaseFile, actor: Actor) -> None:
    note = _note(actor, "שלום \U0001f600 <b>\u202e")
    with case.write(actor, ANNOTATE, "Mark") as work:
        work.put(note)
    assert case.get(Annotation, note.id) == note
    assert case.all(Annotation, "WHERE exhibit = ?", 1) == (note,)


def test_an_error_writes_neither_row_nor_entry(case: CaseFile, actor: Actor) -> None:
    with pytest.raises(RuntimeError), case.write(actor, ANNOTATE, "Mark") as work:
        work.put(_note(actor))
        raise RuntimeError
    assert case.all(Annotation) == ()
    assert case.head().size == 1


def test_a_unit_of_work_that_changes_nothing_leaves_no_entry(case: CaseFile, actor: Actor) -> None:
    with case.write(actor, ANNOTATE, "Mark") as work:
        note = _note(actor)
        work.put(note)
        work.remove("annotation", note.id)
    assert case.head().size == 1


def test_an_export_leaves_an_entry_though_no_row_changes(case: CaseFile, actor: Actor) -> None:
    with case.write(actor, MEMO_EXPORT, "Export"):
        pass
    assert case.head().size == 2


def test_listeners_hear_of_an_entry_only_after_it_is_committed(case: CaseFile, actor: Actor) -> None:
    heard = []
    case.subscribe(lambda entry: heard.append((entry.number, len(case.all(Annotation)))))
    with case.write(actor, ANNOTATE, "Mark") as work:
        work.put(_note(actor))
        assert heard == []
    assert heard == [(2, 1)]


def test_describing_the_case_shows_at_once(case: CaseFile, actor: Actor) -> None:
    with case.write(actor, DESCRIBE_CASE, "Describe") as work:
        work.put(replace(case.case, title="Another title"))
    assert case.case.title == "Another title"


def test_a_second_session_may_read_and_is_told_who_writes(case: CaseFile, actor: Actor) -> None:
    second = open_case(case.folder, Actor("Reviewer"))
    try:
        assert second.read_only and "Investigator" in second.held_by
        with pytest.raises(CaseReadOnly), second.write(actor, ANNOTATE, "Mark") as work:
            work.put(_note(actor))
        with case.write(actor, ANNOTATE, "Mark") as work:
            work.put(_note(actor))
        assert len(second.all(Annotation)) == 1
    finally:
        second.close()


def test_the_next_writer_comes_in_when_the_first_has_left(case: CaseFile, actor: Actor) -> None:
    case.close()
    again = open_case(case.folder, actor)
    assert not again.read_only
    again.close()


def test_a_writer_that_died_holds_nothing(case: CaseFile, actor: Actor) -> None:
    case.close()
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from workbench.casefile.identity import Actor\n"
        "from workbench.store.folder import open_case\n"
        "opened = open_case(Path(sys.argv[1]), Actor('Gone'))\n"
        "assert not opened.read_only\n"
        "os._exit(9)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(case.folder)], cwd=Path(__file__).parents[3], check=False
    )
    assert ended.returncode == 9
    again = open_case(case.folder, actor)
    assert not again.read_only
    again.close()


def test_a_case_is_not_made_over_something_that_is_there(case: CaseFile, actor: Actor, tmp_path: Path) -> None:
    again = Case(new_id(), "Again", CaseKind.ADS, now())
    with pytest.raises(CaseExists):
        create_case(case.folder, again, actor)
    (tmp_path / "empty").mkdir()
    create_case(tmp_path / "empty", again, actor).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case", "empty"]


def test_a_folder_without_a_case_is_named(tmp_path: Path, actor: Actor) -> None:
    with pytest.raises(NotACase):
        open_case(tmp_path, actor)
    (tmp_path / "case.sqlite3").write_bytes(b"no database at all, but long enough to be looked at" * 100)
    with pytest.raises((NotACase, CaseDamaged)):
        open_case(tmp_path, actor)


def test_a_case_of_a_newer_program_is_left_alone(case: CaseFile, actor: Actor) -> None:
    case.close()
    store = case.folder / "case.sqlite3"
    data = bytearray(store.read_bytes())
    data[60:64] = (99).to_bytes(4, "big")
    store.write_bytes(data)
    with pytest.raises(CaseIsNewer):
        open_case(case.folder, actor)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_case_on_a_medium_that_cannot_be_written_opens_for_reading(case: CaseFile, actor: Actor) -> None:
    case.close()
    case.folder.chmod(0o555)
    try:
        opened = open_case(case.folder, actor)
        assert opened.read_only and opened.head().size == 1
        opened.close()
    finally:
        case.folder.chmod(0o755)


def test_the_lock_names_its_holder_and_is_emptied_when_given_back(case: CaseFile) -> None:
    held = json.loads((case.folder / "lock").read_text("utf-8"))
    assert held["name"] == "Investigator" and held["process"] == os.getpid()
    case.close()
    assert (case.folder / "lock").read_text("utf-8") == ""


def test_a_folder_that_was_moved_away_is_not_written_any_more(case: CaseFile, actor: Actor, tmp_path: Path) -> None:
    case.folder.rename(tmp_path / "elsewhere")
    with (
        pytest.raises(CaseUnreachable, match="cannot be reached") as error,
        case.write(actor, ANNOTATE, "Mark") as work,
    ):
        work.put(_note(actor))
    assert "Bring the folder back" in error.value.remedy
    (tmp_path / "elsewhere").rename(case.folder)
    with case.write(actor, ANNOTATE, "Mark") as work:
        work.put(_note(actor))
    assert len(case.all(Annotation)) == 1


def test_another_store_in_the_place_of_the_open_one_is_not_written(
    case: CaseFile, actor: Actor, tmp_path: Path
) -> None:
    case.folder.rename(tmp_path / "elsewhere")
    create_case(case.folder, Case(new_id(), "Another", CaseKind.ADS, now()), actor).close()
    with pytest.raises(CaseUnreachable), case.write(actor, ANNOTATE, "Mark") as work:
        work.put(_note(actor))


@pytest.mark.skipif(os.name == "nt", reason="a locked file cannot be removed there")
def test_a_lock_that_was_taken_away_stops_the_writer(case: CaseFile, actor: Actor) -> None:
    (case.folder / "lock").unlink()
    second = open_case(case.folder, Actor("Reviewer"))
    try:
        with pytest.raises(CaseReadOnly, match="lock"), case.write(actor, ANNOTATE, "Mark") as work:
            work.put(_note(actor))
        with second.write(actor, ANNOTATE, "Mark") as work:
            work.put(_note(actor))
        assert len(case.all(Annotation)) == 1
    finally:
        second.close()


@pytest.mark.skipif(os.name == "nt", reason="needs flock")
def test_a_share_that_cannot_lock_is_opened_for_reading_and_named(
    case: CaseFile, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    case.close()
    monkeypatch.setattr(fcntl, "flock", refuse)
    opened = open_case(case.folder, actor)
    try:
        assert opened.read_only and "cannot be locked" in opened.held_by
        assert opened.head().size == 1
        with pytest.raises(CaseReadOnly, match="cannot be locked"), opened.write(actor, ANNOTATE, "Mark"):
            pass
    finally:
        opened.close()


def test_steps_that_cannot_be_read_where_nothing_can_be_written_are_not_left_out_in_silence(
    case: CaseFile, actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with case.write(actor, ANNOTATE, "Mark") as work:
        work.put(_note(actor))
    copy = tmp_path / "copy"
    shutil.copytree(case.folder, copy)
    (copy / "case.sqlite3-shm").unlink()
    monkeypatch.setattr("workbench.store.folder._is_frozen", lambda *_: True)

    def refuse(*arguments: object, **named: object) -> Database:
        if named.get("frozen"):
            return Database(*arguments, **named)  # type: ignore[arg-type]
        raise dbapi2.OperationalError("unable to open database file")

    monkeypatch.setattr("workbench.store.folder.Database", refuse)
    monkeypatch.setattr("workbench.store.folder.stamp", lambda *_: (APPLICATION_ID, SCHEMA))
    with pytest.raises(CaseReadOnly, match="not closed"):
        open_case(copy, actor)


@pytest.mark.parametrize(
    ("raised", "kind", "said"),
    [
        (OSError(errno.ENOSPC, "x"), StorageFull, "disk is full"),
        (OSError(errno.EROFS, "x"), CaseReadOnly, "no longer be written"),
        (PermissionError(errno.EACCES, "x"), CaseReadOnly, "no longer be written"),
        (OSError(errno.EIO, "x"), CaseUnreachable, "cannot be reached"),
        (OSError(errno.ESTALE, "x"), CaseUnreachable, "cannot be reached"),
        (dbapi2.OperationalError("database or disk is full"), StorageFull, "disk is full"),
        (dbapi2.OperationalError("attempt to write a readonly database"), CaseReadOnly, "no longer be written"),
        (dbapi2.OperationalError("database is locked"), CaseReadOnly, "Another program"),
        (dbapi2.DatabaseError("database disk image is malformed"), CaseDamaged, "could not be used"),
    ],
)
def test_what_a_disk_refuses_is_said_in_words(
    case: CaseFile, actor: Actor, raised: Exception, kind: type[WorkbenchError], said: str
) -> None:
    with pytest.raises(kind, match=said) as error, case.write(actor, ANNOTATE, "Mark") as work:
        work.put(_note(actor))
        raise raised
    assert "nothing of this step was kept" in error.value.message and error.value.remedy
    assert case.all(Annotation) == () and case.head().size == 1
