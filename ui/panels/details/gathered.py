"""Gathers all that the details show of one exhibit, in one question to the case."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import capture_state, exhibit, sightings
from workbench.actions.exposure import exposures
from workbench.actions.retention import holds, tombstone
from workbench.actions.unpacking import can_unpack, children
from workbench.casefile.capture import CaptureState
from workbench.casefile.exhibit_numbers import reading_order
from workbench.casefile.exhibits import Exhibit, Sighting
from workbench.casefile.exposure import Exposure
from workbench.casefile.retention import Hold, Tombstone

NO_CAPTURE = CaptureState()


@dataclass(frozen=True, slots=True)
class Gathered:
    """One exhibit with everything that stands on it."""

    exhibit: Exhibit
    looks: tuple[Exposure, ...] = ()
    met: tuple[Sighting, ...] = ()
    children: tuple[Exhibit, ...] = ()
    holds: tuple[Hold, ...] = ()
    stone: Tombstone | None = None
    capture: CaptureState = NO_CAPTURE
    opens: bool = False


def gathered(case: OpenCase, number: int) -> Gathered:
    """Reads one exhibit and all that stands on it."""
    item = exhibit(case, number)
    return Gathered(
        item,
        tuple(exposures(case, number)),
        sightings(case, number),
        tuple(sorted(children(case, number), key=lambda child: reading_order(child.number))),
        holds(case, number),
        tombstone(case, number),
        capture_state(case, number),
        can_unpack(item),
    )
