"""The one way sound leaves the program: a piece of it at a time, held under its ceiling, faded in, never by itself."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol

FADE_SECONDS = 0.3
MISSING = "This installation cannot play sound: QtMultimedia is not part of it. The waveform shows where it is loud."
NO_DEVICE = "This machine has no sound output. The waveform shows where it is loud."


class ClearSound(Protocol):
    """A piece of sound of one look, in memory that can be wiped: 16-bit samples of one channel."""

    @property
    def samples(self) -> memoryview:
        """The bytes of the samples, little end first."""

    @property
    def rate(self) -> int:
        """Samples a second."""

    @property
    def seconds(self) -> float:
        """How long it lasts."""

    def wipe(self) -> None:
        """Gives it up; may be called again."""


class Sink(Protocol):
    """What plays samples until it is stopped."""

    def start(self, samples: memoryview, rate: int) -> None:
        """Begins to play."""

    def stop(self) -> None:
        """Is silent at once and lets go of the samples; may be called again."""


def faded(samples: memoryview, rate: int) -> array[int]:
    """Copies samples and lets the first 0.3 s rise from silence, so that nothing starts with a bang."""
    copied = array("h", samples.cast("B").tobytes())
    count = min(len(copied), round(rate * FADE_SECONDS))
    for place in range(count):
        copied[place] = copied[place] * place // count
    return copied


def sound_problem() -> str:
    """Says in words why no sound can be played here; empty where it can."""
    try:
        multimedia = import_module("PySide6.QtMultimedia")
    except ImportError:
        return MISSING
    return NO_DEVICE if multimedia.QMediaDevices.defaultAudioOutput().isNull() else ""


class QtSink:
    """Plays through the sound output of the machine, from a buffer that is overwritten when it ends."""

    def __init__(self) -> None:
        self._sink: Any = None
        self._device: Any = None
        self._bytes = bytearray()

    def start(self, samples: memoryview, rate: int) -> None:
        """Begins to play, softly at first."""
        self.stop()
        core, multimedia = import_module("PySide6.QtCore"), import_module("PySide6.QtMultimedia")
        form = multimedia.QAudioFormat()
        form.setSampleRate(rate)
        form.setChannelCount(1)
        form.setSampleFormat(multimedia.QAudioFormat.SampleFormat.Int16)
        soft = faded(samples, rate)
        self._bytes = bytearray(soft.tobytes())
        soft[:] = array("h", bytes(2 * len(soft)))
        self._device = _device_over(core, self._bytes)
        self._sink = multimedia.QAudioSink(multimedia.QMediaDevices.defaultAudioOutput(), form)
        self._sink.start(self._device)

    def stop(self) -> None:
        """Is silent at once; the buffer is overwritten."""
        sink, device, self._sink, self._device = self._sink, self._device, None, None
        if sink is not None:
            sink.reset()
        if device is not None:
            device.close()
        self._bytes[:] = bytes(len(self._bytes))
        self._bytes = bytearray()


def _device_over(core: Any, held: bytearray) -> Any:
    """Makes a device that reads out of a buffer, so that no more than a moment of it is copied ahead."""

    class Piece(core.QIODevice):  # type: ignore[misc, name-defined]
        """Gives the buffer out, a little at a time."""

        def __init__(self) -> None:
            super().__init__()
            self._at = 0

        def readData(self, most: int) -> bytes:
            """Gives the next bytes."""
            piece = bytes(held[self._at : self._at + most])
            self._at += len(piece)
            return piece

        def writeData(self, _data: bytes) -> int:
            """Takes nothing."""
            return -1

        def bytesAvailable(self) -> int:
            """Counts what is left."""
            return len(held) - self._at + int(super().bytesAvailable())

    device = Piece()
    device.open(core.QIODevice.OpenModeFlag.ReadOnly)
    return device


MakeSink = Callable[[], Sink]
