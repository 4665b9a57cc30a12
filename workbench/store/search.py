"""The index of words: kept with the rows in one transaction, derived from them alone, and made again at any time.

It lies in the same database file, encrypted where that is, and holds no text: two full-text indexes name the words and
the parts of short names, ``search_row`` says which record each number stands for, ``search_facet`` what narrows.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from typing import TYPE_CHECKING, Any

from workbench.casefile.exhibits import Exhibit
from workbench.casefile.folding import fold, index_words
from workbench.casefile.identity import moment_text
from workbench.jobs import Job, Progress
from workbench.store.rows import Key, Kind, kind_named, value_from
from workbench.store.searchable import FACETS, SEARCHED, facets_of, folded_names, reading_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MOST_WAITING = 512
_LONGEST_WAITING = 8_000_000
_ROW = "INSERT OR REPLACE INTO search_row(id, kind, key, exhibit, at, who, mark) VALUES (?, ?, ?, ?, ?, ?, ?)"
_WORDS = "INSERT OR REPLACE INTO search_words(rowid, words) VALUES (?, ?)"
_NAMES = "INSERT OR REPLACE INTO search_names(rowid, names) VALUES (?, ?)"
_KEPT = ", ".join(f"{name} = excluded.{name}" for name in FACETS[1:])
_FACET = (
    f"INSERT INTO search_facet({', '.join(FACETS)}, judgement) VALUES ({', '.join('?' * len(FACETS))},"
    " coalesce((SELECT judgement FROM determination WHERE key = ?), ''))"
    f" ON CONFLICT(exhibit) DO UPDATE SET {_KEPT}"
)
_JUDGED = (
    "UPDATE search_facet SET judgement = coalesce((SELECT judgement FROM determination WHERE key = ?1), '')"
    " WHERE exhibit = ?1"
)


class SearchIndex:
    """What one unit of work changes in the index; it is written by pieces, and to its end by :meth:`settle`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: dict[tuple[str, str], object | None] = {}
        self._letters = 0
        self._words_left = False

    def note(self, kind: Kind, key: Key, value: object | None) -> None:
        """Remembers a row as it stands now, None where it is gone."""
        if kind.name not in SEARCHED:
            return
        self._waiting[kind.name, str(key)] = value
        self._letters += len(getattr(value, "text", ""))
        # Words of bytes that were destroyed must not stay behind in the index either.
        self._words_left = self._words_left or (value is None and kind.name == "extract")
        if len(self._waiting) >= _MOST_WAITING or self._letters >= _LONGEST_WAITING:
            self._write()

    def scrub_too(self) -> None:
        """Has what is taken out leave the file as well, and not only the answers."""
        self._words_left = True

    def settle(self) -> None:
        """Writes what waits."""
        self._write()
        if self._words_left:
            scrub(self._connection)
            self._words_left = False

    def _write(self) -> None:
        """Writes the rows noted so far."""
        waiting, self._waiting, self._letters = self._waiting, {}, 0
        if waiting:
            write(self._connection, waiting)


def write(connection: Connection, changed: dict[tuple[str, str], object | None]) -> None:
    """Brings the index up to some rows, given by kind and key; None stands for a row that is gone."""
    known = _known(connection, changed)
    _forget(connection, [known[at][0] for at, value in changed.items() if value is None and at in known])
    gone = [int(key) for (kind, key), value in changed.items() if kind == "exhibit" and value is None]
    _many(connection, "DELETE FROM search_facet WHERE exhibit = ?", [(number,) for number in gone])
    exhibits = [value for value in changed.values() if isinstance(value, Exhibit)]
    _many(connection, _FACET, [(*facets_of(exhibit), exhibit.number) for exhibit in exhibits])
    _many(connection, _JUDGED, [(int(key),) for kind, key in changed if kind == "determination"])
    newest = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM search_row").scalar_one()
    rows, words, names, unnamed = [], [], [], []
    for at, value in changed.items():
        if value is None:
            continue
        reading = reading_of(at[0], value)
        place, before = known.get(at, (0, ""))
        if before == reading.mark:
            continue
        if not place:
            newest = place = newest + 1
        rows.append((place, *at, reading.exhibit, reading.at, folded_names(reading.who), reading.mark))
        words.append((place, index_words("\n".join(reading.words))))
        short = "\n".join(" ".join(fold(name).split()) for name in reading.names if name)
        if short:
            # A line break on either side of each, so that a whole name can be asked for too.
            names.append((place, f"\n{short}\n"))
        elif before:
            unnamed.append((place,))
    _many(connection, _ROW, rows)
    _many(connection, _WORDS, words)
    _many(connection, _NAMES, names)
    _many(connection, "DELETE FROM search_names WHERE rowid = ?", unnamed)


