"""The look as a state machine: pressing, arming, opening, showing, ending; pure, with the clock passed in."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.casefile.exposure import LookMode, Reason, Rung


@dataclass(frozen=True, slots=True)
class Wish:
    """One look that a person asks for; ``serial`` tells a late answer from the one that is waited for."""

    serial: int
    rung: Rung
    mode: LookMode
    reason: Reason = Reason.REVIEW
    region: tuple[float, float, float, float] | None = None
