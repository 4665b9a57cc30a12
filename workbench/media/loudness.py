"""The loudness of a sound over time, inside a child: what its waveform is drawn from."""

from __future__ import annotations

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from workbench.casefile.waveforms import QUIETEST, STEP_SECONDS
from workbench.media import clips
from workbench.media.allowance import Allowance

Samples = NDArray[np.float64]

MOST_STEPS = 6_000
_UNTIL = 0.85  # share of the allowance
_LONGEST_HOLE = 3_600.0  # a sound that says it goes on later than so many seconds after its last piece is not believed
_TOP = 255
_FULL = {"u8": 128.0, "s16": 32_768.0, "s32": 2_147_483_648.0, "s64": 2.0**63, "flt": 1.0, "dbl": 1.0}


class Loudness:
    """The energy of a sound in equal steps; twice as long ones whenever there are too many."""

    def __init__(self) -> None:
        self.step = STEP_SECONDS
        self._energy = np.zeros(MOST_STEPS)
        self._samples = np.zeros(MOST_STEPS)
        self._used = 0

    @property
    def ended(self) -> float:
        """The end of the last step that was heard."""
        return self._used * self.step

    def add(self, seconds: float, energies: Samples, rate: int) -> None:
        """Adds the energy of samples that begin at a time."""
        while seconds + energies.size / rate > MOST_STEPS * self.step:
            self._double()
        places = ((seconds + np.arange(energies.size) / rate) / self.step).astype(np.int64)
        first = int(places[0])
        counts = np.bincount(places - first)
        self._energy[first : first + counts.size] += np.bincount(places - first, weights=energies)
        self._samples[first : first + counts.size] += counts
        self._used = max(self._used, first + counts.size)

    def packed(self, cut: bool) -> dict[str, object]:
        """The waveform as it is answered."""
        mean = self._energy[: self._used] / np.maximum(self._samples[: self._used], 1)
        decibels = np.clip(10 * np.log10(np.maximum(mean, 1e-12)), QUIETEST, 0.0)
        levels = np.rint((1 - decibels / QUIETEST) * _TOP).astype(np.uint8)
        peak = round(float(decibels.max()), 2)
        return {"waveform": {"step": round(self.step, 3), "levels": levels.tobytes().hex(), "peak": peak, "cut": cut}}

    def _double(self) -> None:
        """Makes each two steps one."""
        self.step *= 2
        half = MOST_STEPS // 2
        for steps in (self._energy, self._samples):
            steps[:half] = steps[0::2] + steps[1::2]
            steps[half:] = 0
        self._used = -(-self._used // 2)


def waveform(
    container: InputContainer, stream: AudioStream, allowance: Allowance
) -> tuple[dict[str, object], float | None]:
    """Makes the waveform of a sound within an allowance; with it the length, if it was heard out.

    Gives nothing where no sound can be decoded. A broken packet is passed over.
    """
    loudness, cut, at = Loudness(), False, 0.0
    first = clips.first_time(container, stream)
    try:
        clips.rewind(container)
        for frame in clips.heard(container, stream):
            at = _begin(frame, first, at)
            energies = _energies(frame)
            if energies.size and frame.sample_rate > 0:
                loudness.add(at, energies, frame.sample_rate)
                at += energies.size / frame.sample_rate
            cut = allowance.spent(_UNTIL)
            if cut:
                break
    except av.FFmpegError:
        pass
    if not loudness.ended:
        return {}, None
    return loudness.packed(cut), None if cut else at


def _begin(frame: AudioFrame, first: float, at: float) -> float:
    """Gives when a piece begins: as it says, unless it says nothing or jumps to where no sound can be."""
    if frame.pts is None or frame.time_base is None:
        return at
    begin = float(frame.pts * frame.time_base) - first
    return max(0.0, begin) if begin < at + _LONGEST_HOLE else at


def _energies(frame: AudioFrame) -> Samples:
    """Squares the samples of a piece, full scale being 1, and averages its channels."""
    samples, name = frame.to_ndarray(), frame.format.name
    if name.endswith("p"):
        name, samples = name[:-1], samples.T
    else:
        samples = samples.reshape(-1, max(1, len(frame.layout.channels)))
    level = np.asarray(samples, np.float32)
    if name == "u8":
        level = level - np.float32(_FULL[name])
    level = np.nan_to_num(level / np.float32(_FULL.get(name, 1.0)))
    return np.asarray((level * level).mean(axis=1), np.float64)
