"""One unit of work: rows put and removed, and the one ledger entry that binds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from workbench.casefile.custody import Change
from workbench.errors import CaseDamaged, NotHeld
from workbench.store import ledger
from workbench.store.rows import Key, Kind, body_digest, body_of, columns_of, kind_for, kind_named, kind_of, value_from
from workbench.store.search import SearchIndex

if TYPE_CHECKING:
    from sqlalchemy import Connection

Value = TypeVar("Value")


class Work:
    """What one act changes; made by ``CaseFile.write`` and committed with its entry when the ``with`` is left."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._changes: dict[tuple[str, str], Change] = {}
        self._index = SearchIndex(connection)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every row touched so far, with its digests before the act and now."""
        return tuple(change for change in self._changes.values() if change.before != change.after)

    def put(self, value: object) -> None:
        """Writes a value: a new row, or a new state of the row with its key."""
        kind = kind_of(value)
        key = kind.key(value)
        if key is None:
            raise TypeError("a row needs a key")
        self._store(kind, key, body_of(value), value)

    def add(self, values: Sequence[object]) -> None:
        """Writes values of one type that are all new, in one go; a key that is taken fails the whole unit of work."""
        if not values:
            return
        kind = kind_of(values[0])
        columns = tuple(kind.columns.values())
        rows, keys = [], []
        for value in values:
            key, body = kind.key(value), body_of(value)
            if key is None:
                raise TypeError("a row needs a key")
            keys.append(key)
            rows.append((key, *[column(value) for column in columns], body))
            self._note(kind, key, None, body_digest(body))
        names = ", ".join(["key", *kind.columns, "body"])
        marks = ", ".join("?" * (len(kind.columns) + 2))
        self.connection.exec_driver_sql(f"INSERT INTO {kind.name}({names}) VALUES ({marks})", rows)
        for key, value in zip(keys, values, strict=True):
            self._index.note(kind, key, value)

    def remove(self, kind_name: str, key: Key) -> None:
        """Takes a row out; its bytes stay among the past states."""
        kind = kind_named(kind_name)
        before = self._set_past(kind, key)
        if before is None:
            return
        self.connection.exec_driver_sql(f"DELETE FROM {kind.name} WHERE key = ?", (key,))
        self._note(kind, key, before, None)
        self._index.note(kind, key, None)

    def forget(self, rows: Sequence[tuple[str, Key]]) -> tuple[tuple[str, Key], ...]:
        """Takes rows out with every earlier state of them, for what is destroyed, and returns those that were there.

        The ledger keeps the digests of what they were, and so stays whole.
        """
        there = tuple((name, key) for name, key in rows if self._body(kind_named(name), key) is not None)
        for name, key in there:
            self.remove(name, key)
        gone = ledger.states(self.connection, {(name, str(key)) for name, key in rows})
        if gone:
            self.connection.exec_driver_sql("DELETE FROM past WHERE digest = ?", [(digest,) for digest in sorted(gone)])
        self._index.scrub_too()
        return there

    def settle(self) -> None:
        """Brings the index of words up to the rows; called once before the act is committed."""
        self._index.settle()

    def restore(self, change: Change) -> None:
        """Brings a row back to what it was before a change."""
        kind = kind_named(change.kind)
        key: Key = int(change.key) if kind.integer_key else change.key
        if change.before is None:
            self.remove(kind.name, key)
            return
        row = self.connection.exec_driver_sql("SELECT body FROM past WHERE digest = ?", (change.before,)).fetchone()
        if row is None and self.connection.exec_driver_sql("SELECT 1 FROM tombstone LIMIT 1").fetchone():
            raise NotHeld(
                "What this would bring back was destroyed together with an exhibit.",
                "The tombstones say which and why.",
            )
        if row is None or body_digest(row[0]) != change.before:
            raise CaseDamaged("An earlier state of a record is missing.", "Verify the case.")
        self._store(kind, key, row[0], value_from(row[0], kind.type))

    def digest(self, change: Change) -> str | None:
        """Reads the digest of a row as it stands now, None where it is not."""
        kind = kind_named(change.kind)
        body = self._body(kind, int(change.key) if kind.integer_key else change.key)
        return None if body is None else body_digest(body)

    def find(self, type_: type[Value], key: Key) -> Value | None:
        """Reads a value within this unit of work."""
        kind = kind_for(type_)
        body = self._body(kind, key)
        return None if body is None else value_from(body, type_)

    def _store(self, kind: Kind, key: Key, body: bytes, value: object) -> None:
        """Writes one row's bytes and the columns derived from them."""
        before = self._set_past(kind, key)
        columns = columns_of(kind, value)
        names = ", ".join(["key", *columns, "body"])
        marks = ", ".join("?" * (len(columns) + 2))
        self.connection.exec_driver_sql(
            f"INSERT OR REPLACE INTO {kind.name}({names}) VALUES ({marks})", (key, *columns.values(), body)
        )
        self._note(kind, key, before, body_digest(body))
        self._index.note(kind, key, value)

    def _body(self, kind: Kind, key: Key) -> bytes | None:
        """Reads one row's bytes."""
        row = self.connection.exec_driver_sql(f"SELECT body FROM {kind.name} WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def _set_past(self, kind: Kind, key: Key) -> str | None:
        """Keeps the present bytes of a row among the past states and names them."""
        body = self._body(kind, key)
        if body is None:
            return None
        digest = body_digest(body)
        self.connection.exec_driver_sql("INSERT OR IGNORE INTO past(digest, body) VALUES (?, ?)", (digest, body))
        return digest

    def _note(self, kind: Kind, key: Key, before: str | None, after: str | None) -> None:
        """Remembers a change; several to one row within one act count as one."""
        words = str(key)
        first = self._changes.get((kind.name, words))
        self._changes[kind.name, words] = Change(kind.name, words, first.before if first else before, after)