def rebuild(connection: Connection) -> Job[int]:
    """Makes the index again from the rows; returns how many it holds."""
    for table in ("search_words", "search_names"):
        connection.exec_driver_sql(f"INSERT INTO {table}({table}) VALUES ('delete-all')")
    connection.exec_driver_sql("DELETE FROM search_row")
    connection.exec_driver_sql("DELETE FROM search_facet")
    connection.exec_driver_sql("DELETE FROM search_tally")
    total = sum(connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in SEARCHED)
    done, waiting, letters = 0, dict[tuple[str, str], object | None](), 0
    # The older a record the lower its number, so that the newest are found first.
    for _, name, key, value in merge(*(_all(connection, name) for name in SEARCHED), key=lambda row: row[0]):
        waiting[name, key] = value
        done, letters = done + 1, letters + len(getattr(value, "text", ""))
        if len(waiting) >= _MOST_WAITING or letters >= _LONGEST_WAITING:
            write(connection, waiting)
            waiting, letters = {}, 0
            yield Progress(done, total, "Making the index of words")
    write(connection, waiting)
    return done


def check(connection: Connection) -> bool:
    """Tells whether the index agrees with the rows."""
    marks = {(kind, key): mark for kind, key, mark in _select(connection, "SELECT kind, key, mark FROM search_row")}
    facets = {row[0]: tuple(row) for row in _select(connection, f"SELECT {', '.join(FACETS)} FROM search_facet")}
    for name in SEARCHED:
        for _, _, key, value in _all(connection, name):
            if marks.pop((name, key), None) != reading_of(name, value).mark:
                return False
            if isinstance(value, Exhibit) and facets.pop(value.number, None) != facets_of(value):
                return False
    return not marks and not facets and all(_select(connection, one) == _select(connection, two) for one, two in _ALIKE)


# Pairs of questions whose answers are the same while the parts of the index agree with each other and the judgements.
_ALIKE = (
    ("SELECT id FROM search_row ORDER BY id", "SELECT id FROM search_words_docsize ORDER BY id"),
    (
        "SELECT judgement, count(*), sum(size) FROM search_facet WHERE withdrawn = 0 GROUP BY 1 ORDER BY 1",
        "SELECT judgement, exhibits, bytes FROM search_tally WHERE exhibits != 0 OR bytes != 0 ORDER BY 1",
    ),
    (
        "SELECT exhibit, judgement FROM search_facet WHERE judgement != '' ORDER BY 1",
        "SELECT key, judgement FROM determination WHERE key IN (SELECT key FROM exhibit) ORDER BY 1",
    ),
)


def scrub(connection: Connection) -> None:
    """Takes what removed rows left in the index out of the file, not only out of the answers."""
    for table in ("search_words", "search_names"):
        connection.exec_driver_sql(f"INSERT INTO {table}({table}) VALUES ('optimize')")


def _all(connection: Connection, name: str) -> Iterator[tuple[str, str, str, Any]]:
    """Walks the rows of one kind, about in the order in which they were made."""
    kind, searched = kind_named(name), SEARCHED[name]
    for key, body in connection.exec_driver_sql(f"SELECT key, body FROM {name} ORDER BY {kind.order}"):
        value: Any = value_from(body, kind.type)
        at = searched.at(value)
        yield "" if at is None else moment_text(at), name, str(key), value


def _known(connection: Connection, changed: dict[tuple[str, str], object | None]) -> dict[tuple[str, str], Any]:
    """Finds what the index holds of some rows: number and mark."""
    known = {}
    for kind in {kind for kind, _ in changed}:
        keys = [key for name, key in changed if name == kind]
        for start in range(0, len(keys), _MOST_WAITING):
            part = keys[start : start + _MOST_WAITING]
            marks = ", ".join("?" * len(part))
            rows = _select(
                connection, f"SELECT key, id, mark FROM search_row WHERE kind = ? AND key IN ({marks})", kind, *part
            )
            known.update({(kind, key): (number, mark) for key, number, mark in rows})
    return known


def _forget(connection: Connection, numbers: list[int]) -> None:
    """Takes rows out of the index."""
    for table, column in (("search_words", "rowid"), ("search_names", "rowid"), ("search_row", "id")):
        _many(connection, f"DELETE FROM {table} WHERE {column} = ?", [(number,) for number in numbers])


def _many(connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    """Runs a statement for each row."""
    if rows:
        connection.exec_driver_sql(statement, rows)


def _select(connection: Connection, statement: str, *arguments: str | int) -> list[tuple[Any, ...]]:
    """Reads rows as plain tuples."""
    return [tuple(row) for row in connection.exec_driver_sql(statement, arguments)]
