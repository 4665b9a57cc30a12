"""The full check of a case: every entry, every row, every original, every head, against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.casefile.custody import Entry, Fault, FaultKind, Frontier, Head, Verification, leaf_hash
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.identity import digest_of, now
from workbench.errors import CaseDamaged, WorkbenchError
from workbench.jobs import Job, Progress
from workbench.store import ledger
from workbench.store.blobs import digest_of_file
from workbench.store.database import database_errors
from workbench.store.folder import CaseFile
from workbench.store.keys import signature_holds
from workbench.store.rows import KINDS, Kind, body_digest, columns_of, value_from

if TYPE_CHECKING:
    from sqlalchemy import Connection

_RESTORE = "Restore it from a copy of the case folder."
_UNTRUE = "Do not rely on this copy; compare it with an earlier one."


@dataclass
class _Findings:
    """What the check has come upon so far."""

    faults: list[Fault] = field(default_factory=list)
    entries: int = 0
    rows: int = 0
    originals: int = 0
    bytes: int = 0
    root: str = ""
    states: dict[tuple[str, str], str] = field(default_factory=dict)

    def fault(self, kind: FaultKind, subject: str, detail: str, remedy: str = _RESTORE) -> None:
        """Notes one thing that is not as it should be."""
        self.faults.append(Fault(kind, subject, detail, remedy))


def verify_case(case: CaseFile, seen_outside: Sequence[tuple[int, str]]) -> Job[Verification]:
    """Checks a whole case; ``seen_outside`` are heads remembered elsewhere: number of entries and root."""
    found = _Findings()
    try:
        with case.reading() as connection:
            yield from _check_ledger(connection, found, seen_outside)
            yield from _check_rows(connection, found)
            exhibits = _exhibits(connection)
    except database_errors() as cause:
        found.fault(
            FaultKind.STORE_UNREADABLE, "store", f"The store cannot be read to its end ({type(cause).__name__})."
        )
        exhibits = ()
    yield from _check_originals(case, exhibits, found)
    return Verification(
        case=case.case.id,
        at=now(),
        entries=found.entries,
        rows=found.rows,
        originals=found.originals,
        bytes=found.bytes,
        root=found.root,
        faults=tuple(found.faults),
    )


def _check_ledger(connection: Connection, found: _Findings, seen: Sequence[tuple[int, str]]) -> Iterator[Progress]:
    """Recomputes the chain and the Merkle log, and holds every known head against them."""
    heads = {head.size: head for head in _heads(connection, found)}
    outside: dict[int, set[str]] = {}
    for size, root in seen:
        outside.setdefault(size, set()).add(root)
    frontier, previous = Frontier(), ledger.FIRST
    total = connection.exec_driver_sql("SELECT count(*) FROM entry").scalar_one()
    for number, digest, body in ledger.bodies(connection):
        name = f"entry {number}"
        entry = _entry(body, name, found)
        if entry is not None:
            _check_entry(entry, number, digest, previous, name, found)
            for change in entry.changes:
                _replay(found, change.kind, change.key, change.before, change.after, name)
        previous = digest_of(body)
        frontier.append(leaf_hash(body))
        _check_heads(frontier, heads, outside, found)
        found.entries += 1
        if number % 256 == 0:
            yield Progress(number, total, "Checking the ledger")
    found.root = frontier.root()
    _check_end(connection, frontier, previous, heads, outside, found)


def _check_entry(entry: Entry, number: int, digest: str, previous: str, name: str, found: _Findings) -> None:
    """Holds one entry against its place in the chain."""
    if entry.digest != digest:
        found.fault(FaultKind.ENTRY_CHANGED, name, "its bytes were changed after it was written", _UNTRUE)
    if entry.number != number or number != found.entries + 1:
        found.fault(
            FaultKind.ENTRY_MISPLACED,
            name,
            "it does not stand in its place: an entry was removed, added or moved",
            _UNTRUE,
        )
    if entry.previous != previous:
        found.fault(FaultKind.ENTRY_MISPLACED, name, "it does not follow the entry before it", _UNTRUE)


def _check_heads(frontier: Frontier, heads: dict[int, Head], outside: dict[int, set[str]], found: _Findings) -> None:
    """Holds the log so far against the heads of this size."""
    size = frontier.size
    if size in heads and heads[size].root != frontier.root():
        found.fault(FaultKind.REWRITTEN, f"head {size}", "the ledger is not the one that was signed", _UNTRUE)
    if any(root != frontier.root() for root in outside.get(size, ())):
        found.fault(
            FaultKind.REWRITTEN,
            f"head {size}",
            "this is not the history that was seen before: it was rewritten",
            _UNTRUE,
        )


def _check_end(
    connection: Connection,
    frontier: Frontier,
    last: str,
    heads: dict[int, Head],
    outside: dict[int, set[str]],
    found: _Findings,
) -> None:
    """Notices a tail that was cut, and a state that does not belong to these entries."""
    longest = max((*heads, *outside, 0))
    if longest > frontier.size:
        found.fault(
            FaultKind.TAIL_CUT,
            "ledger",
            f"{longest - frontier.size} entries are missing at its end, or this is an older copy of the case",
            _UNTRUE,
        )
    try:
        size, stored_last, stored = ledger.state(connection)
        agrees = (size, stored_last, stored.packed()) == (frontier.size, last, frontier.packed())
    except CaseDamaged:
        agrees = False
    if not agrees:
        found.fault(FaultKind.STATE, "ledger", "its recorded end is not where the entries end", _UNTRUE)


def _check_rows(connection: Connection, found: _Findings) -> Iterator[Progress]:
    """Holds every row against the last state that the ledger gives it."""
    unmet = dict(found.states)
    for kind in KINDS:
        names = ["key", *kind.columns, "body"]
        for row in connection.exec_driver_sql(f"SELECT {', '.join(names)} FROM {kind.name}"):
            key, *columns, body = row
            item = _item(kind, key)
            expected = unmet.pop((kind.name, str(key)), None)
            if expected is None:
                found.fault(FaultKind.RECORD_UNKNOWN, item, "no entry of the ledger knows this record", _UNTRUE)
            elif not isinstance(body, bytes) or body_digest(body) != expected:
                found.fault(FaultKind.RECORD_CHANGED, item, "the record was changed outside the program")
            else:
                _check_columns(kind, item, columns, body, key, found)
            found.rows += 1
            if found.rows % 512 == 0:
                yield Progress(found.rows, len(found.states), "Checking records")
    for name, key in unmet:
        kind = next(kind for kind in KINDS if kind.name == name)
        found.fault(FaultKind.RECORD_MISSING, _item(kind, key), "the record is missing")


def _check_columns(
    kind: Kind, item: str, columns: Sequence[object], body: bytes, key: object, found: _Findings
) -> None:
    """Holds a row's key and derived columns against its bytes."""
    try:
        value: object = value_from(body, kind.type)
    except CaseDamaged:
        found.fault(FaultKind.RECORD_CHANGED, item, "the record cannot be read")
        return
    if list(columns_of(kind, value).values()) != list(columns) or kind.key(value) != key:
        found.fault(FaultKind.RECORD_CHANGED, item, "what is looked up of the record differs from the record")


