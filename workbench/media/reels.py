"""A span of a clip, and a piece of sound, of one granted look: in memory that is cleared when the look ends."""

from __future__ import annotations

import math
import mmap
from dataclasses import dataclass

from workbench.casefile.exposure import GREY_SIDE, OUTLINE_SIDE, Rung
from workbench.media.wiping import clear

REEL_SECONDS = 8.0
REEL_RATE = 12.0
REEL_FRAMES = 96
REEL_SIDE = GREY_SIDE
SOUND_SECONDS = 15.0
SOUND_RATE = 24_000
LOUDEST, SOFTEST = -12.0, -60.0
MOST_TIMES = 201
_SIDES = {Rung.OUTLINE: OUTLINE_SIDE, Rung.GREY: REEL_SIDE, Rung.COLOUR: REEL_SIDE}


@dataclass(frozen=True, slots=True)
class ReelFrame:
    """One frame of a reel: when it is first shown, in seconds of the clip, and where it lies in the memory."""

    seconds: float
    offset: int


@dataclass(frozen=True, slots=True)
class ReelForm:
    """The form of a reel in the shared memory, checked against its size."""

    width: int
    height: int
    stride: int
    format: str
    times: tuple[float, ...]
    until: float

    @property
    def size(self) -> int:
        """How many bytes one frame takes."""
        return self.stride * self.height


@dataclass(frozen=True, slots=True)
class ReelPlan:
    """How a reel is asked for, within its bounds."""

    start: float
    seconds: float
    per_second: float
    long_side: int
    frames: int
    out_bytes: int


@dataclass(frozen=True, slots=True)
class SoundPlan:
    """How a piece of sound is asked for, within its bounds."""

    start: float
    seconds: float
    ceiling: float

    @property
    def most(self) -> int:
        """How many samples it can have."""
        return math.ceil(self.seconds * SOUND_RATE)

    def hold(self, memory: mmap.mmap, form: tuple[int, float]) -> None:
        """Cuts off what is louder than the ceiling, whatever the decoder wrote."""
        import numpy as np

        level = ceiling_level(self.ceiling)
        samples = np.frombuffer(memory, dtype="<i2")
        np.clip(samples, -level, level, out=samples)


def plan_reel(start: float, seconds: float, rung: Rung, long_side: int, per_second: float) -> ReelPlan:
    """Holds what is asked for within the bounds of a reel; raises ValueError for what is no span at all."""
    if rung not in _SIDES or long_side < 1:
        raise ValueError("a reel is at OUTLINE, GREY or COLOUR, and has a size")
    if not all(math.isfinite(value) for value in (start, seconds, per_second)) or min(seconds, per_second) <= 0:
        raise ValueError("a reel has a start, a length and a rate")
    seconds, per_second = min(seconds, REEL_SECONDS), min(per_second, REEL_RATE)
    side = min(long_side, _SIDES[rung])
    line = 4 * side if rung is Rung.COLOUR else (side + 3) // 4 * 4
    frames = min(REEL_FRAMES, math.ceil(seconds * per_second))
    return ReelPlan(max(0.0, start), seconds, per_second, side, frames, frames * line * side)


def plan_sound(start: float, seconds: float, ceiling: float) -> SoundPlan:
    """Holds what is asked for within the bounds of listening; raises ValueError for what is no piece of sound."""
    if not all(math.isfinite(value) for value in (start, seconds, ceiling)) or seconds <= 0:
        raise ValueError("a piece of sound has a start, a length and a ceiling")
    if not SOFTEST <= ceiling <= LOUDEST:
        raise ValueError("a ceiling lies between -60 and -12 dBFS")
    return SoundPlan(max(0.0, start), min(seconds, SOUND_SECONDS), ceiling)


def give_back(memory: mmap.mmap, form: ReelForm) -> None:
    """Lets go of the pages behind the last frame, so that no more is held, and wiped, than is shown."""
    used = -(-form.size * len(form.times) // mmap.PAGESIZE) * mmap.PAGESIZE  # in whole pages
    if used < len(memory):
        memory.madvise(mmap.MADV_REMOVE, used, len(memory) - used)


class _Held:
    """Memory that a decoder filled: read through a view, cleared when the look ends, left out of core dumps."""

    def __init__(self, memory: mmap.mmap, used: int) -> None:
        self._memory: mmap.mmap | None = memory
        self._view = memoryview(memory)[:used].toreadonly()
        self._used = used

    def _shown(self) -> memoryview:
        """The bytes in use; raises ValueError once they are wiped."""
        if self._memory is None:
            raise ValueError("the memory of this look is wiped")
        return self._view

    def wipe(self) -> None:
        """Clears the memory and lets go of it; whoever still holds a view reads zeros. May be called again."""
        memory, self._memory, self._view = self._memory, None, memoryview(b"")
        if memory is not None:
            clear(memory, self._used)

    def __del__(self) -> None:
        """Clears what nobody wiped."""
        if getattr(self, "_memory", None) is not None:
            self.wipe()


class Reel(_Held):
    """The frames of a span, upright, ``grey8`` or ``rgb32`` as :class:`workbench.media.pixels.Pixels` has them.

    The first frame is the one that stands at the start of the span; each lasts until the next one's ``seconds``, the
    last until ``until``, which is the end of the span, or where the processor time of the decoder was used up.
    """

    def __init__(self, form: ReelForm, memory: mmap.mmap) -> None:
        super().__init__(memory, form.size * len(form.times))
        self.width = form.width
        self.height = form.height
        self.stride = form.stride
        self.format = form.format
        self.until = form.until
        self.frames = tuple(ReelFrame(seconds, place * form.size) for place, seconds in enumerate(form.times))

    def view(self, place: int) -> memoryview:
        """The lines of one frame, read-only; raises ValueError once they are wiped."""
        offset = self.frames[place].offset
        return self._shown()[offset : offset + self.stride * self.height]


class Sound(_Held):
    """A piece of sound: one channel of signed 16-bit samples, little end first, no sample over the ceiling."""

    def __init__(self, count: int, start: float, memory: mmap.mmap) -> None:
        super().__init__(memory, 2 * count)
        self.count = count
        self.start = start
        self.rate = SOUND_RATE

    @property
    def samples(self) -> memoryview:
        """The bytes of the samples, read-only; raises ValueError once they are wiped."""
        return self._shown()

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.count / self.rate


def ceiling_level(ceiling: float) -> int:
    """The highest sample that a ceiling in dBFS lets through."""
    return int(32_767 * 10 ** (ceiling / 20))
