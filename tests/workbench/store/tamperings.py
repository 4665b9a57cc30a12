"""Every way in which these tests spoil a case behind the program's back, and what a check must call it."""

from __future__ import annotations

import atexit
import functools
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from workbench.casefile.annotations import Anchor, Annotation
from workbench.casefile.cases import Case, CaseKind
from workbench.casefile.custody import FaultKind, Frontier, Head, leaf_hash
from workbench.casefile.exhibits import Acquisition, Exhibit, Family, Holding
from workbench.casefile.identity import Actor, new_id, now
from workbench.casefile.retention import Tombstone
from workbench.casefile.verbs import ACQUIRE, ANNOTATE, DESTROY
from workbench.store import packs
from workbench.store.folder import CaseFile, create_case, open_case
from workbench.store.keys import Keyring
from workbench.store.rows import body_of, canonical, value_from

ACTOR = Actor("Investigator", "inv")
PACKED = range(4, 14)


def sample(folder: Path, profile: Path) -> Path:
    """Lays out a sound case, and beside it the profile that remembers its heads."""
    made, remembered = _made()
    shutil.copytree(remembered, profile, dirs_exist_ok=True)
    shutil.copytree(made, folder)
    return folder


@functools.cache
def _made() -> tuple[Path, Path]:
    """Makes the case once for all tests of a run."""
    place = Path(tempfile.mkdtemp(prefix="sample-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return _make(place / "case", place / "profile"), place / "profile"


def _make(folder: Path, profile: Path) -> Path:
    """Makes a case: three originals in files, ten in a pack, a mark on each, one destroyed; three heads."""
    keyring = Keyring(profile)
    case = create_case(folder, Case(new_id(), "A title", CaseKind.ADS, now()), ACTOR)
    try:
        for number in (1, 2, 3):
            incoming = case.blobs.take_bytes(f"exhibit number {number}".encode() * (5000 + number))
            case.blobs.settle([incoming])
            _put(case, number, incoming.digest, incoming.size)
            if number == 3:
                _seal(case, keyring)
        batch = [case.blobs.take_bytes(f"small exhibit {number:02d}".encode() * 20) for number in PACKED]
        places = case.blobs.settle(batch, packing=True)
        for number, incoming in zip(PACKED, batch, strict=True):
            _put(case, number, incoming.digest, incoming.size, places if number == PACKED[0] else ())
        case.blobs.confirm(places)
        _seal(case, keyring)
        _destroy(case, 3)
        _seal(case, keyring)
    finally:
        case.close()
    return folder


def _put(case: CaseFile, number: int, digest: str, size: int, places: tuple[packs.Place, ...] = ()) -> None:
    acquisition = Acquisition(ACTOR, now(), "x", "test", "test")
    with case.write(ACTOR, ACQUIRE, "Acquire", f"EX-{number:04d}") as work:
        work.put(Exhibit(number, digest, size, "text/plain", Family.TEXT, "x.txt", acquisition))
        packs.record(work.connection, places)
    with case.write(ACTOR, ANNOTATE, "Mark") as work:
        work.put(Annotation(new_id(), number, "here", Anchor(), ACTOR, now()))


def _destroy(case: CaseFile, number: int) -> None:
    exhibit = case.get(Exhibit, number)
    assert exhibit is not None
    with case.write(ACTOR, DESTROY, "Destroy", exhibit.label) as work:
        work.put(replace(exhibit, holding=Holding.DESTROYED))
        work.put(Tombstone(number, exhibit.digest, exhibit.size, "court", "order", ACTOR, now()))
    case.blobs.erase(exhibit.digest)


def _seal(case: CaseFile, keyring: Keyring) -> None:
    head = keyring.sign(case.head())
    case.save_head(head)
    keyring.remember(head)


def add_mark(folder: Path, profile: Path) -> None:
    """Goes on working in a case: one more entry and its head."""
    case = open_case(folder, ACTOR)
    with case.write(ACTOR, ANNOTATE, "Mark") as work:
        work.put(Annotation(new_id(), 1, "later", Anchor(), ACTOR, now()))
    _seal(case, Keyring(profile))
    case.close()


@contextmanager
def store_of(folder: Path) -> Iterator[Any]:
    """Opens the store behind the program's back, the triggers taken out."""
    raw = dbapi2.connect(str(folder / "case.sqlite3"), isolation_level=None)
    try:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            if name.startswith(("entry_", "head_")):
                raw.execute(f"DROP TRIGGER {name}")
        yield raw
    finally:
        raw.close()


def _sql(*statements: str) -> Callable[[Path, Path], None]:
    def spoil(folder: Path, profile: Path) -> None:
        with store_of(folder) as raw:
            for statement in statements:
                assert raw.execute(statement).rowcount

    return spoil


def original(folder: Path, number: int) -> Path:
    """Finds the file of an original that has one of its own."""
    start = f"exhibit number {number}".encode()
    return next(
        path for path in (folder / "originals").rglob("*") if path.is_file() and path.read_bytes().startswith(start)
    )


def _bytes(number: int, change: Callable[[bytes], bytes | None]) -> Callable[[Path, Path], None]:
    def spoil(folder: Path, profile: Path) -> None:
        path = original(folder, number)
        data = change(path.read_bytes())
        path.chmod(0o644)
        path.unlink() if data is None else path.write_bytes(data)

    return spoil


def _in_pack(folder: Path, profile: Path) -> None:
    pack = next((folder / "packs").iterdir())
    pack.chmod(0o644)
    pack.write_bytes(pack.read_bytes().replace(b"small exhibit 05", b"small exhibit 5O", 1))


def _no_pack(folder: Path, profile: Path) -> None:
    next((folder / "packs").iterdir()).unlink()


def _swap(folder: Path, profile: Path) -> None:
    one, two = original(folder, 1), original(folder, 2)
    first, second = one.read_bytes(), two.read_bytes()
    for path, data in ((one, second), (two, first)):
        path.chmod(0o644)
        path.write_bytes(data)


def _stranger(folder: Path, profile: Path) -> None:
    (folder / "originals" / "zz").mkdir()
    (folder / "originals" / "zz" / "extra.txt").write_bytes(b"nobody knows me")


def _come_back(folder: Path, profile: Path) -> None:
    data = b"exhibit number 3" * 5003
    digest = sha256(data).hexdigest()
    (folder / "originals" / digest[:2]).mkdir(exist_ok=True)
    (folder / "originals" / digest[:2] / digest).write_bytes(data)


def _cut_with_heads(folder: Path, profile: Path) -> None:
    """Cuts the last entries and every head over them, and makes the end look right."""
    with store_of(folder) as raw:
        raw.execute("DELETE FROM entry WHERE number > 12")
        raw.execute("DELETE FROM head WHERE size > 12")
        _set_end(raw)


def _renumber(folder: Path, profile: Path) -> None:
    """Takes one entry out and closes the gap."""
    with store_of(folder) as raw:
        raw.execute("DELETE FROM entry WHERE number = 5")
        raw.execute("UPDATE entry SET number = number - 1 WHERE number > 5")


def rewrite(folder: Path, profile: Path, other_key: bool = False) -> None:
    """Changes what an early entry says, makes the whole history follow from it, and signs all heads anew."""
    keyring = Keyring(profile / "other" if other_key else profile)
    with store_of(folder) as raw:
        previous = "0" * 64
        for number, body in raw.execute("SELECT number, body FROM entry ORDER BY number").fetchall():
            document = json.loads(body)
            document["previous"] = previous
            if number == 4:
                document["label"] = "Nothing to see"
            changed = canonical(document)
            previous = sha256(changed).hexdigest()
            raw.execute("UPDATE entry SET body = ?, digest = ? WHERE number = ?", (changed, previous, number))
        _set_end(raw)
        _sign_again(raw, keyring)


def _older(folder: Path, profile: Path) -> None:
    """Puts a copy in place that was made before the last mark."""
    older = shutil.copytree(folder, folder.with_name("older"))
    add_mark(folder, profile)
    shutil.rmtree(folder)
    older.rename(folder)


def _sign_by_another(folder: Path, profile: Path) -> None:
    with store_of(folder) as raw:
        _sign_again(raw, Keyring(profile / "other"))


def _set_end(raw: Any) -> None:
    frontier, last = Frontier(), ""
    for (body,) in raw.execute("SELECT body FROM entry ORDER BY number").fetchall():
        frontier.append(leaf_hash(body))
        last = sha256(body).hexdigest()
    raw.execute("UPDATE log SET size = ?, last = ?, roots = ?", (frontier.size, last, frontier.packed()))


def _sign_again(raw: Any, keyring: Keyring) -> None:
    bodies = [body for (body,) in raw.execute("SELECT body FROM entry ORDER BY number").fetchall()]
    for size, body in raw.execute("SELECT size, body FROM head").fetchall():
        frontier = Frontier()
        frontier.extend(leaf_hash(entry) for entry in bodies[:size])
        head = keyring.sign(replace(value_from(body, Head), root=frontier.root()))
        raw.execute("UPDATE head SET body = ?, roots = ? WHERE size = ?", (body_of(head), frontier.packed(), size))


@dataclass(frozen=True)
class Tampering:
    """One way: what it does, the kind of fault and the subject that must be named, and whether that takes a head that
    was seen outside."""

    name: str
    spoil: Callable[[Path, Path], None]
    kind: FaultKind
    subject: str
    outside: bool = False


TAMPERINGS = (
    Tampering(
        "a record edited",
        _sql("UPDATE exhibit SET body = replace(body, 'x.txt', 'y.txt') WHERE key = 2"),
        FaultKind.RECORD_CHANGED,
        "EX-0002",
    ),
    Tampering("a record removed", _sql("DELETE FROM exhibit WHERE key = 2"), FaultKind.RECORD_MISSING, "EX-0002"),
    Tampering(
        "a record added",
        _sql("INSERT INTO preview(key, body) VALUES (2, X'7B7D')"),
        FaultKind.RECORD_UNKNOWN,
        "preview of EX-0002",
    ),
    Tampering(
        "an entry edited",
        _sql("UPDATE entry SET body = replace(body, 'Investigator', 'Somebody els') WHERE number = 3"),
        FaultKind.ENTRY_CHANGED,
        "entry 3",
    ),
    Tampering("an entry removed", _sql("DELETE FROM entry WHERE number = 4"), FaultKind.ENTRY_MISSING, "entry 4"),
    Tampering("an entry removed and the rest renumbered", _renumber, FaultKind.ENTRY_MISPLACED, "entry 5"),
    Tampering("the tail cut", _sql("DELETE FROM entry WHERE number > 20"), FaultKind.TAIL_CUT, "ledger"),
    Tampering("the tail cut with its heads", _cut_with_heads, FaultKind.TAIL_CUT, "ledger", outside=True),
    Tampering("an older copy put in place", _older, FaultKind.OLDER_COPY, "ledger", outside=True),
    Tampering("the history rewritten and signed again", rewrite, FaultKind.REWRITTEN, "head 27", outside=True),
    Tampering(
        "the history rewritten and signed by another key",
        lambda folder, profile: rewrite(folder, profile, other_key=True),
        FaultKind.REWRITTEN,
        "head 27",
        outside=True,
    ),
    Tampering(
        "a head's signature broken",
        _sql('UPDATE head SET body = replace(body, \'"signature":"\', \'"signature":"00\') WHERE size = 7'),
        FaultKind.SIGNATURE,
        "head 7",
    ),
    Tampering("the end misstated", _sql("UPDATE log SET size = 6"), FaultKind.STATE, "ledger"),
    Tampering(
        "one bit of an original turned",
        _bytes(2, lambda data: data[:-1] + bytes([data[-1] ^ 1])),
        FaultKind.ORIGINAL_CHANGED,
        "EX-0002",
    ),
    Tampering("an original swollen", _bytes(2, lambda data: data + b" "), FaultKind.ORIGINAL_RESIZED, "EX-0002"),
    Tampering("an original shrunk", _bytes(2, lambda data: data[:-1]), FaultKind.ORIGINAL_RESIZED, "EX-0002"),
    Tampering("an original missing", _bytes(2, lambda data: None), FaultKind.ORIGINAL_MISSING, "EX-0002"),
    Tampering("two originals swapped", _swap, FaultKind.ORIGINAL_SWAPPED, "EX-0001"),
    Tampering("a packed original changed", _in_pack, FaultKind.ORIGINAL_CHANGED, "EX-0005"),
    Tampering("a pack missing", _no_pack, FaultKind.ORIGINAL_MISSING, "EX-0005"),
    Tampering("a file put among the originals", _stranger, FaultKind.ORIGINAL_UNKNOWN, "file extra.txt"),
    Tampering("destroyed bytes come back", _come_back, FaultKind.NOT_DESTROYED, "EX-0003"),
)
ONLY_WITH_KEYS = Tampering(
    "the heads signed by another key", _sign_by_another, FaultKind.RE_SIGNED, "head 27", outside=True
)
