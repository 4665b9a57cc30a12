"""Destroying for good: which earlier states go with a record, and how their bytes leave the disk.

The entry comes first: once it is committed nothing of the case speaks of the bytes as held. Only then are they erased.
A marker lies in the case from before the entry until the last byte is gone, so that an erasure that was cut off is
finished when the case is next opened for writing.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.casefile.exhibits import Exhibit, Holding
from workbench.casefile.verbs import SUGGEST, UNPACK
from workbench.errors import CaseError
from workbench.jobs import Job, Progress
from workbench.store import atomic, durable, ledger
from workbench.store.folder import CaseFile
from workbench.store.migrations.steps import copies_before

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MARKER = "destroying"
_MAKING = {UNPACK: "occurrence", SUGGEST: "suggestion"}


def made_from(connection: Connection, labels: Collection[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Lists what acts made from some exhibits, kind and key of each row, also those that were taken out since.

    These are occurrences that were unpacked, and what machines suggested.
    """
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for verb, kind in _MAKING.items():
        for entry in ledger.by_verb(connection, verb):
            source = entry.subjects[0] if entry.subjects else ""
            if source in labels:
                made = ((kind, row.key) for row in entry.changes if row.kind == kind and row.before is None)
                found[source] = (*found.get(source, ()), *made)
    return found


def announce(root: Path) -> None:
    """Leaves the marker, durably, before the entry of a destruction is written."""
    atomic.write_whole(root / _MARKER, b"")


def unfinished(root: Path) -> bool:
    """Tells whether a destruction was begun in a case and not finished."""
    return (root / _MARKER).exists()


def erase(case: CaseFile) -> Job[None]:
    """Erases the bytes of every destroyed exhibit, what copies and free pages keep of them, and then the marker.

    Raises StorageFull where there is no room to write the store anew, which takes as much as it is long, and CaseError
    where somebody still reads what it was; the marker then stays.
    """
    gone = _gone(case)
    for done, digest in enumerate(gone):
        yield Progress(done, len(gone), "Erasing bytes")
        case.blobs.erase(digest)
    for copy in copies_before(case.root):
        atomic.erase(copy)
    yield Progress(len(gone), len(gone), "Erasing what the store kept of them")
    case.write_anew()
    if not case.folded:
        raise CaseError(
            "The bytes are erased; another program still reads an earlier state of the store, with traces of it.",
            "Close that program, then open this case again: what is left is erased then.",
        )
    durable.drop_name(case.root / _MARKER)
    durable.sync_path(case.root)


def _gone(case: CaseFile) -> tuple[str, ...]:
    """Lists the digests of destroyed exhibits whose bytes are still there and belong to no other."""
    destroyed = {item.digest for item in case.all(Exhibit, "WHERE holding = ?", Holding.DESTROYED.value)}
    there = sorted(digest for digest in destroyed if case.blobs.has(digest))
    return tuple(digest for digest in there if not case.all(Exhibit, "WHERE digest = ? AND holding = 'held'", digest))
