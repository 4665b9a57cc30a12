"""Finds where a clip cuts from one scene to the next, by samples of the luma that the decoder gives anyway."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from workbench.media.clips import scaled

Samples = NDArray[np.int16]

_SAMPLES = 48  # on the long side
_PLAIN_LUMA = {"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "nv12", "nv21", "gray"}
_LEAST_CHANGE, _OVER_USUAL = 9.0, 3.0  # mean grey levels, and how many times the usual change
_USUAL_FRAMES, _FEWEST = 12, 3
_SCENE_SECONDS = 0.4
_ALL = 255.0


class Cuts:
    """Compares each frame with the one before; a cut changes far more than the frames before it did."""

    def __init__(self) -> None:
        self._before: Samples | None = None
        self._recent: deque[float] = deque(maxlen=_USUAL_FRAMES)
        self._last = -_SCENE_SECONDS

    def hardness(self, seconds: float, samples: Samples) -> float:
        """Tells by how many grey levels a scene begins with this frame, 0 where none does."""
        before, self._before = self._before, samples
        if before is None:
            return 0.0
        same_shape = before.shape == samples.shape
        change = float(np.abs(samples - before).mean()) if same_shape else _ALL
        usual = sum(self._recent) / len(self._recent) if self._recent else 0.0
        known = len(self._recent) >= _FEWEST
        self._recent.append(change)
        if not known or change < max(_LEAST_CHANGE, usual * _OVER_USUAL) or abs(seconds - self._last) < _SCENE_SECONDS:
            return 0.0
        self._last = seconds
        return change


def luma_samples(frame: VideoFrame) -> Samples:
    """Takes some dozens of samples a side straight from a frame's luma; other pixel formats are reduced first."""
    if frame.format.name in _PLAIN_LUMA:
        step = max(1, max(frame.width, frame.height) // _SAMPLES)
        samples = _lines(frame)[step // 2 :: step, step // 2 : frame.width : step]
    else:
        size = scaled((frame.width, frame.height), _SAMPLES)
        samples = _lines(frame.reformat(*size, "gray", interpolation="AREA"))[:, : size[0]]
    return np.asarray(samples, np.int16)


def _lines(frame: VideoFrame) -> NDArray[np.uint8]:
    """Looks at the first plane of a frame, line by line, without a copy."""
    plane: Any = frame.planes[0]
    return np.frombuffer(plane, np.uint8)[: plane.line_size * frame.height].reshape(frame.height, -1)
