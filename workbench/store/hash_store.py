"""The hash lists of a person, in their profile: sorted runs of entries, many of them looked up at once.

A list comes in by runs of bounded length, each in short transactions, so that nobody who records a look meanwhile has
to wait. It counts only once it is whole: until then, and after it was stopped, no question meets it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.casefile.hash_lists import HashKind, HashList, ListEffect
from workbench.casefile.identity import moment_text, now
from workbench.store.profile import Profile
from workbench.store.rows import body_of, value_from

if TYPE_CHECKING:
    from sqlalchemy import Connection

_TABLES = (
    """CREATE TABLE IF NOT EXISTS hash_list(id TEXT PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL,
    begun TEXT NOT NULL, body BLOB)""",
    """CREATE TABLE IF NOT EXISTS hash_run(run INTEGER PRIMARY KEY, list TEXT NOT NULL, kind TEXT NOT NULL,
    entries INTEGER NOT NULL, bits BLOB)""",
    """CREATE TABLE IF NOT EXISTS hash_entry(run INTEGER NOT NULL, value BLOB NOT NULL, note TEXT NOT NULL,
    PRIMARY KEY(run, value)) WITHOUT ROWID""",
)
_RUN = 200_000
_AT_ONCE = 25_000
_ASK_FOR = 400
# An import that was cut off is cleared away by the next one, unless it may still be under way elsewhere.
_STALE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The lists of a person as they were when somebody asked: each by its id, and by kind which run is whose."""

    lists: Mapping[str, HashList]
    runs: Mapping[HashKind, Mapping[int, str]]

    def kinds(self, effect: ListEffect) -> frozenset[HashKind]:
        """Tells which kinds of hash the lists of one effect have."""
        return frozenset(kind for one in self.lists.values() if one.effect is effect for kind in one.counts)


@dataclass
class Incoming:
    """A list on its way in; :meth:`finish` makes it count, :meth:`discard` takes away what came of it."""

    profile: Profile
    id: str
    counts: Counter[HashKind] = field(default_factory=Counter)
    _waiting: dict[HashKind, dict[bytes, str]] = field(default_factory=dict)

    @classmethod
    def begin(cls, profile: Profile, id_: str, name: str, digest: str) -> Incoming:
        """Begins a list, and clears away what earlier imports left that were cut off."""
        with profile.writing() as connection:
            for statement in _TABLES:
                connection.exec_driver_sql(statement)
            stale = connection.exec_driver_sql(
                "SELECT id FROM hash_list WHERE body IS NULL AND begun < ?", (moment_text(now() - _STALE),)
            ).fetchall()
            connection.exec_driver_sql(
                "INSERT INTO hash_list(id, name, digest, begun) VALUES (?, ?, ?, ?)",
                (id_, name, digest, moment_text(now())),
            )
        for (old,) in stale:
            remove(profile, old)
        return cls(profile, id_)

    def take(self, entries: Collection[tuple[HashKind, str, str]]) -> None:
        """Takes entries in, each a kind, its hexadecimal digits and a note; writes a run once there are enough."""
        for kind, value, note in entries:
            waiting = self._waiting.get(kind)
            if waiting is None:
                waiting = self._waiting[kind] = {}
            waiting[bytes.fromhex(value)] = note
        for kind in [kind for kind, waiting in self._waiting.items() if len(waiting) >= _RUN]:
            self._write(kind)

    def finish(self, made: HashList) -> None:
        """Makes the list count, once all of it is settled."""
        with self.profile.writing() as connection:
            connection.exec_driver_sql("UPDATE hash_list SET body = ? WHERE id = ?", (body_of(made), self.id))

    def settle(self) -> None:
        """Writes what waits, so that the counts are those of the whole list."""
        for kind in list(self._waiting):
            self._write(kind)

    def discard(self) -> None:
        """Takes everything of the list away again."""
        self._waiting.clear()
        remove(self.profile, self.id)

    def _write(self, kind: HashKind) -> None:
        """Writes one run, sorted, and what of it is compared bit by bit in one piece beside it."""
        waiting = self._waiting.pop(kind)
        values = sorted(waiting)
        bits = b"".join(values) if kind is HashKind.PDQ else None
        with self.profile.writing() as connection:
            done = connection.exec_driver_sql(
                "INSERT INTO hash_run(list, kind, entries, bits) VALUES (?, ?, ?, ?)",
                (self.id, kind.value, len(values), bits),
            )
            run = done.lastrowid
        for start in range(0, len(values), _AT_ONCE):
            rows = [(run, value, waiting[value]) for value in values[start : start + _AT_ONCE]]
            with self.profile.writing() as connection:
                connection.exec_driver_sql("INSERT INTO hash_entry(run, value, note) VALUES (?, ?, ?)", rows)
        self.counts[kind] += len(values)


