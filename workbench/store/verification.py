"""The check of a case: every entry, every row, every original, every head, against each other."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from workbench.casefile.custody import FaultKind, SeenHead, Verification
from workbench.casefile.exhibits import Holding
from workbench.casefile.identity import now
from workbench.errors import WorkbenchError
from workbench.jobs import Job
from workbench.store.database import batches, database_errors
from workbench.store.findings import REPAIR, Findings
from workbench.store.folder import CaseFile
from workbench.store.ledger_check import LedgerCheck, told_apart
from workbench.store.original_check import Kept, check_originals, check_strangers
from workbench.store.record_check import check_rows, check_touched
from workbench.store.stamp_check import check_stamps

if TYPE_CHECKING:
    from sqlalchemy import Connection

_CHUNK = 500


def verify_case(
    case: CaseFile, seen_outside: Sequence[SeenHead] = (), since_head: bool = False, lanes: int = 1
) -> Job[Verification]:
    """Checks a case; ``seen_outside`` are heads remembered elsewhere.

    ``since_head`` goes on from the newest signed head and looks only at what came after it: entries, the rows they
    touch, and the originals of those. With two ``lanes`` a second process reads half of the ledger and a second thread
    hashes: for a caller that has neither a window nor other threads.
    """
    found = Findings()
    exhibits: list[Kept] = []
    failures: tuple[type[Exception], ...] = (*database_errors(), OSError, WorkbenchError)
    try:
        with case.reading() as connection:
            check = LedgerCheck(connection, found, seen_outside)
            forked = case.database if lanes > 1 and sys.platform.startswith("linux") else None
            yield from check.run(since_head, forked)
            yield from check_touched(connection, found) if found.since else check_rows(connection, found)
            exhibits = list(_touched_exhibits(connection, found) if found.since else _exhibits(connection))
            check_stamps(connection, found)
        told_apart(found)
    except failures as cause:
        _cut_short(found, cause)
    try:
        yield from check_originals(case.blobs, exhibits, found, lanes)
        if not found.since and not found.has(FaultKind.STORE_UNREADABLE):
            belong = (exhibit for exhibit in exhibits if exhibit.holding is not Holding.REFERENCE)
            known = frozenset(exhibit.digest for exhibit in belong)
            yield from check_strangers(case.blobs, known, found)
    except failures as cause:
        # Where small originals lie, the store says; that part of it may be the damaged one.
        _cut_short(found, cause)
    found.close()
    return Verification(
        case=case.case.id,
        at=now(),
        entries=found.entries,
        rows=found.rows,
        originals=found.originals,
        bytes=found.bytes,
        root=found.root,
        faults=tuple(found.faults),
        notes=tuple(found.notes),
        since=found.since,
    )


def _cut_short(found: Findings, cause: Exception) -> None:
    """Says once that the store cannot be read to its end."""
    if not found.has(FaultKind.STORE_UNREADABLE):
        words = f"the store cannot be read to its end ({type(cause).__name__})"
        found.fault(FaultKind.STORE_UNREADABLE, "store", words, REPAIR)


def _exhibits(connection: Connection) -> Iterator[Kept]:
    """Reads what the check needs of each exhibit; those that cannot be read are faults already."""
    for rows in batches(connection, "SELECT body FROM exhibit ORDER BY key"):
        for (body,) in rows:
            try:
                yield _KEPT.decode(body)
            except (msgspec.DecodeError, msgspec.ValidationError, TypeError, ValueError):
                continue


def _touched_exhibits(connection: Connection, found: Findings) -> Iterator[Kept]:
    """Reads the exhibits that entries have touched since the head that is trusted."""
    keys = [int(key) for key in found.states.get("exhibit", {})]
    for start in range(0, len(keys), _CHUNK):
        some = tuple(keys[start : start + _CHUNK])
        marks = ", ".join("?" * len(some))
        for (body,) in connection.exec_driver_sql(f"SELECT body FROM exhibit WHERE key IN ({marks})", some):
            try:
                yield _KEPT.decode(body)
            except (msgspec.DecodeError, msgspec.ValidationError, TypeError, ValueError):
                continue


_KEPT = msgspec.json.Decoder(Kept)
