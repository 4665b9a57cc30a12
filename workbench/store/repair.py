"""Putting a case right by what its ledger proves: bytes come back only where their digest is the one asked for.

Nothing is guessed and nothing is deleted: what does not belong moves to ``CASE/set-aside``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.casefile.custody import FaultKind, Frontier, Mended, leaf_hash
from workbench.casefile.exhibits import Exhibit, Holding
from workbench.casefile.identity import new_id
from workbench.errors import CaseDamaged, WorkbenchError
from workbench.jobs import Job, Progress, finish
from workbench.store import ledger, search
from workbench.store.blobs import Blobs
from workbench.store.copies import Copies
from workbench.store.database import Database
from workbench.store.durable import sync
from workbench.store.ledger_scan import Scan
from workbench.store.packs import record
from workbench.store.record_check import item_name
from workbench.store.rows import KINDS, Kind, columns_of, value_from
from workbench.store.salvage import SET_ASIDE
from workbench.store.schema import EXTRA

if TYPE_CHECKING:
    from sqlalchemy import Connection

_BUFFER = 1 << 20
_BROKEN = frozenset({FaultKind.ENTRY_CHANGED, FaultKind.ENTRY_MISPLACED, FaultKind.ENTRY_MISSING})


class Repair:
    """One repair of one case; with ``act`` false it only finds out what it could do."""

    def __init__(self, folder: Path, database: Database, blobs: Blobs, copies: Copies, act: bool = True) -> None:
        self.mended: list[Mended] = []
        self._folder, self._database, self._blobs, self._copies, self._act = folder, database, blobs, copies, act
        self._aside = folder / SET_ASIDE / new_id()
        # Whether every record that the ledger knows is there: only then can a file be called a stranger.
        self._whole = False

    def run(self) -> Job[tuple[Mended, ...]]:
        """Mends the ledger, then the records by the ledger, then the originals by the records."""
        with self._database.writing() as connection:
            connection.exec_driver_sql("SAVEPOINT looking")
            yield Progress(0, 0, "Mending the ledger")
            self._mend_entries(connection)
            states = yield from self._states(connection)
            if states is not None:
                self._mend_end(connection)
                yield Progress(0, 0, "Mending records")
                self._mend_rows(connection, states)
            if self._act and not search.check(connection):
                yield from search.rebuild(connection)
                self._did("index of words", "made again from the records")
            exhibits = self._exhibits(connection)
            self._mend_pack_index(connection, exhibits)
            if not self._act:
                connection.exec_driver_sql("ROLLBACK TO looking")
        yield from self._mend_originals(exhibits)
        if self._whole:
            self._finish_destructions(exhibits)
            self._set_strangers_aside(exhibits)
        return tuple(self.mended)

    def _did(self, subject: str, what: str) -> None:
        """Notes one thing that was put right."""
        self.mended.append(Mended(subject, what))

    def _mend_entries(self, connection: Connection) -> None:
        """Brings back entries that are missing or changed, from the last one backwards: each names the one before."""
        newest = connection.exec_driver_sql("SELECT max(number) FROM entry").scalar() or 0
        number, wanted = newest, ""
        with suppress(CaseDamaged):
            size, last, _ = ledger.state(connection)
            if size >= newest:
                number, wanted = size, last
        brought: list[tuple[int, bytes]] = []
        while number > 0:
            row = connection.exec_driver_sql("SELECT body, digest FROM entry WHERE number = ?", (number,)).fetchone()
            body = row[0] if row is not None and isinstance(row[0], bytes) else None
            digest = sha256(body).hexdigest() if body is not None else ""
            if body is None or (wanted and digest != wanted):
                body = next((one for one in self._copies.entries(number) if sha256(one).hexdigest() == wanted), None)
                if body is None:
                    return
                brought.append((number, body))
            elif row is not None and row[1] != digest:
                brought.append((number, body))
            try:
                wanted = ledger.entry_from(body).previous
            except (WorkbenchError, ValueError):
                return
            number -= 1
        if brought:
            self._replace_entries(connection, brought)

    def _replace_entries(self, connection: Connection, brought: list[tuple[int, bytes]]) -> None:
        """Writes entries whose bytes the chain proves in the place of what is there."""
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS entry_not_replaced")
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS entry_not_removed")
        for number, body in brought:
            entry = ledger.entry_from(body)
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO entry(number, verb, undoes, digest, body) VALUES (?, ?, ?, ?, ?)",
                (number, entry.verb, entry.undoes, entry.digest, body),
            )
            self._did(f"entry {number}", "its bytes are back as the entry after it names them")
        for statement in EXTRA:
            if statement.lstrip().startswith("CREATE TRIGGER"):
                connection.exec_driver_sql(statement)

    def _states(self, connection: Connection) -> Job[dict[str, dict[str, str | None]] | None]:
        """Follows the ledger to what each record should be; None where its chain does not hold."""
        newest = connection.exec_driver_sql("SELECT max(number) FROM entry").scalar() or 0
        scan = Scan(0, newest, ledger.FIRST)
        yield from scan.run(connection)
        return scan.states if not any(kind in _BROKEN for kind, *_ in scan.faults) else None

    def _mend_end(self, connection: Connection) -> None:
        """Makes the recorded end of the ledger again from its entries."""
        frontier, last = Frontier(), ledger.FIRST
        for _, digest, body in ledger.bodies(connection):
            frontier.append(leaf_hash(body))
            last = digest
        try:
            size, stored, known = ledger.state(connection)
            agrees = (size, stored, known.packed()) == (frontier.size, last, frontier.packed())
        except (CaseDamaged, TypeError):
            size, agrees = 0, False
        # An end behind the last entry says that entries are missing: that stays for a check to tell.
        if not agrees and size <= frontier.size:
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO log(id, size, last, roots) VALUES (1, ?, ?, ?)",
                (frontier.size, last, frontier.packed()),
            )
            self._did("ledger", "its recorded end was made again from the entries")

    def _mend_rows(self, connection: Connection, states: dict[str, dict[str, str | None]]) -> None:
        """Brings every record to the state that the ledger gives it, where those bytes are to be had."""
        wanted: dict[str, tuple[Kind, str]] = {}
        for kind in KINDS:
            unmet = {key: digest for key, digest in states.get(kind.name, {}).items() if digest is not None}
            names = ", ".join(["key", *kind.columns, "body"])
            for key, *columns, body in connection.exec_driver_sql(f"SELECT {names} FROM {kind.name}").fetchall():
                digest = sha256(body).hexdigest() if isinstance(body, bytes) else ""
                expected = unmet.pop(str(key), None)
                if expected is None:
                    self._set_row_aside(connection, kind, key, body)
                elif digest != expected:
                    wanted[expected] = (kind, str(key))
                elif list(columns_of(kind, value_from(body, kind.type)).values()) != columns:
                    self._write_row(connection, kind, str(key), body, "what is looked up of it was made again")
            wanted.update((digest, (kind, key)) for key, digest in unmet.items())
        found = self._found(connection, set(wanted))
        self._whole = len(found) == len(wanted)
        for digest, body in found.items():
            kind, key = wanted[digest]
            self._write_row(connection, kind, key, body, "its bytes are back as the ledger names them")

    def _found(self, connection: Connection, wanted: set[str]) -> dict[str, bytes]:
        """Looks for the bytes of records among the earlier states, then in the copies."""
        found = {}
        for digest in wanted:
            row = connection.exec_driver_sql("SELECT body FROM past WHERE digest = ?", (digest,)).fetchone()
            if row is not None and isinstance(row[0], bytes) and sha256(row[0]).hexdigest() == digest:
                found[digest] = row[0]
        return {**found, **self._copies.bodies(wanted - found.keys())} if wanted - found.keys() else found

    def _write_row(self, connection: Connection, kind: Kind, key: str, body: bytes, what: str) -> None:
        """Writes a record whose bytes the ledger proves, with the columns derived from them."""
        value: Any = value_from(body, kind.type)
        columns = columns_of(kind, value)
        names, marks = ", ".join(["key", *columns, "body"]), ", ".join("?" * (len(columns) + 2))
        typed = int(key) if kind.integer_key else key
        connection.exec_driver_sql(
            f"INSERT OR REPLACE INTO {kind.name}({names}) VALUES ({marks})", (typed, *columns.values(), body)
        )
        self._did(item_name(kind, key), what)

    def _set_row_aside(self, connection: Connection, kind: Kind, key: Any, body: object) -> None:
        """Takes a record that no entry knows out of the store, and keeps it as a file."""
        data = body if isinstance(body, bytes) else str(body).encode("utf-8", "replace")
        if self._act:
            self._aside.mkdir(parents=True, exist_ok=True)
            (self._aside / f"{kind.name}-{sha256(str(key).encode()).hexdigest()[:12]}.json").write_bytes(data)
        connection.exec_driver_sql(f"DELETE FROM {kind.name} WHERE key = ?", (key,))
        self._did(item_name(kind, key), "set aside: no entry of the ledger knows this record")

    def _exhibits(self, connection: Connection) -> list[Exhibit]:
        """Reads the exhibits that can be read."""
        exhibits = []
        for (body,) in connection.exec_driver_sql("SELECT body FROM exhibit ORDER BY key"):
            with suppress(CaseDamaged):
                exhibits.append(value_from(body, Exhibit))
        return exhibits

    def _mend_pack_index(self, connection: Connection, exhibits: list[Exhibit]) -> None:
        """Makes the index of packed originals again from the packs, for those that it does not know or misplaces."""
        held = {exhibit.digest: exhibit.label for exhibit in exhibits if exhibit.held}
        known = {
            row[0]: tuple(row[1:])
            for row in connection.exec_driver_sql("SELECT digest, pack, start, length FROM packed")
        }
        for place in self._blobs.found_in_packs(held):
            if known.get(place.digest) != (place.pack, place.start, place.length):
                record(connection, [place])
                self._did(held[place.digest], "found again in its pack")

    def _mend_originals(self, exhibits: list[Exhibit]) -> Iterator[Progress]:
        """Brings back originals that are missing or not their own bytes; what lay in their place is set aside."""
        seen: set[str] = set()
        for count, exhibit in enumerate(exhibits):
            if not exhibit.held or exhibit.digest in seen:
                continue
            seen.add(exhibit.digest)
            yield Progress(count, len(exhibits), f"Hashing {exhibit.label}")
            if self._is_sound(exhibit.digest):
                continue
            with self._copies.original(exhibit.digest, exhibit.size) as source:
                if source is None:
                    continue
                if self._act:
                    self._put_back(exhibit.digest, iter(lambda: source.read(_BUFFER), b""))
                self._did(exhibit.label, "its original is back from a copy")

    def _is_sound(self, digest: str) -> bool:
        """Tells whether an original lies there with its own bytes."""
        try:
            return finish(self._blobs.check(digest)) == digest
        except (WorkbenchError, OSError):
            return False

    def _put_back(self, digest: str, pieces: Iterator[bytes]) -> None:
        """Stores an original again; raises CaseDamaged where the source changed under our hands."""
        incoming = finish(self._blobs.take_pieces(pieces))
        if incoming.digest != digest:
            self._blobs.discard([incoming])
            raise CaseDamaged("A copy changed while an original was taken from it.", "Repair once more.")
        path = self._blobs.path(digest)
        if path.exists():
            self._move_aside(path)
        self._blobs.settle([incoming])

    def _finish_destructions(self, exhibits: list[Exhibit]) -> None:
        """Erases bytes that should have been destroyed."""
        held = {exhibit.digest for exhibit in exhibits if exhibit.held}
        for exhibit in exhibits:
            gone = exhibit.holding is Holding.DESTROYED and exhibit.digest not in held
            if gone and self._blobs.has(exhibit.digest):
                if self._act:
                    self._blobs.erase(exhibit.digest)
                self._did(exhibit.label, "its destruction was finished")

    def _set_strangers_aside(self, exhibits: list[Exhibit]) -> None:
        """Moves files among the originals that belong to no exhibit out of the way."""
        known = {self._blobs.name(one.digest) for one in exhibits if one.holding is not Holding.REFERENCE}
        for path in sorted((self._blobs.path("0" * 64).parents[1]).glob("*/*")):
            if path.name not in known and path.is_file():
                if self._act:
                    self._move_aside(path)
                self._did(f"file {path.name[:64]}", "set aside: it belongs to no exhibit")

    def _move_aside(self, path: Path) -> None:
        """Moves a file out of the originals, durably."""
        self._aside.mkdir(parents=True, exist_ok=True)
        os.rename(path, self._aside / path.name)
        sync(path.parent, [path.parent, self._aside])
