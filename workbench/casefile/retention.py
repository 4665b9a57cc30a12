"""What the law asks of stored evidence: holds that forbid destruction, and what is left where bytes were destroyed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workbench.casefile.identity import Actor


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold; ``exhibits`` are the numbers it covers, none of them meaning the whole case.

    A hold that was lifted keeps its record: by whom, when and why.
    """

    id: str
    authority: str
    reason: str
    actor: Actor
    placed: datetime
    exhibits: tuple[int, ...] = ()
    lifted: datetime | None = None
    lifted_by: Actor | None = None
    lifted_reason: str = ""

    @property
    def active(self) -> bool:
        """Tells whether the hold still stands."""
        return self.lifted is None

    def covers(self, number: int) -> bool:
        """Tells whether an exhibit may not be destroyed because of this hold."""
        return self.active and (not self.exhibits or number in self.exhibits)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays of a destroyed exhibit: which bytes they were, who destroyed them, on what authority and why.

    ``derivatives`` names what was destroyed with them: previews, extracted words, children by their labels.
    """

    exhibit: int
    digest: str
    size: int
    authority: str
    reason: str
    actor: Actor
    at: datetime
    derivatives: tuple[str, ...] = ()
