"""Stretches in which one look followed another: what a day's total does not tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from workbench.casefile.budgets import SEVERE
from workbench.casefile.exposure_record import PastLook

GAP = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Run:
    """Looks between which there never were two minutes of rest: from the first to the end of the last."""

    began: datetime
    ended: datetime
    looks: int
    severe: int
    shown_ms: int

    @property
    def seconds(self) -> float:
        """How long it went on."""
        return (self.ended - self.began).total_seconds()


def longest_runs(looks: Iterable[PastLook], most: int = 3, gap: timedelta = GAP) -> tuple[Run, ...]:
    """Finds the longest runs of more than one look, the longest first."""
    runs: list[list[PastLook]] = []
    for look in sorted(looks, key=lambda look: (look.began, look.ended)):
        if runs and look.began - max(item.ended for item in runs[-1][-8:]) < gap:
            runs[-1].append(look)
        else:
            runs.append([look])
    found = (_run(run) for run in runs if len(run) > 1)
    return tuple(sorted(found, key=lambda run: run.seconds, reverse=True)[:most])


def _run(looks: list[PastLook]) -> Run:
    return Run(
        looks[0].began,
        max(look.ended for look in looks),
        len(looks),
        sum(look.sensitivity in SEVERE for look in looks),
        sum(look.shown_ms for look in looks),
    )
