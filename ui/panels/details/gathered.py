"""Gathers all that the details show of one exhibit, in one question to the case."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import exhibit, list_exhibits, sightings
from workbench.actions.exposure import exposures
from workbench.casefile.exhibits import Exhibit, Sighting
from workbench.casefile.exposure import Exposure
from workbench.casefile.retention import Hold, Tombstone


@dataclass(frozen=True, slots=True)
class Gathered:
    """One exhibit with everything that stands on it."""

    exhibit: Exhibit
    looks: tuple[Exposure, ...] = ()
    met: tuple[Sighting, ...] = ()
    children: tuple[Exhibit, ...] = ()
    holds: tuple[Hold, ...] = ()
    stone: Tombstone | None = None


def gathered(case: OpenCase, number: int) -> Gathered:
    """Reads one exhibit and all that stands on it."""
    item = exhibit(case, number)
    return Gathered(
        item,
        tuple(exposures(case, number)),
        sightings(case, number),
        tuple(child for child in list_exhibits(case) if child.parent == number),
    )
