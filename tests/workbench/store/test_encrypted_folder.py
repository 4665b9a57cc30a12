"""An encrypted case folder under everything that a disk, a share and a second window can do to it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.casefile.annotations import Anchor, Annotation
from workbench.casefile.cases import Case, CaseKind
from workbench.casefile.custody import FaultKind
from workbench.casefile.identity import Actor, new_id, now
from workbench.casefile.verbs import ANNOTATE
from workbench.errors import CaseDamaged, CaseIsNewer, CaseReadOnly, NotACase
from workbench.jobs import finish
from workbench.store import layout
from workbench.store.copying import digest_of_file
from workbench.store.database import stamp
from workbench.store.folder import CaseFile, create_case, open_case, open_vault
from workbench.store.key_file import new_key
from workbench.store.verification import verify_case
from workbench.store.wrapping import Cost

SECRET = "correct horse battery staple"
PLANTED = b"PLANTED-NOTE"


@pytest.fixture
def sealed(tmp_path: Path, actor: Actor) -> Iterator[CaseFile]:
    """Opens a new encrypted case."""
    case = Case(new_id(), "PLANTED-TITLE", CaseKind.ADS, now())
    made = create_case(tmp_path / "case", case, actor, new_key(SECRET, Cost(64, 1, 1)))
    yield made
    made.close()


def mark(case: CaseFile, actor: Actor) -> None:
    """Writes one planted annotation."""
    with case.write(actor, ANNOTATE, "Mark with PLANTED-LABEL") as work:
        work.put(Annotation(new_id(), 1, PLANTED.decode(), Anchor(1.5, 2.25), actor, now()))


def leaks(folder: Path) -> list[str]:
    """Lists the files that hold a planted word in the clear."""
    return [path.name for path in folder.rglob("*") if path.is_file() and b"PLANTED" in path.read_bytes()]


def test_nothing_plain_is_written_while_it_is_open_or_after(sealed: CaseFile, actor: Actor) -> None:
    for _ in range(50):
        mark(sealed, actor)
    assert (sealed.root / "case.sqlite3-wal").stat().st_size > 0
    assert leaks(sealed.folder) == []
    sealed.close()
    assert leaks(sealed.folder) == []
    assert not (sealed.root / "case.sqlite3").read_bytes().startswith(b"SQLite")


def test_nothing_plain_is_left_by_a_writer_that_was_killed(sealed: CaseFile, actor: Actor) -> None:
    sealed.close()
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from tests.workbench.store.test_encrypted_folder import SECRET, mark\n"
        "from workbench.casefile.identity import Actor\n"
        "from workbench.store.folder import open_case\n"
        "actor = Actor('Gone')\n"
        "opened = open_case(Path(sys.argv[1]), actor, secret=SECRET)\n"
        "for _ in range(40):\n"
        "    mark(opened, actor)\n"
        "os.kill(os.getpid(), getattr(signal, 'SIGKILL', signal.SIGTERM))\n"
    )
    subprocess.run([sys.executable, "-c", program, str(sealed.folder)], cwd=Path(__file__).parents[3], check=False)
    assert (sealed.root / "case.sqlite3-wal").stat().st_size > 0
    assert leaks(sealed.folder) == []
    again = open_case(sealed.folder, actor, secret=SECRET)
    assert len(again.all(Annotation)) == 40
    again.close()


def test_a_flipped_bit_of_the_store_is_never_read_as_something_else(sealed: CaseFile, actor: Actor) -> None:
    for _ in range(5):
        mark(sealed, actor)
    notes = sealed.all(Annotation)
    sealed.close()
    store = sealed.root / "case.sqlite3"
    whole, caught = store.read_bytes(), 0
    for number in range(60):
        place = (number * 7919 + 131) % (len(whole) * 8)
        flipped = bytearray(whole)
        flipped[place // 8] ^= 1 << (place % 8)
        store.write_bytes(flipped)
        try:
            opened = open_case(sealed.folder, actor, True, SECRET)
        except CaseDamaged:
            caught += 1
            continue
        try:
            assert opened.all(Annotation) == notes
        except CaseDamaged:
            caught += 1
        finally:
            opened.close()
    assert caught > 5
    store.write_bytes(whole)


def test_the_stamp_needs_the_key(sealed: CaseFile, actor: Actor) -> None:
    sealed.close()
    vault = open_vault(sealed.folder, SECRET)
    assert stamp(sealed.root / "case.sqlite3", key=vault.database_key)[0] == 0x57424B43
    with pytest.raises(Exception, match="not a database") as error:
        stamp(sealed.root / "case.sqlite3", key=bytes(32))
    assert vault.database_key.hex() not in repr(error.value) and vault.case_key.hex() not in repr(error.value)


def test_no_error_of_the_store_holds_its_key(sealed: CaseFile, actor: Actor) -> None:
    assert sealed.vault is not None
    key = sealed.vault.database_key.hex()
    with pytest.raises(CaseDamaged) as error, sealed.reading() as connection:
        connection.exec_driver_sql("SELECT nothing FROM nowhere")
    cause: BaseException | None = error.value
    while cause is not None:
        assert key not in str(cause) and key not in repr(cause)
        cause = cause.__cause__ or cause.__context__


def test_a_newer_encrypted_case_is_left_alone(sealed: CaseFile, actor: Actor) -> None:
    with sealed.database.writing() as connection:
        connection.exec_driver_sql("PRAGMA user_version=99")
    sealed.close()
    with pytest.raises(CaseIsNewer):
        open_case(sealed.folder, actor, secret=SECRET)


def test_a_second_window_reads_while_the_first_writes(sealed: CaseFile, actor: Actor) -> None:
    second = open_case(sealed.folder, actor, secret=SECRET)
    try:
        mark(sealed, actor)
        assert second.read_only and len(second.all(Annotation)) == 1
        with pytest.raises(CaseReadOnly):
            mark(second, actor)
    finally:
        second.close()


def test_a_medium_that_cannot_be_written_is_read(
    sealed: CaseFile, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(sealed, actor)
    sealed.close()
    monkeypatch.setattr("workbench.store.folder._is_frozen", lambda *_: True)
    names = sorted(path.name for path in sealed.folder.rglob("*"))
    opened = open_case(sealed.folder, actor, secret=SECRET)
    assert opened.read_only and len(opened.all(Annotation)) == 1
    opened.close()
    assert sorted(path.name for path in sealed.folder.rglob("*")) == names


def test_drafts_of_a_key_are_taken_away_by_the_next_writer(sealed: CaseFile, actor: Actor) -> None:
    sealed.close()
    (sealed.folder / "key.new").write_bytes(b"half a key")
    open_case(sealed.folder, actor, True, SECRET).close()
    assert (sealed.folder / "key.new").exists()
    open_case(sealed.folder, actor, secret=SECRET).close()
    assert not (sealed.folder / "key.new").exists() and (sealed.root / "case.sqlite3").exists()


def test_what_is_sealed_is_kept_where_no_draft_of_a_key_says_otherwise(case: CaseFile, actor: Actor) -> None:
    """A plain copy put over an encrypted case whose key was lost must not take that case away."""
    case.close()
    (case.folder / "sealed").mkdir()
    (case.folder / "sealed" / "case.sqlite3").write_bytes(b"of another time")
    open_case(case.folder, actor).close()
    assert (case.folder / "sealed" / "case.sqlite3").exists()
    (case.folder / "key.new").write_bytes(b"half a key")
    open_case(case.folder, actor).close()
    assert not (case.folder / "sealed").exists() and not (case.folder / "key.new").exists()


def test_plain_files_are_erased_only_where_the_sealed_case_says_so(sealed: CaseFile, actor: Actor) -> None:
    sealed.close()
    originals = sealed.folder / "originals" / "ab"
    originals.mkdir(parents=True)
    (originals / "ab12").write_bytes(b"PLANTED original")
    (sealed.folder / "before-schema-2.sqlite3").write_bytes(b"PLANTED records")
    open_case(sealed.folder, actor, secret=SECRET).close()
    assert len(leaks(sealed.folder)) == 2
    (sealed.root / layout.PLAIN_LEFT).touch()
    open_case(sealed.folder, actor, True, SECRET).close()
    assert len(leaks(sealed.folder)) == 2
    open_case(sealed.folder, actor, secret=SECRET).close()
    assert leaks(sealed.folder) == [] and not originals.exists()
    assert not (sealed.root / layout.PLAIN_LEFT).exists()


def test_a_case_that_cannot_be_made_leaves_nothing(
    tmp_path: Path, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.store.folder.write_key_file", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(Exception, match="disk is full"):
        create_case(
            tmp_path / "case",
            Case(new_id(), "Title", CaseKind.ADS, now()),
            actor,
            new_key(SECRET, Cost(64, 1, 1)),
        )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_anything_is_no_case(tmp_path: Path, actor: Actor) -> None:
    with pytest.raises(NotACase):
        open_case(tmp_path, actor, secret=SECRET)
    assert not layout.is_encrypted(tmp_path) and not layout.holds_case(tmp_path)


def test_sealed_originals_have_other_names_and_bytes(sealed: CaseFile) -> None:
    data = os.urandom(100_000)
    incoming = sealed.blobs.take_bytes(data)
    sealed.blobs.settle([incoming])
    (stored,) = [path for path in (sealed.root / "originals").rglob("*") if path.is_file()]
    job = digest_of_file(stored)
    with pytest.raises(StopIteration) as end:
        next(job)
    assert end.value.value != incoming.digest and stored.name != incoming.digest
    with sealed.blobs.open(incoming.digest) as file:
        assert file.read() == data


def test_plain_files_that_cannot_be_erased_are_named_when_the_case_is_opened(
    sealed: CaseFile, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed.close()
    (sealed.root / layout.PLAIN_LEFT).touch()
    (sealed.folder / "case.sqlite3").write_bytes(b"PLANTED records")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "refused")

    with monkeypatch.context() as patched:
        patched.setattr(layout, "overwrite", refuse)
        with pytest.raises(CaseReadOnly, match=r"written.*not opened"):
            open_case(sealed.folder, actor, secret=SECRET)
        open_case(sealed.folder, actor, True, SECRET).close()
    open_case(sealed.folder, actor, secret=SECRET).close()
    assert leaks(sealed.folder) == []


def left_behind(case: CaseFile, data: bytes) -> Path:
    """Names an original and commits nothing, as an acquisition that is cut short does."""
    incoming = case.blobs.take_bytes(data)
    case.blobs.settle([incoming])
    return case.blobs.path(incoming.digest)


def test_what_an_interrupted_acquisition_left_whole_is_noted_and_no_fault(sealed: CaseFile) -> None:
    paths = [left_behind(sealed, data) for data in (b"", b"few bytes", bytes(200_000))]
    found = finish(verify_case(sealed))
    assert found.clean, found.faults
    assert {note.subject for note in found.notes} == {f"file {path.name[:16]}…" for path in paths}


def test_a_stranger_that_is_not_what_its_name_says_is_a_fault(sealed: CaseFile) -> None:
    cut, changed, moved = (left_behind(sealed, bytes([value]) * 100_000) for value in range(3))
    for path in (cut, changed, moved):
        path.chmod(0o644)
    cut.write_bytes(cut.read_bytes()[:-1])
    data = bytearray(changed.read_bytes())
    data[-100] ^= 1
    changed.write_bytes(data)
    renamed = moved.rename(moved.with_name("0" * 64))
    bound = left_behind(sealed, b"another")
    bound.chmod(0o644)
    data = bytearray(bound.read_bytes())
    # A byte of the MAC that binds the file to its digest.
    data[60] ^= 1
    bound.write_bytes(data)
    found = finish(verify_case(sealed))
    assert {fault.kind for fault in found.faults} == {FaultKind.ORIGINAL_UNKNOWN}
    assert {fault.subject for fault in found.faults} == {f"file {path.name}" for path in (cut, changed, renamed, bound)}
