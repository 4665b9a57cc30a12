"""Everything a memo is made from: one reading of a case at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workbench.casefile.annotations import Annotation
from workbench.casefile.capture import CaptureState
from workbench.casefile.cases import Case
from workbench.casefile.custody import Head
from workbench.casefile.decisions import Determination
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.exposure import ExposureTotals, Preview
from workbench.casefile.identity import Actor
from workbench.casefile.occurrences import Occurrence
from workbench.casefile.policies import Citation
from workbench.casefile.proofs import MemoProof
from workbench.casefile.retention import Tombstone


@dataclass(frozen=True)
class Dossier:
    """A case as the memo's writer sees it.

    ``exposures`` counts the looks recorded in the case and how long they lasted; ``verification`` says in a
    sentence what the last full check found, None where there was none; ``words`` holds what the investigator
    typed, by part: ``answer`` (the bottom line), ``summary``, ``recommendation``. Of the exhibits in ``sealed`` the
    rules of this case let no veil out; for those in ``undescribed`` they want a description. ``proof`` proves under
    ``head`` the entries that the memo rests on; None where the memo leaves without one.
    """

    case: Case
    head: Head
    made_at: datetime
    actor: Actor
    exhibits: tuple[Exhibit, ...] = ()
    previews: Mapping[int, Preview] = field(default_factory=dict)
    determinations: Mapping[int, Determination] = field(default_factory=dict)
    citations: tuple[Citation, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    exposures: ExposureTotals = field(default_factory=ExposureTotals)
    verification: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    handling: str = "TLP:AMBER"
    tombstones: Mapping[int, Tombstone] = field(default_factory=dict)
    captures: Mapping[int, CaptureState] = field(default_factory=dict)
    sealed: frozenset[int] = frozenset()
    undescribed: frozenset[int] = frozenset()
    proof: MemoProof | None = None

    def undecided(self) -> tuple[Exhibit, ...]:
        """The exhibits nobody has judged."""
        return tuple(exhibit for exhibit in self.exhibits if exhibit.number not in self.determinations)
