"""The ledger in the store: appending an entry, reading entries back, and the heads that sign them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from workbench.casefile.custody import Change, Entry, Frontier, Head, leaf_hash
from workbench.casefile.identity import Actor, digest_of, moment_text, now
from workbench.casefile.proofs import Tree
from workbench.casefile.verbs import Verb
from workbench.errors import CaseDamaged
from workbench.store.rows import body_of, canonical, value_from
from workbench.store.schema import table

if TYPE_CHECKING:
    from sqlalchemy import Connection

FIRST = "0" * 64


class _EntryBody(msgspec.Struct, forbid_unknown_fields=True):
    """An entry as it is written: short names, since every act in a case carries them."""

    n: int
    case: str
    who: Actor
    at: str
    verb: str
    label: str
    subjects: list[str]
    changes: list[tuple[str, str, str | None, str | None]]
    previous: str
    undoes: int | None


def append(
    connection: Connection,
    case_id: str,
    actor: Actor,
    verb: Verb,
    label: str,
    subjects: tuple[str, ...],
    changes: tuple[Change, ...],
    undoes: int | None = None,
) -> Entry:
    """Writes one entry behind the last, within the caller's transaction."""
    size, last, frontier = state(connection)
    at = now()
    body = canonical(
        {
            "n": size + 1,
            "case": case_id,
            "who": {"name": actor.name, "account": actor.account},
            "at": moment_text(at),
            "verb": verb.name,
            "label": label,
            "subjects": list(subjects),
            "changes": [[change.kind, change.key, change.before, change.after] for change in changes],
            "previous": last,
            "undoes": undoes,
        }
    )
    # What was just written is not read back: an entry may name thousands of changes.
    entry = Entry(size + 1, actor, at, verb.name, label, subjects, changes, last, digest_of(body), undoes)
    connection.exec_driver_sql(
        "INSERT INTO entry(number, verb, undoes, digest, body) VALUES (?, ?, ?, ?, ?)",
        (entry.number, entry.verb, undoes, entry.digest, body),
    )
    frontier.append(leaf_hash(body))
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO log(id, size, last, roots) VALUES (1, ?, ?, ?)",
        (frontier.size, entry.digest, frontier.packed()),
    )
    return entry


def state(connection: Connection) -> tuple[int, str, Frontier]:
    """Reads how many entries there are, the last one's digest, and the frontier of the Merkle log."""
    row = connection.exec_driver_sql("SELECT size, last, roots FROM log WHERE id = 1").fetchone()
    if row is None:
        return 0, FIRST, Frontier()
    try:
        return row[0], row[1], Frontier.unpacked(row[0], row[2])
    except ValueError as cause:
        raise CaseDamaged("The ledger's state is damaged.", "Verify the case; restore it from a copy.") from cause


def entry_from(body: bytes) -> Entry:
    """Reads an entry from its bytes; raises CaseDamaged where they are none."""
    raw = value_from(body, _EntryBody)
    return Entry(
        number=raw.n,
        actor=raw.who,
        at=msgspec.convert(raw.at, type=datetime),
        verb=raw.verb,
        label=raw.label,
        subjects=tuple(raw.subjects),
        changes=tuple(Change(*change) for change in raw.changes),
        previous=raw.previous,
        digest=digest_of(body),
        undoes=raw.undoes,
    )


def bodies(connection: Connection, after: int = 0) -> Iterator[tuple[int, str, bytes]]:
    """Walks the entries in order: number, digest as stored, and bytes."""
    rows = connection.exec_driver_sql(
        "SELECT number, digest, body FROM entry WHERE number > ? ORDER BY number", (after,)
    )
    yield from ((number, str(digest), _bytes(body)) for number, digest, body in rows)


def tree(connection: Connection) -> Tree:
    """Builds the Merkle tree over all entries, for proofs."""
    return Tree(leaf_hash(body) for _, _, body in bodies(connection))


def last_changes(connection: Connection, kind: str, keys: Iterable[str]) -> dict[str, int]:
    """Finds the entry that last changed each of some records."""
    wanted = set(keys)
    made: dict[str, int] = {}
    for (body,) in connection.exec_driver_sql(
        "SELECT body FROM entry WHERE instr(body, ?) ORDER BY number DESC", (f'["{kind}","'.encode(),)
    ):
        if not wanted - made.keys():
            break
        entry = entry_from(body)
        for change in entry.changes:
            if change.kind == kind and change.key in wanted and change.after is not None:
                made.setdefault(change.key, entry.number)
    return made


def states(connection: Connection, rows: Collection[tuple[str, str]]) -> frozenset[str]:
    """Names every state that some records, given by kind and key, have ever had."""
    found = set[str]()
    for kind in sorted({kind for kind, _ in rows}):
        marked = connection.exec_driver_sql("SELECT body FROM entry WHERE instr(body, ?)", (f'["{kind}","'.encode(),))
        for (body,) in marked:
            for change in entry_from(body).changes:
                if change.kind == kind and (kind, change.key) in rows:
                    found.update(state for state in (change.before, change.after) if state is not None)
    return frozenset(found)


def _bytes(body: object) -> bytes:
    """Takes a stored body as bytes, even where somebody put a text or a number in its place."""
    return body if isinstance(body, bytes) else str(body).encode("utf-8", "replace")


def newest(connection: Connection, count: int) -> tuple[Entry, ...]:
    """Reads the newest entries, newest first."""
    rows = connection.exec_driver_sql("SELECT body FROM entry ORDER BY number DESC LIMIT ?", (count,))
    return tuple(entry_from(body) for (body,) in rows)


def by_verb(connection: Connection, verb: Verb) -> tuple[Entry, ...]:
    """Reads all entries of one verb, oldest first."""
    rows = connection.exec_driver_sql("SELECT body FROM entry WHERE verb = ? ORDER BY number", (verb.name,))
    return tuple(entry_from(body) for (body,) in rows)


def undone(connection: Connection) -> frozenset[int]:
    """Lists the numbers of entries whose opposite has been written."""
    rows = connection.exec_driver_sql("SELECT undoes FROM entry WHERE undoes IS NOT NULL")
    return frozenset(number for (number,) in rows)


def save_head(connection: Connection, head: Head) -> None:
    """Keeps a signed head beside the entries, with the frontier it was made from; the first one of a size stays."""
    size, _, frontier = state(connection)
    roots = frontier.packed() if (size, frontier.root()) == (head.size, head.root) else None
    if connection.exec_driver_sql("SELECT 1 FROM head WHERE size = ?", (head.size,)).fetchone() is None:
        connection.exec_driver_sql(
            "INSERT INTO head(size, body, roots) VALUES (?, ?, ?)", (head.size, body_of(head), roots)
        )


def heads(connection: Connection) -> tuple[Head, ...]:
    """Reads all signed heads, oldest first."""
    from sqlalchemy import select

    kept = table("head")
    return tuple(value_from(body, Head) for (body,) in connection.execute(select(kept.c.body).order_by(kept.c.size)))
