"""The check names each thing that is not as the ledger says, and nothing else."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from workbench.casefile.annotations import Anchor, Annotation
from workbench.casefile.custody import Head, SeenHead, Verification
from workbench.casefile.exhibits import Acquisition, Exhibit, Family
from workbench.casefile.identity import Actor, new_id, now
from workbench.casefile.verbs import ACQUIRE, ANNOTATE
from workbench.errors import WorkbenchError
from workbench.jobs import finish
from workbench.store.folder import CaseFile, open_case
from workbench.store.keys import Keyring
from workbench.store.verification import verify_case


@pytest.fixture
def folder(case: CaseFile, actor: Actor, tmp_path: Path) -> Path:
    """Returns the folder of a closed case with three exhibits, marks, and a signed head."""
    for number in (1, 2, 3):
        incoming = case.blobs.take_bytes(f"exhibit number {number}".encode() * 50)
        case.blobs.settle([incoming])
        acquisition = Acquisition(actor, now(), "x", "test", "test")
        with case.write(actor, ACQUIRE, "Acquire", f"EX-000{number}") as work:
            work.put(Exhibit(number, incoming.digest, incoming.size, "text/plain", Family.TEXT, "x.txt", acquisition))
        with case.write(actor, ANNOTATE, "Mark") as work:
            work.put(Annotation(new_id(), number, "here", Anchor(), actor, now()))
    case.save_head(Keyring(tmp_path / "profile").sign(case.head()))
    case.close()
    return case.folder


def _verify(folder: Path, seen: Sequence[tuple[int, str]] = (), lanes: int = 1) -> Verification:
    opened = open_case(folder, Actor("Stranger"), read_only=True)
    try:
        return finish(verify_case(opened, [SeenHead(*head) for head in seen], lanes=lanes))
    finally:
        opened.close()


def _sql(folder: Path, *statements: str) -> None:
    raw = dbapi2.connect(str(folder / "case.sqlite3"), isolation_level=None)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        raw.execute(statement)
    raw.close()


def _items(found: Verification) -> set[str]:
    return {fault.subject for fault in found.faults}


def test_a_sound_case_is_clean(folder: Path) -> None:
    found = _verify(folder)
    assert found.clean, found.faults
    assert (found.entries, found.rows, found.originals) == (7, 7, 3)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda data: bytes([data[0] ^ 1]) + data[1:], "EX-0002"),
        (lambda data: data + b" ", "EX-0002"),
        (lambda data: data[:-1], "EX-0002"),
        (lambda data: None, "EX-0002"),
    ],
    ids=["one bit", "swollen", "cut", "missing"],
)
def test_an_original_that_changed_is_named(folder: Path, change: Callable[[bytes], bytes | None], named: str) -> None:
    original = next(
        path
        for path in (folder / "originals").rglob("*")
        if path.is_file() and path.read_bytes().startswith(b"exhibit number 2")
    )
    data = change(original.read_bytes())
    original.chmod(0o644)
    original.unlink() if data is None else original.write_bytes(data)
    assert _items(_verify(folder)) == {named}


def test_two_originals_that_changed_places_are_both_named(folder: Path) -> None:
    one, two, _ = sorted(path for path in (folder / "originals").rglob("*") if path.is_file())
    first, second = one.read_bytes(), two.read_bytes()
    for path, data in ((one, second), (two, first)):
        path.chmod(0o644)
        path.write_bytes(data)
    assert len(_items(_verify(folder))) == 2


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE exhibit SET body = replace(body, 'x.txt', 'y.txt') WHERE key = 2", "EX-0002"),
        ("UPDATE exhibit SET withdrawn = 1 WHERE key = 2", "EX-0002"),
        ("UPDATE exhibit SET key = 9 WHERE key = 2", "EX-0002"),
        ("DELETE FROM exhibit WHERE key = 3", "EX-0003"),
        ("INSERT INTO preview(key, body) VALUES (2, '{}')", "preview of EX-0002"),
        ("UPDATE entry SET body = replace(body, 'Investigator', 'Somebody els') WHERE number = 3", "entry 3"),
        ("UPDATE entry SET digest = '00' WHERE number = 3", "entry 3"),
        ("DELETE FROM entry WHERE number = 4", "entry 5"),
        ("DELETE FROM entry WHERE number = 7", "ledger"),
        ("UPDATE log SET size = 6", "ledger"),
        ('UPDATE head SET body = replace(body, \'"signature":"\', \'"signature":"00\')', "head 7"),
    ],
)
def test_what_is_edited_behind_the_program_is_named(folder: Path, statement: str, named: str) -> None:
    _sql(folder, statement)
    found = _verify(folder)
    assert named in _items(found), found.faults


def test_a_tail_cut_together_with_its_heads_shows_against_a_head_seen_outside(folder: Path, actor: Actor) -> None:
    seen = _verify(folder)
    shutil.rmtree(folder.with_name("older"), ignore_errors=True)
    older = shutil.copytree(folder, folder.with_name("older"))
    opened = open_case(folder, actor)
    with opened.write(actor, ANNOTATE, "Mark") as work:
        work.put(Annotation(new_id(), 1, "later", Anchor(), actor, now()))
    head = opened.head()
    opened.close()
    assert _verify(older).clean
    assert "ledger" in _items(_verify(older, [(head.size, head.root)]))
    assert _verify(folder, [(seen.entries, seen.root), (head.size, head.root)]).clean


def test_a_history_written_anew_shows_against_a_head_seen_outside(folder: Path) -> None:
    found = _verify(folder, [(5, "ab" * 32)])
    assert _items(found) == {"head 5"}


def test_a_head_holds_only_for_what_was_signed(tmp_path: Path) -> None:
    from dataclasses import replace

    from workbench.store.keys import signature_holds

    head = Keyring(tmp_path).sign(Head("case", 3, "ab" * 32, now()))
    assert signature_holds(head)
    assert not signature_holds(replace(head, size=4))
    assert not signature_holds(replace(head, root="cd" * 32))
    assert not signature_holds(replace(head, key="00" * 32))


def test_no_flipped_bit_in_the_store_goes_unseen_or_stops_the_check(folder: Path) -> None:
    """A flip either does not change what is read (free space) or is reported; it never yields a clean lie."""
    store = folder / "case.sqlite3"
    sound = store.read_bytes()
    truth = _verify(folder)
    generator = random.Random(2026)
    noticed = 0
    used = [place for place in range(100, len(sound)) if sound[place]]
    for place in generator.sample(used, 120):
        data = bytearray(sound)
        data[place] ^= 1 << generator.randrange(8)
        store.write_bytes(data)
        try:
            found = _verify(folder)
        except WorkbenchError:
            noticed += 1
            continue
        if not found.clean:
            noticed += 1
        else:
            assert (found.root, found.rows, found.originals) == (truth.root, truth.rows, truth.originals)
    assert noticed >= 30
