"""Reading the entries of a ledger in one pass, each held against the one before, by as little work as that takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import msgspec

from workbench.casefile.custody import FaultKind, Frontier
from workbench.jobs import Progress
from workbench.store.findings import UNTRUE
from workbench.store.rows import KINDS

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: Entries that are read and hashed at a time: also the size of the subtrees that are handed on as one hash.
BLOCK = 256
# The state, which no record has, of a row that is not met yet.
_UNMET: Final = object()
_KNOWN = frozenset(kind.name for kind in KINDS)
_ENTRIES = "SELECT number, CAST(digest AS BLOB), body FROM entry WHERE number > ? AND number <= ? ORDER BY number"


class _Line(msgspec.Struct, gc=False):
    """Of an entry, what the check needs."""

    n: int
    at: str
    previous: str
    changes: list[tuple[str, str, str | None, str | None]]


@dataclass
class Scan:
    """One pass over the entries ``start`` + 1 to ``stop``.

    ``pieces`` are their leaves in order, in a form that another process can hand over: a width and a hash for a whole
    subtree, width 0 and the leaf hashes for the rest; a piece ends at each head. ``opening`` says, where the pass does
    not begin at the first entry, in what state each row was first met, and by which entry.
    """

    start: int
    stop: int
    previous: str
    heads: frozenset[int] = frozenset()
    at: str = ""
    entries: int = 0
    pieces: list[tuple[int, bytes]] = field(default_factory=list)
    states: dict[str, dict[str, str | None]] = field(default_factory=dict)
    opening: dict[tuple[str, str], tuple[str | None, int]] = field(default_factory=dict)
    faults: list[tuple[FaultKind, str, str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    first_previous: str = ""
    first_at: str = ""
    expected: int = 0

    def run(self, connection: Connection) -> Iterator[Progress]:
        """Reads and checks."""
        raw = connection.connection.driver_connection
        if raw is None:
            raise RuntimeError("there is no connection")
        self.expected = self.start + 1
        size = self.start
        cursor = raw.cursor()
        try:
            cursor.execute(_ENTRIES, (self.start, self.stop))
            while rows := cursor.fetchmany(BLOCK - size % BLOCK):
                leaves = self._check(rows)
                self._hand_on(size, leaves)
                size += len(leaves)
                if size % (BLOCK * 16) < BLOCK:
                    yield Progress(size, self.stop, "Checking the ledger")
        finally:
            cursor.close()
        self.entries = size - self.start

    def _check(self, rows: Sequence[tuple[int, bytes, bytes]]) -> list[bytes]:
        """Checks a block of entries, and gives their leaf hashes.

        The block is held together as a whole, list against list; only where something is amiss is each entry asked.
        """
        hashed, expected = sha256, self.expected
        numbers, stored, bodies = map(list, zip(*rows, strict=True))
        try:
            lines = list(map(_DECODER.decode, bodies))
            digests = [hashed(body).hexdigest() for body in bodies]
        except (msgspec.DecodeError, msgspec.ValidationError, ValueError, TypeError):
            return self._check_each(rows)
        times = [line.at for line in lines]
        if (
            numbers != list(range(expected, expected + len(lines)))
            or numbers != [line.n for line in lines]
            or digests[:-1] != [line.previous for line in lines[1:]]
            or lines[0].previous != self.previous
            or stored != list(map(str.encode, digests))
            or times[0] < self.at
            or times != sorted(times)
        ):
            return self._check_each(rows)
        if expected == self.start + 1:
            self.first_previous, self.first_at = lines[0].previous, times[0]
        self._replay(zip(numbers, lines, strict=True))
        self.previous, self.expected, self.at = digests[-1], numbers[-1] + 1, times[-1]
        return [hashed(b"\x00" + body).digest() for body in bodies]

    def _check_each(self, rows: Sequence[tuple[int, bytes, bytes]]) -> list[bytes]:
        """Checks a block entry by entry, to say what is wrong with which."""
        leaves = []
        previous, expected, at = self.previous, self.expected, self.at
        for number, stored, body in rows:
            if type(body) is not bytes:
                body = str(body).encode("utf-8", "replace")
            digest = sha256(body).hexdigest()
            leaves.append(sha256(b"\x00" + body).digest())
            try:
                line = _DECODER.decode(body)
            except (msgspec.DecodeError, msgspec.ValidationError, ValueError):
                line = None
            if (
                line is None
                or number != expected
                or line.n != number
                or line.previous != previous
                or digest.encode() != stored
            ):
                self._misfit(number, expected, line, previous, digest, stored)
            if line is not None:
                if line.at < at:
                    self.notes.append((f"entry {number}", f"the clock went back, from {at} to {line.at}"))
                at = line.at
                if number == self.start + 1:
                    self.first_previous, self.first_at = line.previous, line.at
                self._replay([(number, line)])
            previous, expected = digest, number + 1
        self.previous, self.expected, self.at = previous, expected, at
        return leaves

    def _replay(self, lines: Iterable[tuple[int, _Line]]) -> None:
        """Follows the rows that entries change."""
        # Where the pass does not begin at the first entry, a row that is met for the first time agrees with nothing.
        states, unmet = self.states, _UNMET if self.start else None
        for number, line in lines:
            for kind, key, before, after in line.changes:
                rows = states.get(kind)
                if rows is None:
                    rows = states[kind] = {}
                    if kind not in _KNOWN:
                        self._fault(number, FaultKind.ENTRY_CHANGED, "it changes a kind of record that is not known")
                if rows.get(key, unmet) != before:
                    if unmet is not None and key not in rows:
                        self.opening[kind, key] = (before, number)
                    else:
                        words = "it changes a record from a state that it never had"
                        self._fault(number, FaultKind.ENTRY_MISPLACED, words)
                rows[key] = after

    def _misfit(
        self, number: int, expected: int, line: _Line | None, previous: str, digest: str, stored: bytes
    ) -> None:
        """Says in what way an entry is not the next one."""
        if number > expected:
            gone = f"entry {expected}" if number == expected + 1 else f"entries {expected} to {number - 1}"
            self.faults.append((FaultKind.ENTRY_MISSING, gone, "removed from the ledger", UNTRUE))
        if digest.encode() != stored:
            self._fault(number, FaultKind.ENTRY_CHANGED, "its bytes were changed after it was written")
        if line is None:
            self._fault(number, FaultKind.ENTRY_CHANGED, "it cannot be read")
            return
        if line.n != number:
            self._fault(number, FaultKind.ENTRY_MISPLACED, f"it was written as entry {line.n}")
        if line.previous != previous and not (self.start and number == self.start + 1):
            self._fault(number, FaultKind.ENTRY_MISPLACED, "it does not follow the entry before it")

    def _fault(self, number: int, kind: FaultKind, detail: str) -> None:
        """Notes a fault of one entry."""
        if len(self.faults) < 100_000:
            self.faults.append((kind, f"entry {number}", detail, UNTRUE))

    def _hand_on(self, size: int, leaves: list[bytes]) -> None:
        """Puts a block's leaves among the pieces, cut where a head stands."""
        cuts = [place for place in range(1, len(leaves)) if size + place in self.heads] if self.heads else []
        if not cuts and len(leaves) == BLOCK and size % BLOCK == 0:
            block = Frontier()
            block.extend(leaves)
            self.pieces.append((BLOCK, block.packed()))
            return
        for begin, end in zip([0, *cuts], [*cuts, len(leaves)], strict=True):
            self.pieces.append((0, b"".join(leaves[begin:end])))


_DECODER = msgspec.json.Decoder(_Line)
