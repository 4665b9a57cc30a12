"""What a check has come upon so far: faults by name, notes, counts, and the last state of every row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from workbench.casefile.custody import Fault, FaultKind, Note

RESTORE = "Restore it from a copy of the case folder: repair CASE --from COPY."
UNTRUE = "Do not rely on this copy; compare it with an earlier one."
REPAIR = "Run repair CASE; what it cannot mend, restore from a copy of the case folder."
# One edit can put every entry behind it out of place; nobody reads a million faults.
_MOST_OF_A_KIND = 200
_MOST_NOTES = 20


@dataclass
class Findings:
    """What the parts of a check hand on to each other."""

    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    entries: int = 0
    rows: int = 0
    originals: int = 0
    bytes: int = 0
    root: str = ""
    since: int = 0
    #: The digest of every row that should be there, by kind and key; None for a row that was taken out.
    states: dict[str, dict[str, str | None]] = field(default_factory=dict)
    _counts: Counter[FaultKind] = field(default_factory=Counter)
    _notes_left_out: int = 0

    def fault(self, kind: FaultKind, subject: str, detail: str, remedy: str = RESTORE) -> None:
        """Notes one thing that is not as it should be."""
        self._counts[kind] += 1
        if self._counts[kind] <= _MOST_OF_A_KIND:
            self.faults.append(Fault(kind, subject, detail, remedy))

    def note(self, subject: str, detail: str) -> None:
        """Notes one thing that is no fault."""
        if len(self.notes) < _MOST_NOTES:
            self.notes.append(Note(subject, detail))
        else:
            self._notes_left_out += 1

    def has(self, *kinds: FaultKind) -> bool:
        """Tells whether a fault of one of these kinds was found."""
        return any(self._counts[kind] for kind in kinds)

    def close(self) -> None:
        """Says how many more there are of what was too much to list."""
        for kind, count in self._counts.items():
            if count > _MOST_OF_A_KIND:
                more = f"{count - _MOST_OF_A_KIND:,} more of the same kind"
                self.faults.append(Fault(kind, "and others", more, UNTRUE))
        if self._notes_left_out:
            self.notes.append(Note("and others", f"{self._notes_left_out:,} more notes"))
