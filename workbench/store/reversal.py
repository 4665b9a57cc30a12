"""Telling which entries can still be taken back: not those whose rows a destruction took for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.casefile.custody import Entry
from workbench.casefile.verbs import DESTROY
from workbench.store import ledger

if TYPE_CHECKING:
    from sqlalchemy import Connection

_CHUNK = 500


class Buried:
    """What the destructions of a case took: which records, and up to which entry."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: dict[tuple[str, str], int] = {}
        for entry in ledger.by_verb(connection, DESTROY):
            for change in entry.changes:
                self._last[change.kind, change.key] = entry.number

    def holds(self, entry: Entry) -> bool:
        """Tells whether an entry can no longer be taken back, since what it changed was destroyed after it."""
        if not self._last:
            return False
        if any(self._last.get((change.kind, change.key), 0) > entry.number for change in entry.changes):
            return True
        wanted = sorted({change.before for change in entry.changes if change.before is not None})
        return any(self._lacks(wanted[start : start + _CHUNK]) for start in range(0, len(wanted), _CHUNK))

    def _lacks(self, digests: list[str]) -> bool:
        """Tells whether one of some earlier states is gone."""
        marks = ", ".join("?" * len(digests))
        found = self._connection.exec_driver_sql(
            f"SELECT count(*) FROM past WHERE digest IN ({marks})", tuple(digests)
        ).scalar_one()
        return int(found) < len(digests)


def entry_numbered(connection: Connection, number: int) -> Entry | None:
    """Reads one entry, None where there is none of that number."""
    row = connection.exec_driver_sql("SELECT body FROM entry WHERE number = ?", (number,)).fetchone()
    return None if row is None else ledger.entry_from(row[0])
