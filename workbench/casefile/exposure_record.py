"""What one person has looked at: their own record, apart from any case, and what can be counted in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Channel, LookMode, Rung
from workbench.casefile.harms import Harm


@dataclass(frozen=True, slots=True)
class PastLook:
    """One look in the person's own record.

    ``area`` is the share of the picture that was uncovered, 0 to 1. There is no free text and no name of a file:
    ``digest`` is what tells whether the same thing was seen before.
    """

    id: str
    case_id: str
    exhibit: int
    digest: str
    began: datetime
    ended: datetime
    rung: Rung
    mode: LookMode
    channel: Channel
    sensitivity: Sensitivity
    harms: tuple[Harm, ...]
    shown_ms: int
    area: float = 1.0


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """That this person has seen the same bytes, or one of the same group: when last, and for how long in all."""

    last: datetime
    looks: int
    shown_ms: int
    exact: bool = True
    case_id: str = ""
    exhibit: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person's day stands against their budgets: all times in seconds.

    ``advice`` is what to say at the next quiet moment, empty for nothing; ``pause`` tells that it is about a pause,
    ``stopped`` that looks above OUTLINE ask for a written reason from now on. Nothing here ever locks anyone out.
    """

    looks: int = 0
    seconds: float = 0.0
    units: float = 0.0
    window_seconds: float = 0.0
    severe_looks: int = 0
    avoided: int = 0
    advice: str = ""
    pause: bool = False
    stopped: bool = False
