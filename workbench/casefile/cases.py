"""One escalation under review: its name, its kind and its clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CaseKind(StrEnum):
    """What kind of escalation a case is; the value is what the command line takes."""

    GRAPHIC = "graphic"
    ADS = "ads"
    INTELLECTUAL_PROPERTY = "ip"
    ELECTIONS = "elections"
    PRESS = "press"
    LEGAL = "legal"
    OTHER = "other"

    @property
    def words(self) -> str:
        """The kind as the screen and the memo say it."""
        return _KIND_WORDS[self]


_KIND_WORDS = {
    CaseKind.GRAPHIC: "Graphic media",
    CaseKind.ADS: "Ads policy",
    CaseKind.INTELLECTUAL_PROPERTY: "Intellectual property",
    CaseKind.ELECTIONS: "Elections risk",
    CaseKind.PRESS: "Press",
    CaseKind.LEGAL: "Legal request",
    CaseKind.OTHER: "Other",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One escalation: ``id`` never changes, ``reference`` is the number people quote, ``due`` may be unknown."""

    id: str
    title: str
    kind: CaseKind
    opened: datetime
    reference: str = ""
    due: datetime | None = None
    question: str = ""


def remaining_words(due: datetime, moment: datetime) -> str:
    """Says in words how far off a deadline is: ``in 2 h 10 min``, ``40 min late``."""
    minutes = round((due - moment).total_seconds() / 60)
    late, minutes = minutes < 0, abs(minutes)
    days, rest = divmod(minutes, 1440)
    hours, mins = divmod(rest, 60)
    if days:
        span = f"{days} d {hours} h" if hours else f"{days} d"
    elif hours:
        span = f"{hours} h {mins} min" if mins else f"{hours} h"
    else:
        span = f"{mins} min"
    return f"{span} late" if late else f"in {span}"


@dataclass(frozen=True, slots=True)
class KnownCase:
    """What a list of cases shows of one that may be closed: its folder, its names, and how far it is.

    Of an encrypted case no words are kept: its ``title`` is the folder's name, its ``reference`` empty.
    """

    folder: str
    id: str
    title: str
    kind: CaseKind
    reference: str = ""
    due: datetime | None = None
    total: int = 0
    decided: int = 0
    demonstration: bool = False
    encrypted: bool = False
    destroyed: bool = False
