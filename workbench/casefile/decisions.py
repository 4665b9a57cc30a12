"""The judgement on an exhibit: which section is, or is not, violated, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workbench.casefile.identity import Actor
from workbench.casefile.likeness import Inheritance


class Judgement(StrEnum):
    """What a reviewer may say of an exhibit; the digit is the key that says it."""

    VIOLATING = "violates"
    BORDERLINE = "borderline"
    CLEAR = "clear"
    ESCALATE = "escalate"

    @property
    def words(self) -> str:
        """The judgement as the screen and the memo say it."""
        return {"violates": "Violating"}.get(self.value, self.value.capitalize())

    @property
    def digit(self) -> int:
        """The key of this judgement, 1 to 4."""
        return list(Judgement).index(self) + 1


class Confidence(StrEnum):
    """How sure the judgement is (estimative language: confidence in analytic judgement)."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Determination:
    """The judgement in force on one exhibit; ``citations`` are the ids of the quotations it rests on.

    ``inherited`` says which exhibit of its group was judged, where this one was not looked at.
    """

    exhibit: int
    judgement: Judgement
    actor: Actor
    at: datetime
    rationale: str = ""
    confidence: Confidence | None = None
    citations: tuple[str, ...] = ()
    section: str = ""
    inherited: Inheritance | None = None
