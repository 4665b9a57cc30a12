"""A statement about part of an exhibit: on a moment, a span, a region, or the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workbench.casefile.identity import Actor


@dataclass(frozen=True, slots=True)
class Anchor:
    """The part of an exhibit that a statement is about.

    ``start`` and ``end`` are seconds in a clip: none for the whole, ``start`` alone for a moment, both for a span.
    ``region`` is x, y, width, height as shares of the upright picture, each 0 to 1; ``page`` is that of a document,
    from 1.
    """

    start: float | None = None
    end: float | None = None
    region: tuple[float, float, float, float] | None = None
    page: int | None = None

    def __post_init__(self) -> None:
        """Refuses an anchor that names no real part."""
        if self.end is not None and (self.start is None or self.end < self.start):
            raise ValueError("a span ends after it starts")
        if self.start is not None and self.start < 0:
            raise ValueError("a clip has no time before its start")
        if self.page is not None and self.page < 1:
            raise ValueError("pages count from 1")
        if self.region is not None:
            x, y, width, height = self.region
            if not (0 <= x <= 1 and 0 <= y <= 1 and 0 < width <= 1 - x + 1e-9 and 0 < height <= 1 - y + 1e-9):
                raise ValueError("a region lies inside the picture")

    @property
    def words(self) -> str:
        """The anchor as a label says it: ``0:12.48``, ``0:11.20 to 0:17.50``, ``region``, ``whole``."""
        parts = []
        if self.page is not None:
            parts.append(f"page {self.page}")
        if self.start is not None:
            parts.append(clip_time(self.start))
        if self.end is not None:
            parts[-1] += f" to {clip_time(self.end)}"
        if self.region is not None:
            parts.append("region")
        return ", ".join(parts) or "whole"


@dataclass(frozen=True, slots=True)
class Annotation:
    """What somebody says about part of an exhibit."""

    id: str
    exhibit: int
    words: str
    anchor: Anchor
    actor: Actor
    at: datetime


def clip_time(seconds: float) -> str:
    """Writes a time in a clip as minutes, seconds and hundredths: ``0:12.48``, ``1:02:03.00``."""
    hundredths = round(seconds * 100)
    whole, part = divmod(hundredths, 100)
    minutes, secs = divmod(whole, 60)
    hours, mins = divmod(minutes, 60)
    if hours:
        return f"{hours}:{mins:02d}:{secs:02d}.{part:02d}"
    return f"{mins}:{secs:02d}.{part:02d}"


def parse_clip_time(text: str) -> float:
    """Reads ``12.5``, ``0:12.48`` or ``1:02:03`` as seconds; raises ValueError for anything else."""
    pieces = text.strip().split(":")
    if not 1 <= len(pieces) <= 3:
        raise ValueError(f"{text!r} is no time in a clip")
    seconds = 0.0
    for piece in pieces:
        if not piece.replace(".", "", 1).isdecimal():
            raise ValueError(f"{text!r} is no time in a clip")
        seconds = seconds * 60 + float(piece)
    return seconds
