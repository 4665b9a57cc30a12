"""Chooses the frames of a contact sheet: where scenes begin first, then evenly over what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.casefile.exposure import Veil

SHEET_FRAMES, SHEET_LEAST, SHEET_APART = 20, 4, 2.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A frame that a sheet may have: its time, its veil, and how hard the cut is that it begins with (0: none)."""

    seconds: float
    veil: Veil
    cut: float = 0.0


def sheet_plan(duration: float | None) -> tuple[int, float]:
    """Chooses how many frames a sheet has and how far apart in seconds they are at least.

    At most 20 and 2 s apart; a clip shorter than 8 s still gets four, half their even spacing apart.
    """
    if not duration:
        return 1, 0.0
    slots = max(SHEET_LEAST, min(SHEET_FRAMES, int(duration / SHEET_APART)))
    return slots, min(SHEET_APART, duration / slots / 2 if duration < SHEET_LEAST * SHEET_APART else SHEET_APART)


def chosen(candidates: Sequence[Candidate], duration: float) -> list[Candidate]:
    """Chooses the frames of a sheet, by time.

    Each of its equal parts gets the hardest cut in it, or else the frame in its middle; then the widest gaps are
    filled.
    """
    slots, apart = sheet_plan(duration)
    picked: list[Candidate] = []
    for candidate in (*_cuts(candidates, slots, duration), *_middles(candidates, slots, duration)):
        taken = {_part(other, slots, duration) for other in picked}
        fits = all(abs(candidate.seconds - other.seconds) >= apart for other in picked)
        if fits and (candidate.cut or _part(candidate, slots, duration) not in taken):
            picked.append(candidate)
    while len(picked) < slots:
        widest = max(candidates, key=lambda one: _room(one, picked, duration))
        if widest in picked or _room(widest, picked, duration) < apart:
            break
        picked.append(widest)
    return sorted(picked, key=lambda candidate: candidate.seconds)


def _cuts(candidates: Sequence[Candidate], slots: int, duration: float) -> list[Candidate]:
    """Finds the hardest cut of each part, hardest first."""
    hardest: dict[int, Candidate] = {}
    for candidate in candidates:
        part = _part(candidate, slots, duration)
        if candidate.cut > (hardest[part].cut if part in hardest else 0.0):
            hardest[part] = candidate
    return sorted(hardest.values(), key=lambda one: -one.cut)


def _middles(candidates: Sequence[Candidate], slots: int, duration: float) -> list[Candidate]:
    """Finds the candidate nearest to the middle of each part."""
    places = [duration * (part + 0.5) / slots for part in range(slots)]
    return [min(candidates, key=lambda one: abs(one.seconds - place)) for place in places]


def _part(candidate: Candidate, slots: int, duration: float) -> int:
    """Tells which part of the clip a frame lies in."""
    return min(slots - 1, int(candidate.seconds / duration * slots)) if duration else 0


def _room(candidate: Candidate, picked: Sequence[Candidate], duration: float) -> float:
    """Measures how far a frame is from the nearest one picked."""
    return min((abs(candidate.seconds - other.seconds) for other in picked), default=duration)
