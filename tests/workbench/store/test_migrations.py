"""A case of every shipped form opens, for reading as it lies, for writing by steps taken whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import Pool
from sqlcipher3 import dbapi2

from tests.workbench.store.strikes import REFUSED
from workbench.casefile.cases import Case, CaseKind
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.identity import Actor, new_id, now
from workbench.errors import CaseDamaged, CaseError, CaseIsNewer, StorageFull
from workbench.jobs import finish
from workbench.store import folder as folder_module
from workbench.store import ledger
from workbench.store.database import stamp
from workbench.store.folder import CaseFile, create_case, open_case
from workbench.store.key_file import new_key
from workbench.store.migrations import steps
from workbench.store.migrations.steps import STEPS, copies_before, copy_before
from workbench.store.schema import SCHEMA
from workbench.store.verification import verify_case

ROOT = Path(__file__).resolve().parents[3]
OLD_CASES = ROOT / "tests" / "old_cases"
SHIPPED = sorted(int(folder.name.removeprefix("schema-")) for folder in OLD_CASES.glob("schema-*"))


@pytest.fixture(params=SHIPPED)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Returns a copy of a real case of one shipped form."""
    folder = tmp_path / "old"
    shutil.copytree(OLD_CASES / f"schema-{request.param}", folder)
    return folder


def structure(store: Path) -> set[tuple[str, str, str]]:
    """Reads everything a database file says of its own form, spaces and quotes aside."""
    raw = dbapi2.connect(str(store))
    rows = raw.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
    raw.close()
    return {(kind, name, re.sub(r'[\s"]+', "", sql)) for kind, name, sql in rows}


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Reads every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@contextmanager
def at_statement(count: int, strike: Callable[[], None]) -> Iterator[list[str]]:
    """Calls ``strike`` before one statement on any database; gives the list of statements so far."""
    seen: list[str] = []

    def before(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)
        if len(seen) == count:
            strike()

    event.listen(Engine, "before_cursor_execute", before)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", before)


def assert_whole(folder: Path, actor: Actor, expected: int) -> None:
    """Opens a case for writing and holds everything in it against its ledger."""
    with_entry = open_case(folder, actor)
    found = finish(verify_case(with_entry, ()))
    assert (found.faults, found.entries) == ((), expected)
    with_entry.close()


def entries_in(folder: Path) -> int:
    """Counts the entries of a case without opening it as one."""
    raw = dbapi2.connect(f"file:{folder / 'case.sqlite3'}?mode=rw", uri=True)
    (count,) = raw.execute("SELECT count(*) FROM entry").fetchone()
    raw.close()
    return int(count)


