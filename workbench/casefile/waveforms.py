"""The loudness of a sound over time: coarse enough to hide what is said, fine enough to see a scream coming."""

from __future__ import annotations

from dataclasses import dataclass

STEP_SECONDS = 0.1
QUIETEST = -60.0
LOUD = -14.0


@dataclass(frozen=True, slots=True)
class Waveform:
    """Loudness in steps of ``step`` seconds: each byte is the RMS level of a step, 0 for -60 dBFS or less, 255 for 0.

    At most 6,000 steps: a longer sound has longer ones. ``peak`` is the highest level of any step in dBFS; ``cut``
    tells that the sound goes on behind what was decoded.
    """

    step: float
    levels: bytes
    peak: float
    cut: bool = False

    def __post_init__(self) -> None:
        """Refuses a waveform that is finer than one may see without listening."""
        if self.step < STEP_SECONDS - 1e-9 or len(self.levels) > 6_000:
            raise ValueError("a waveform is coarse")

    def decibels(self, place: int) -> float:
        """The level of one step in dBFS."""
        return QUIETEST * (1 - self.levels[place] / 255)

    def loud_spans(self) -> tuple[tuple[float, float], ...]:
        """Finds where it is loud, in seconds: what a person is warned of before it plays."""
        spans: list[tuple[float, float]] = []
        for place in range(len(self.levels)):
            if self.decibels(place) < LOUD:
                continue
            start, end = place * self.step, (place + 1) * self.step
            if spans and start - spans[-1][1] <= self.step:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        return tuple(spans)
