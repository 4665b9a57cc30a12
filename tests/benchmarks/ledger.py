"""Times the ledger: an append against a plain insert, a check against reading the rows and hashing the same bytes.

Run ``python -m tests.benchmarks.ledger`` for 100,000 entries, ``--entries 1000000`` for a million.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from sqlcipher3 import dbapi2

from tests.benchmarks.pairs import Job, compare, head
from workbench.casefile.annotations import Anchor, Annotation
from workbench.casefile.cases import Case, CaseKind
from workbench.casefile.custody import Change, Frontier, Head, leaf_hash
from workbench.casefile.identity import Actor, moment_text, new_id, now
from workbench.casefile.verbs import ANNOTATE
from workbench.jobs import finish
from workbench.store import ledger
from workbench.store.folder import CaseFile, create_case, open_case
from workbench.store.keys import Keyring
from workbench.store.rows import body_digest, body_of, canonical
from workbench.store.verification import verify_case

_ACTOR = Actor("Investigator", "inv")
_ROWS = 10_000
_APPENDS = 200


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    entries = parser.parse_args().entries
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "case"
        make(folder, Path(place) / "profile", entries)
        head()
        compare(f"append, {_APPENDS} entries", *_append(folder.with_name("entries"), whole=False))
        compare(f"whole acts, {_APPENDS}: record, entry, index", *_append(folder.with_name("acts"), whole=True))
        plain = Job("reading + SHA-256", lambda: _read(folder))
        compare(f"verify {entries:,} entries", Job("verify", _verify(folder)), plain)
        compare(f"verify {entries:,} entries, two lanes", Job("verify", _verify(folder, lanes=2)), plain)
        compare("verify since the last signed head", Job("verify", _verify(folder, since_head=True)), plain)


def make(folder: Path, profile: Path, entries: int) -> None:
    """Makes a case with so many entries over ten thousand records, and a signed head shortly before its end."""
    case = create_case(folder, Case(new_id(), "Benchmark", CaseKind.ADS, now()), _ACTOR)
    try:
        with case.database.writing() as connection:
            size, last, frontier = ledger.state(connection)
            bodies: dict[str, bytes] = {}
            for number in range(size + 1, entries + 1):
                note = Annotation(f"note-{number % _ROWS}", 1, f"Note {number}", Anchor(), _ACTOR, now())
                body, before = body_of(note), bodies.get(note.id)
                bodies[note.id] = body
                last = _add(connection, case.case.id, number, last, note.id, before, body, frontier)
                if number == max(size + 1, entries - 100):
                    signed = Keyring(profile).sign(Head(case.case.id, number, frontier.root(), now()))
                    connection.exec_driver_sql(
                        "INSERT INTO head(size, body, roots) VALUES (?, ?, ?)",
                        (number, body_of(signed), frontier.packed()),
                    )
            for key, body in bodies.items():
                connection.exec_driver_sql("INSERT INTO annotation(key, exhibit, body) VALUES (?, 1, ?)", (key, body))
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO log(id, size, last, roots) VALUES (1, ?, ?, ?)",
                (frontier.size, last, frontier.packed()),
            )
    finally:
        case.close()


def _add(
    connection: object,
    case_id: str,
    number: int,
    last: str,
    key: str,
    before: bytes | None,
    after: bytes,
    frontier: Frontier,
) -> str:
    """Adds one entry as the program writes it, without a commit of its own."""
    body = canonical(
        {
            "n": number,
            "case": case_id,
            "who": {"name": _ACTOR.name, "account": _ACTOR.account},
            "at": moment_text(now()),
            "verb": ANNOTATE.name,
            "label": f"Mark EX-0001, note {number}",
            "subjects": ["EX-0001"],
            "changes": [["annotation", key, None if before is None else body_digest(before), body_digest(after)]],
            "previous": last,
            "undoes": None,
        }
    )
    digest = sha256(body).hexdigest()
    connection.exec_driver_sql(  # type: ignore[attr-defined]
        "INSERT INTO entry(number, verb, digest, body) VALUES (?, ?, ?, ?)", (number, ANNOTATE.name, digest, body)
    )
    frontier.append(leaf_hash(body))
    return digest


def _append(place: Path, whole: bool) -> tuple[Job, Job]:
    """Sets our appends against plain inserts of as many bytes: of an entry alone, or of a whole act with its record."""
    case: list[CaseFile] = []
    plain: list[dbapi2.Connection] = []

    def clear() -> None:
        if not case:
            case.append(create_case(place, Case(new_id(), "Benchmark", CaseKind.ADS, now()), _ACTOR))
            plain.append(_plain_store(place.with_suffix(".sqlite3")))

    def ours() -> None:
        for number in range(_APPENDS):
            if whole:
                with case[0].write(_ACTOR, ANNOTATE, f"Mark EX-0001, note {number}", "EX-0001") as work:
                    work.put(Annotation(new_id(), 1, f"Note {number}", Anchor(), _ACTOR, now()))
            else:
                changes = (Change("annotation", new_id(), None, "0" * 64),)
                with case[0].database.writing() as connection:
                    ledger.append(connection, "case", _ACTOR, ANNOTATE, f"Mark {number}", ("EX-0001",), changes)

    def theirs() -> None:
        body, entry = b"x" * 300, b"y" * 480
        for _ in range(_APPENDS):
            plain[0].execute("BEGIN IMMEDIATE")
            if whole:
                plain[0].execute("INSERT INTO record(key, exhibit, body) VALUES (?, 1, ?)", (new_id(), body))
            plain[0].execute("INSERT INTO entry(verb, digest, body) VALUES ('annotation.add', ?, ?)", ("0" * 64, entry))
            plain[0].execute("COMMIT")

    return Job("append", ours, clear), Job("plain SQLite", theirs, clear)


def _plain_store(path: Path) -> dbapi2.Connection:
    """Opens a store with two tables and the same durability."""
    raw = dbapi2.connect(str(path), isolation_level=None)
    for statement in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "CREATE TABLE record(key TEXT PRIMARY KEY, exhibit INTEGER, body BLOB)",
        "CREATE INDEX record_exhibit ON record(exhibit)",
        "CREATE TABLE entry(number INTEGER PRIMARY KEY, verb TEXT, digest TEXT, body BLOB)",
    ):
        raw.execute(statement)
    return raw


def _read(folder: Path) -> None:
    """Reads every row and hashes its bytes, and nothing more."""
    raw = dbapi2.connect(str(folder / "case.sqlite3"))
    for name in ("entry", "annotation"):
        cursor = raw.execute(f"SELECT * FROM {name}")
        while rows := cursor.fetchmany(256):
            for row in rows:
                sha256(row[-1]).hexdigest()
    raw.close()


def _verify(folder: Path, since_head: bool = False, lanes: int = 1) -> Callable[[], None]:
    """Checks the case as the command line does."""

    def run() -> None:
        case = open_case(folder, _ACTOR, read_only=True)
        found = finish(verify_case(case, (), since_head, lanes))
        case.close()
        assert found.clean, found.faults[:3]

    return run


if __name__ == "__main__":
    main()
