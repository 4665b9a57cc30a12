"""The words an investigator writes into the memo, beside what the case itself says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workbench.casefile.identity import Actor


class MemoPart(StrEnum):
    """A part of the memo that a person writes."""

    ANSWER = "answer"
    SUMMARY = "summary"
    RECOMMENDATION = "recommendation"


@dataclass(frozen=True, slots=True)
class MemoWords:
    """What somebody wrote for one part of the memo."""

    part: MemoPart
    text: str
    actor: Actor
    at: datetime
