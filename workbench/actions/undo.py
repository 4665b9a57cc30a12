"""Undo: the opposite of an earlier entry, written as a new one; nothing is erased."""

from __future__ import annotations

from workbench.actions.cases import OpenCase
from workbench.casefile.custody import Entry
from workbench.casefile.identity import Actor
from workbench.casefile.verbs import UNDO, verb_named
from workbench.errors import NothingToUndo
from workbench.store import ledger
from workbench.store.reversal import Buried, entry_numbered

_LOOK_BACK = 500


def undoable(case: OpenCase) -> Entry | None:
    """Finds the entry that undo would take back now, None where there is none.

    What cannot come back, since it was destroyed, is passed over.
    """
    if case.read_only:
        return None
    with case.file.reading() as connection:
        undone, buried = ledger.undone(connection), Buried(connection)
        for entry in ledger.newest(connection, _LOOK_BACK):
            verb = verb_named(entry.verb)
            standing = verb is not None and verb.undoable and entry.number not in undone
            if standing and not buried.holds(entry):
                return entry
    return None


def undo(case: OpenCase, actor: Actor, number: int | None = None) -> Entry:
    """Takes the last undoable act back, or the one of a number, and returns its entry; raises NothingToUndo."""
    entry = undoable(case) if number is None else _named(case, number)
    if entry is None:
        raise NothingToUndo("There is nothing to undo.")
    with case.write(actor, UNDO, f"Undo: {entry.label}", *entry.subjects, undoes=entry.number) as work:
        for change in reversed(entry.changes):
            if work.digest(change) != change.after:
                raise NothingToUndo(
                    f"“{entry.label}” cannot be undone: what it changed has been changed since.",
                    "Change it back by its own command.",
                )
            work.restore(change)
    return entry


def _named(case: OpenCase, number: int) -> Entry:
    """Finds the entry of a number; raises NothingToUndo with the reason why it cannot be taken back."""
    with case.file.reading() as connection:
        entry = entry_numbered(connection, number)
        if entry is None:
            raise NothingToUndo(f"The ledger has no entry {number}.", "List the entries to see the numbers.")
        verb = verb_named(entry.verb)
        if verb is None or not verb.undoable:
            why = f": {verb.no_opposite}" if verb is not None else ""
            raise NothingToUndo(f"“{entry.label}” cannot be undone{why}.")
        if entry.number in ledger.undone(connection):
            raise NothingToUndo(f"“{entry.label}” is undone already.")
        if Buried(connection).holds(entry):
            raise NothingToUndo(
                f"“{entry.label}” cannot be undone: what it changed was destroyed.",
                "The tombstones say which and why.",
            )
    return entry
