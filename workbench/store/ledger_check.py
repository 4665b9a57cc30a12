"""The check of the ledger: its chain, its Merkle log, and every head that is known, inside the case and outside."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.casefile.custody import FaultKind, Frontier, Head, SeenHead
from workbench.errors import CaseDamaged, WorkbenchError
from workbench.jobs import Job, Progress
from workbench.store import ledger
from workbench.store.database import Database, database_errors
from workbench.store.findings import REPAIR, UNTRUE, Findings
from workbench.store.keys import signature_holds
from workbench.store.ledger_scan import BLOCK, Scan
from workbench.store.rows import body_digest, value_from

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Below this a second process costs more than it saves.
_WORTH_TWO = 20_000


class LedgerCheck:
    """One check of one ledger; ``seen`` are heads known outside, ``since_head`` asks to go on from a signed one."""

    def __init__(self, connection: Connection, found: Findings, seen: Sequence[SeenHead]) -> None:
        self._connection = connection
        self._found = found
        self._seen = seen
        self._kept = dict(self._read_heads())
        self._frontier = Frontier()
        self._last = ledger.FIRST

    def run(self, since_head: bool, twice: Database | None) -> Iterator[Progress]:
        """Checks the ledger; where ``twice`` names the store, a second process may read half of it."""
        newest = self._connection.exec_driver_sql("SELECT max(number) FROM entry").scalar() or 0
        start = self._trusted_start() if since_head else 0
        heads = frozenset(self._kept) | {head.size for head in self._seen}
        middle = newest // 2 // BLOCK * BLOCK
        if twice is not None and not start and newest >= _WORTH_TWO:
            first, second = Scan(0, middle, ledger.FIRST, heads), Scan(middle, newest, "", heads)
            result = yield from _both(self._connection, first, second, twice)
            if result is not None and first.entries == middle:
                self._take(first)
                self._join(first, result)
                self._take(result)
                self._end()
                return
        scan = Scan(start, newest, self._last, heads)
        yield from scan.run(self._connection)
        if start and scan.entries and scan.first_previous != self._last:
            self._found.fault(
                FaultKind.ENTRY_MISPLACED, f"entry {start + 1}", "it does not follow the entry before it", UNTRUE
            )
        self._take(scan)
        self._end()

    def _take(self, scan: Scan) -> None:
        """Takes over what a pass found, and holds the log against each head on the way."""
        found = self._found
        for fault in scan.faults:
            found.fault(*fault)
        for subject, detail in scan.notes:
            found.note(subject, detail)
        for width, data in scan.pieces:
            if width:
                self._frontier.append_tree(data, width)
            else:
                self._frontier.extend(data[at : at + 32] for at in range(0, len(data), 32))
            self._hold_heads()
        for kind, rows in scan.states.items():
            found.states.setdefault(kind, {}).update(rows)
        found.entries += scan.entries
        self._last = scan.previous

    def _join(self, first: Scan, second: Scan) -> None:
        """Holds the second pass against where the first one ended."""
        name = f"entry {second.start + 1}"
        if second.first_previous != first.previous:
            self._found.fault(FaultKind.ENTRY_MISPLACED, name, "it does not follow the entry before it", UNTRUE)
        if second.first_at < first.at:
            self._found.note(name, f"the clock went back, from {first.at} to {second.first_at}")
        for (kind, key), (before, number) in second.opening.items():
            if self._found.states.get(kind, {}).get(key) != before:
                self._found.fault(
                    FaultKind.ENTRY_MISPLACED,
                    f"entry {number}",
                    "it changes a record from a state that it never had",
                    UNTRUE,
                )

    def _hold_heads(self) -> None:
        """Holds the log so far against the heads of this size."""
        size = self._frontier.size
        kept = self._kept.get(size)
        seen = [head for head in self._seen if head.size == size]
        if kept is None and not seen:
            return
        root = self._frontier.root()
        if kept is not None and kept[0].root != root:
            self._found.fault(FaultKind.REWRITTEN, f"head {size}", "the ledger is not the one that was signed", UNTRUE)
        for head in seen:
            if head.root != root:
                words = "this is not the history that was seen before: it was rewritten"
                if kept is not None and kept[0].root == root:
                    words += f", and signed again by the key {kept[0].key[:16]}…"
                self._found.fault(FaultKind.REWRITTEN, f"head {size}", words, UNTRUE)
            elif kept is not None and head.key and kept[0].key != head.key:
                words = f"signed again by another key: {kept[0].key[:16]}… instead of {head.key[:16]}…"
                self._found.fault(FaultKind.RE_SIGNED, f"head {size}", words, UNTRUE)

    def _trusted_start(self) -> int:
        """Finds the newest signed head to go on from, one that is known outside before any other; 0 for none."""
        outside = {(head.size, head.root) for head in self._seen}
        ranked = sorted(self._kept.values(), key=lambda kept: ((kept[0].size, kept[0].root) in outside, kept[0].size))
        for head, roots in reversed(ranked):
            try:
                frontier = Frontier.unpacked(head.size, roots or b"")
            except ValueError:
                continue
            row = self._connection.exec_driver_sql("SELECT body FROM entry WHERE number = ?", (head.size,)).fetchone()
            if frontier.root() != head.root or row is None or not isinstance(row[0], bytes):
                continue
            known = (head.size, head.root) in outside
            whose = "which was seen outside the case" if known else "which nobody outside the case remembers"
            self._found.note(f"head {head.size}", f"trusted without reading what lies before it; a head {whose}")
            self._frontier, self._last, self._found.since = frontier, body_digest(row[0]), head.size
            self._hold_older(head.size)
            return head.size
        self._found.note("ledger", "no signed head can be gone on from, so everything was read")
        return 0

    def _hold_older(self, start: int) -> None:
        """Holds heads seen outside against the kept ones of their size, where the entries are not read."""
        for head in self._seen:
            kept = self._kept.get(head.size)
            if head.size <= start and kept is not None and kept[0].root != head.root:
                words = "this is not the history that was seen before: it was rewritten"
                self._found.fault(FaultKind.REWRITTEN, f"head {head.size}", words, UNTRUE)

    def _read_heads(self) -> Iterator[tuple[int, tuple[Head, bytes | None]]]:
        """Reads the signed heads, noting those whose signature does not hold."""
        for size, body, roots in self._connection.exec_driver_sql("SELECT size, body, roots FROM head ORDER BY size"):
            try:
                head = value_from(body, Head)
                if head.size == size and signature_holds(head):
                    yield size, (head, roots if isinstance(roots, bytes) else None)
                    continue
                words = "its signature does not hold"
            except (WorkbenchError, TypeError, ValueError):
                words = "it cannot be read"
            self._found.fault(FaultKind.SIGNATURE, f"head {size}", words, UNTRUE)

    def _end(self) -> None:
        """Notices a tail that was cut, an older copy, and a state that does not belong to these entries."""
        found, size = self._found, self._frontier.size
        found.root = self._frontier.root()
        try:
            recorded, last, stored = ledger.state(self._connection)
            agrees = (recorded, last, stored.packed()) == (size, self._last, self._frontier.packed())
        except (CaseDamaged, TypeError):
            recorded, agrees = -1, False
        if not agrees:
            found.fault(FaultKind.STATE, "ledger", "its recorded end is not where the entries end", REPAIR)
        inside = max((*self._kept, recorded if not agrees else 0, 0))
        if inside > size:
            words = f"{inside - size:,} entries are missing at its end: the case itself still knows of {inside:,}"
            found.fault(FaultKind.TAIL_CUT, "ledger", words, UNTRUE)
        elif (outside := max((head.size for head in self._seen), default=0)) > size:
            # The rows say later which of the two is the likelier, see ``told_apart``.
            words = (
                f"its history ends at entry {size:,}, and one of {outside:,} was seen outside: this is an older copy "
                "of the case, or its end was cut off together with the heads that stood for it"
            )
            found.fault(FaultKind.OLDER_COPY if agrees else FaultKind.TAIL_CUT, "ledger", words, UNTRUE)


def told_apart(found: Findings) -> None:
    """Calls an older copy a cut tail where records are there that only the missing entries can have made."""
    if not found.has(FaultKind.RECORD_CHANGED, FaultKind.RECORD_UNKNOWN, FaultKind.RECORD_MISSING):
        return
    for at, fault in enumerate(found.faults):
        if fault.kind is FaultKind.OLDER_COPY:
            words = fault.detail.partition(": ")[0] + ": its end was cut off, and records it made are still there"
            found.faults[at] = type(fault)(FaultKind.TAIL_CUT, fault.subject, words, fault.remedy)


def _both(connection: Connection, first: Scan, second: Scan, store: Database) -> Job[Scan | None]:
    """Runs two passes at once, the second in a process of its own; gives the second as it came out, or None.

    The other process opens its own connection; the one here holds its snapshot for as long, so that nothing is
    folded away under it.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _child(second, store, writer)
    os.close(writer)
    try:
        yield from first.run(connection)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        with os.fdopen(reader, "rb") as pipe:
            data = pipe.read()
        os.waitpid(child, 0)
    try:
        # Written by our own child, in which what it read became numbers and texts.
        result = pickle.loads(data)
    except (EOFError, pickle.UnpicklingError):
        return None
    return result if isinstance(result, Scan) else None


def _child(scan: Scan, store: Database, writer: int) -> None:
    """Runs one pass in the other process and ends it."""
    status = 1
    failures: tuple[type[Exception], ...] = (*database_errors(), OSError, WorkbenchError)
    try:
        with store.apart() as connection:
            for _ in scan.run(connection):
                pass
        with os.fdopen(writer, "wb") as pipe:
            pickle.dump(scan, pipe, pickle.HIGHEST_PROTOCOL)
        status = 0
    except failures:
        pass
    finally:
        os._exit(status)
