"""Undo: the opposite of an earlier entry, written as a new one; nothing is erased."""

from __future__ import annotations

from workbench.actions.cases import OpenCase
from workbench.casefile.custody import Entry
from workbench.casefile.identity import Actor
from workbench.casefile.verbs import UNDO, verb_named
from workbench.errors import NothingToUndo
from workbench.store import ledger

_LOOK_BACK = 500


def undoable(case: OpenCase) -> Entry | None:
    """Finds the entry that undo would take back now, None where there is none."""
    if case.read_only:
        return None
    with case.file.reading() as connection:
        undone = ledger.undone(connection)
        recent = ledger.newest(connection, _LOOK_BACK)
    for entry in recent:
        verb = verb_named(entry.verb)
        if verb is not None and verb.undoable and entry.number not in undone:
            return entry
    return None


def undo(case: OpenCase, actor: Actor) -> Entry:
    """Takes the last undoable act back and returns the entry that was undone; raises NothingToUndo."""
    entry = undoable(case)
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