def lists(profile: Profile) -> tuple[HashList, ...]:
    """Lists the hash lists of a person, by name; none where there never was one, and then nothing is made."""
    if not (profile.folder / "profile.sqlite3").exists():
        return ()
    with profile.reading() as connection:
        return _lists(connection)


def loaded(profile: Profile) -> Loaded | None:
    """Reads which lists there are and where their entries lie; None where there are none."""
    if not (profile.folder / "profile.sqlite3").exists():
        return None
    with profile.reading() as connection:
        known = {one.id: one for one in _lists(connection)}
        if not known:
            return None
        runs: dict[HashKind, dict[int, str]] = {}
        for run, owner, kind in connection.exec_driver_sql("SELECT run, list, kind FROM hash_run ORDER BY run"):
            if owner in known:
                runs.setdefault(HashKind(kind), {})[int(run)] = str(owner)
    return Loaded(known, runs)


def find(
    profile: Profile, present: Loaded, wanted: Mapping[HashKind, Collection[str]]
) -> dict[tuple[HashKind, str], list[tuple[HashList, str]]]:
    """Looks hashes up; gives for each that is listed the lists that name it, and what they note of it."""
    found: dict[tuple[HashKind, str], list[tuple[HashList, str]]] = {}
    with profile.reading() as connection:
        for kind, values in wanted.items():
            owners = present.runs.get(kind, {})
            asked = sorted({bytes.fromhex(value) for value in values if value})
            for run, value, note in _entries(connection, sorted(owners), asked):
                one = present.lists[owners[run]]
                said = found.setdefault((kind, value.hex()), [])
                if all(other.id != one.id for other, _ in said):
                    said.append((one, note))
    return found


def bits(profile: Profile, present: Loaded) -> Iterator[tuple[HashList, bytes]]:
    """Reads every run of PDQ, 32 bytes an entry, with the list that it belongs to."""
    for run, owner in present.runs.get(HashKind.PDQ, {}).items():
        with profile.reading() as connection:
            row = connection.exec_driver_sql("SELECT bits FROM hash_run WHERE run = ?", (run,)).fetchone()
        if row is not None and row[0]:
            yield present.lists[owner], bytes(row[0])


def remove(profile: Profile, id_: str) -> None:
    """Takes a list out of the profile; it counts no more from the first moment on."""
    with profile.writing() as connection:
        connection.exec_driver_sql("UPDATE hash_list SET body = NULL WHERE id = ?", (id_,))
        runs = [run for (run,) in connection.exec_driver_sql("SELECT run FROM hash_run WHERE list = ?", (id_,))]
    for run in runs:
        while _drop_some(profile, run):
            pass
        with profile.writing() as connection:
            connection.exec_driver_sql("DELETE FROM hash_run WHERE run = ?", (run,))
    with profile.writing() as connection:
        connection.exec_driver_sql("DELETE FROM hash_list WHERE id = ?", (id_,))
    profile.fold()


def _drop_some(profile: Profile, run: int) -> bool:
    """Takes some entries of a run out; tells whether there may be more."""
    with profile.writing() as connection:
        last = connection.exec_driver_sql(
            "SELECT value FROM hash_entry WHERE run = ? ORDER BY value LIMIT 1 OFFSET ?", (run, _AT_ONCE)
        ).fetchone()
        rest = "" if last is None else "AND value < ?"
        connection.exec_driver_sql(
            f"DELETE FROM hash_entry WHERE run = ? {rest}", (run,) if last is None else (run, last[0])
        )
    return last is not None


def _lists(connection: Connection) -> tuple[HashList, ...]:
    """Reads the lists that are whole."""
    if not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'hash_list'").fetchone():
        return ()
    rows = connection.exec_driver_sql("SELECT body FROM hash_list WHERE body IS NOT NULL ORDER BY name, id")
    return tuple(value_from(body, HashList) for (body,) in rows)


def _entries(connection: Connection, runs: list[int], values: list[bytes]) -> Iterator[tuple[int, bytes, str]]:
    """Looks values up in runs, some hundred of each at a time."""
    for first in range(0, len(runs), _ASK_FOR):
        some_runs = runs[first : first + _ASK_FOR]
        for start in range(0, len(values), _ASK_FOR):
            some = values[start : start + _ASK_FOR]
            marks = [", ".join("?" * len(part)) for part in (some_runs, some)]
            asked = f"SELECT run, value, note FROM hash_entry WHERE run IN ({marks[0]}) AND value IN ({marks[1]})"
            for run, value, note in connection.exec_driver_sql(asked, (*some_runs, *some)):
                yield int(run), bytes(value), str(note)
