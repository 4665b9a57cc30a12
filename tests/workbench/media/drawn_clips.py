"""Clips and sounds drawn in code: every frame carries its own number as eight black or white blocks."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
SIZE = (64, 48)
RATE = 25
_BITS = 8


def numbered(number: int, size: tuple[int, int] = SIZE) -> Plane:
    """Draws a grey frame whose columns are the bits of a number, most significant first."""
    width, height = size
    bits = [(number >> (_BITS - 1 - place)) & 1 for place in range(_BITS)]
    line = np.repeat(np.array([40 + 170 * bit for bit in bits], np.uint8), width // _BITS)
    return np.tile(line, (height, 1))


def number_on(view: memoryview, width: int, height: int, stride: int) -> int:
    """Reads the number back from grey lines."""
    plane = np.frombuffer(view, np.uint8).reshape(height, stride)[:, :width]
    return sum(
        int(block.mean() > 125) << (_BITS - 1 - place)
        for place, block in enumerate(np.array_split(plane[height // 4 : height * 3 // 4], _BITS, axis=1))
    )


def clip(
    container: str,
    codec: str,
    frames: int = 60,
    options: dict[str, str] | None = None,
    draw: Callable[[int], Plane] = numbered,
    times: Sequence[int] | None = None,
    sound: str = "",
    rate: int = RATE,
    prepare: Callable[[Any], None] = lambda stream: None,
    flags: dict[str, str] | None = None,
) -> bytes:
    """Encodes numbered frames; ``times`` are their ticks (one a frame where absent), ``sound`` a codec beside them."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container, options=flags or {}) as written:
        stream = written.add_stream(codec, rate=rate, options=options or {})
        first = draw(0)
        stream.height, stream.width = first.shape
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        prepare(stream)
        heard = _voice(written, sound, 48_000) if sound else None
        for place in range(frames):
            frame = av.VideoFrame.from_ndarray(draw(place), "gray").reformat(format=stream.pix_fmt)
            frame.pts, frame.time_base = place if times is None else times[place], Fraction(1, rate)
            written.mux(stream.encode(frame))
        written.mux(stream.encode(None))
        if heard is not None:
            _sing(written, heard, tone(frames / rate))
    return buffer.getvalue()


def tone(seconds: float, level: float = 0.9, rate: int = 48_000) -> NDArray[np.float32]:
    """Makes a tone of 440 Hz."""
    ticks = np.arange(int(seconds * rate)) / rate
    return np.asarray(level * np.sin(2 * np.pi * 440 * ticks), np.float32)


def sound(
    container: str, codec: str, samples: NDArray[np.float32], rate: int = 48_000, options: dict[str, str] | None = None
) -> bytes:
    """Encodes samples of one channel."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container) as written:
        stream = _voice(written, codec, rate, options)
        _sing(written, stream, samples)
    return buffer.getvalue()


def _voice(written: Any, codec: str, rate: int, options: dict[str, str] | None = None) -> Any:
    """Adds a stream of sound in the first form that its encoder takes."""
    stream = written.add_stream(codec, rate=rate, options=options or {})
    stream.codec_context.layout = "stereo" if codec == "vorbis" else "mono"  # all that its encoder knows
    forms = stream.codec.audio_formats
    if forms:
        stream.codec_context.format = forms[0].name
    return stream


def _sing(written: Any, stream: Any, samples: NDArray[np.float32]) -> None:
    """Encodes samples of 48 kHz into a stream."""
    context = stream.codec_context
    resampler = av.AudioResampler(context.format.name, context.layout.name, context.sample_rate)
    fifo = av.AudioFifo()
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), "fltp", "mono")
    frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, Fraction(1, 48_000)
    for made in (*resampler.resample(frame), *resampler.resample(None)):
        fifo.write(made)
    while (piece := fifo.read(context.frame_size or 1024, partial=True)) is not None:
        written.mux(stream.encode(piece))
    written.mux(stream.encode(None))