def _check_originals(case: CaseFile, exhibits: Sequence[Exhibit], found: _Findings) -> Iterator[Progress]:
    """Hashes every original again."""
    total = sum(exhibit.size for exhibit in exhibits)
    for exhibit in exhibits:
        yield Progress(found.bytes, total, f"Hashing {exhibit.label}")
        path = case.blobs.path(exhibit.digest)
        try:
            size = path.stat().st_size
            if size != exhibit.size:
                found.fault(
                    FaultKind.ORIGINAL_RESIZED,
                    exhibit.label,
                    f"its original has {size:,} bytes instead of {exhibit.size:,}",
                )
            elif (yield from _hashed(path, found.bytes, total, exhibit.label)) != exhibit.digest:
                found.fault(
                    FaultKind.ORIGINAL_CHANGED, exhibit.label, "its original is not the bytes that were acquired"
                )
            found.bytes += size
            found.originals += 1
        except FileNotFoundError:
            found.fault(FaultKind.ORIGINAL_MISSING, exhibit.label, "its original is missing")
        except OSError as cause:
            found.fault(
                FaultKind.ORIGINAL_UNREADABLE, exhibit.label, f"its original cannot be read ({type(cause).__name__})"
            )


def _hashed(path: Path, before: int, total: int, label: str) -> Job[str]:
    """Hashes one original, its progress counted on top of what was hashed before."""
    job = digest_of_file(path)
    while True:
        try:
            step = next(job)
        except StopIteration as end:
            digest: str = end.value
            return digest
        yield Progress(before + step.done, total, f"Hashing {label}")


def _replay(found: _Findings, kind: str, key: str, before: str | None, after: str | None, name: str) -> None:
    """Follows one row through the ledger."""
    if found.states.get((kind, key)) != before:
        found.fault(
            FaultKind.ENTRY_MISPLACED, name, "it changes a record from a state that the record never had", _UNTRUE
        )
    if all(known.name != kind for known in KINDS):
        found.fault(FaultKind.ENTRY_CHANGED, name, "it changes a kind of record that is not known", _UNTRUE)
    elif after is None:
        found.states.pop((kind, key), None)
    else:
        found.states[kind, key] = after


def _entry(body: bytes, name: str, found: _Findings) -> Entry | None:
    """Reads one entry, noting where that fails."""
    try:
        return ledger.entry_from(body)
    except (WorkbenchError, ValueError):
        found.fault(FaultKind.ENTRY_CHANGED, name, "it cannot be read", _UNTRUE)
        return None


def _heads(connection: Connection, found: _Findings) -> Iterator[Head]:
    """Reads the signed heads, noting those whose signature does not hold."""
    try:
        kept = ledger.heads(connection)
    except CaseDamaged:
        found.fault(FaultKind.SIGNATURE, "heads", "a signed head cannot be read", _UNTRUE)
        return
    for head in kept:
        if signature_holds(head):
            yield head
        else:
            found.fault(FaultKind.SIGNATURE, f"head {head.size}", "its signature does not hold", _UNTRUE)


def _exhibits(connection: Connection) -> tuple[Exhibit, ...]:
    """Reads the exhibits that can be read; the others are faults already."""
    exhibits = []
    for (body,) in connection.exec_driver_sql("SELECT body FROM exhibit ORDER BY key"):
        try:
            exhibits.append(value_from(body, Exhibit))
        except CaseDamaged:
            continue
    return tuple(exhibits)


def _item(kind: Kind, key: object) -> str:
    """Names a record as a person would."""
    if kind.name in ("exhibit", "preview", "determination"):
        label = exhibit_label(int(str(key))) if str(key).isdecimal() else str(key)
        return label if kind.name == "exhibit" else f"{kind.name} of {label}"
    return f"{kind.name.replace('_', ' ')} {str(key)[:36]}"