def struck(*places: tuple[int, Path]) -> list[int]:
    """Opens cases in children that are killed before a statement, or cramped; returns how each child ended."""
    words = [str(word) for place in places for word in place]
    command = [sys.executable, "-m", "tests.workbench.store.strikes", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    return [int(line) for line in done.stdout.split()]


def migrations(case: CaseFile) -> list[str]:
    """Lists the labels of the entries that tell of a step."""
    with case.reading() as connection:
        return [entry.label for entry in ledger.newest(connection, 100) if entry.verb == "case.migrate"]


def test_every_form_before_this_one_has_a_real_case_and_a_step() -> None:
    assert list(range(1, SCHEMA)) == [form for form in SHIPPED if form < SCHEMA]
    assert sorted(STEPS) == list(range(2, SCHEMA + 1))


def test_an_older_case_is_copied_brought_forward_and_holds(old: Path, actor: Actor) -> None:
    before = entries_in(old)
    case = open_case(old, actor)
    assert len(migrations(case)) == 1 and copy_before(Path()).name in migrations(case)[0]
    exhibits = case.all(Exhibit)
    plain = tuple(exhibit for exhibit in exhibits if exhibit.held and exhibit.parent is None)
    assert plain and case.all(Exhibit, "WHERE holding = 'held' AND parent IS NULL AND place = key << 33") == plain
    assert finish(verify_case(case, ())).faults == ()
    case.close()
    assert stamp(old / "case.sqlite3")[1] == SCHEMA
    again = open_case(old, actor)
    assert len(migrations(again)) == 1 and again.head().size == before + 1
    again.close()


def test_a_case_brought_forward_has_the_form_of_a_new_one(old: Path, tmp_path: Path, actor: Actor) -> None:
    open_case(old, actor).close()
    create_case(tmp_path / "new", Case(new_id(), "A title", CaseKind.ADS, now()), actor).close()
    assert structure(old / "case.sqlite3") == structure(tmp_path / "new" / "case.sqlite3")


def test_the_copy_is_the_case_as_it_was(old: Path, tmp_path: Path, actor: Actor) -> None:
    before, form = structure(old / "case.sqlite3"), stamp(old / "case.sqlite3")
    entries = entries_in(old)
    open_case(old, actor).close()
    kept = copy_before(old)
    assert copies_before(old) == (kept,)
    assert (structure(kept), stamp(kept)) == (before, form)
    for left in old.glob("case.sqlite3*"):
        left.unlink()
    kept.rename(old / "case.sqlite3")
    assert entries_in(old) == entries
    assert_whole(old, actor, entries + 1)


def test_reading_an_older_case_works_and_writes_nothing_beside_it(old: Path, actor: Actor) -> None:
    before, entries = bytes_of(old), entries_in(old)
    case = open_case(old, actor, read_only=True)
    assert case.read_only and case.all(Exhibit) and migrations(case) == []
    found = finish(verify_case(case, ()))
    assert (found.faults, found.entries) == ((), entries)
    case.close()
    assert bytes_of(old) == before


def test_an_older_case_in_a_folder_that_cannot_be_written_is_read(
    old: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, entries = bytes_of(old), entries_in(old)
    monkeypatch.setattr(os, "access", lambda *_: False)
    case = open_case(old, actor)
    assert case.read_only and finish(verify_case(case, ())).entries == entries
    case.close()
    assert bytes_of(old) == before


def test_a_newer_case_is_refused_in_words(old: Path, actor: Actor) -> None:
    raw = dbapi2.connect(str(old / "case.sqlite3"))
    raw.execute(f"PRAGMA user_version={SCHEMA + 1}")
    raw.close()
    before = bytes_of(old)
    for read_only in (False, True):
        with pytest.raises(CaseIsNewer, match="newer version"):
            open_case(old, actor, read_only)
    assert bytes_of(old) == before


def test_a_form_that_no_step_knows_is_refused_in_words(old: Path, actor: Actor) -> None:
    raw = dbapi2.connect(str(old / "case.sqlite3"))
    raw.execute("PRAGMA user_version=0")
    raw.close()
    for read_only in (False, True):
        with pytest.raises(CaseDamaged, match="No step leads from form 0"):
            open_case(old, actor, read_only)


def test_an_error_at_any_statement_leaves_the_old_case(old: Path, tmp_path: Path, actor: Actor) -> None:
    def fail() -> None:
        raise dbapi2.OperationalError("disk I/O error")

    whole = shutil.copytree(old, tmp_path / "whole")
    with at_statement(0, fail) as statements:
        open_case(whole, actor).close()
    due = next(place for place, words in enumerate(statements, 1) if words.startswith("PRAGMA user_version="))
    before, entries = structure(old / "case.sqlite3"), entries_in(old)
    assert due > 20
    # A sample of the statements by default, and always the last; WORKBENCH_CRASH_EVERY=1 takes each of them.
    for count in sorted({*range(1, due + 1, int(os.environ.get("WORKBENCH_CRASH_EVERY", "4"))), due}):
        with at_statement(count, fail), pytest.raises(CaseError):
            open_case(old, actor)
        assert structure(old / "case.sqlite3") == before and entries_in(old) == entries
        assert stamp(old / "case.sqlite3")[1] < SCHEMA
    assert_whole(old, actor, entries + 1)


def test_a_kill_at_any_statement_leaves_the_old_case_or_the_new_one(old: Path, tmp_path: Path, actor: Actor) -> None:
    with at_statement(0, lambda: None) as statements:
        open_case(shutil.copytree(old, tmp_path / "whole"), actor).close()
    entries, new = entries_in(old), structure(tmp_path / "whole" / "case.sqlite3")
    former, outcomes = structure(old / "case.sqlite3"), set()
    every = int(os.environ.get("WORKBENCH_CRASH_EVERY", "12"))
    # A sample of the statements by default, and always the last; WORKBENCH_CRASH_EVERY=1 takes each of them.
    points = sorted({*range(1, len(statements) + 1, every), len(statements)})
    places = {count: tmp_path / f"killed-{count}" for count in points}
    for place in places.values():
        shutil.copytree(old, place)
    assert struck(*places.items()) == [-signal.SIGKILL] * len(places)
    for folder in places.values():
        found = structure(folder / "case.sqlite3")
        assert found in (former, new) and entries_in(folder) == entries + (found == new)
        outcomes.add(found == new)
        assert_whole(folder, actor, entries + 1)
    assert outcomes == {True, False}


def test_a_disk_that_fills_up_while_the_steps_are_taken_leaves_the_old_case(old: Path, actor: Actor) -> None:
    pages = (old / "case.sqlite3").stat().st_size // 4096
    entries, before = entries_in(old), structure(old / "case.sqlite3")

    def small(raw: dbapi2.Connection, _: object) -> None:
        raw.execute(f"PRAGMA max_page_count={pages + 1}")

    event.listen(Pool, "connect", small)
    try:
        with pytest.raises(StorageFull, match="it is as it was"):
            open_case(old, actor)
    finally:
        event.remove(Pool, "connect", small)
    assert structure(old / "case.sqlite3") == before
    assert_whole(old, actor, entries + 1)


def test_a_copy_that_cannot_be_written_whole_leaves_the_old_case_and_no_half_copy(old: Path, actor: Actor) -> None:
    entries = entries_in(old)
    assert struck((0, old)) == [REFUSED]
    assert copies_before(old) == () and stamp(old / "case.sqlite3")[1] < SCHEMA
    assert_whole(old, actor, entries + 1)


def test_what_an_interrupted_copy_left_is_written_over(old: Path, actor: Actor) -> None:
    copy_before(old).write_bytes(b"half a copy")
    copy_before(old).with_name(f"{copy_before(old).name}.new").write_bytes(b"half a copy")
    entries = entries_in(old)
    assert_whole(old, actor, entries + 1)
    assert copies_before(old) == (copy_before(old),)
    assert structure(copy_before(old))


def test_a_step_of_an_encrypted_case_leaves_nothing_plain(
    tmp_path: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sealed"
    create_case(folder, Case(new_id(), "A title", CaseKind.ADS, now()), actor, new_key("correct horse")).close()
    for module in (steps, folder_module):
        monkeypatch.setattr(module, "SCHEMA", SCHEMA + 1)
    monkeypatch.setitem(STEPS, SCHEMA + 1, lambda operations: operations.execute("CREATE TABLE later (key TEXT)"))
    with closing(open_case(folder, actor, read_only=True, secret="correct horse")) as reader:
        assert reader.case.title == "A title" and migrations(reader) == []
        with reader.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM later").scalar_one() == 0
    assert copies_before(folder / "sealed") == ()
    with closing(open_case(folder, actor, secret="correct horse")) as writer:
        assert len(migrations(writer)) == 1
    (copy,) = copies_before(folder / "sealed")
    for store in (copy, folder / "sealed" / "case.sqlite3"):
        assert b"A title" not in store.read_bytes() and not store.read_bytes().startswith(b"SQLite format 3")
