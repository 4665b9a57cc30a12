"""A piece of sound, inside a child, made safe to listen to."""

from __future__ import annotations

import math
import mmap
from collections.abc import Iterator, Mapping

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from workbench.media import clips, wire
from workbench.media.reels import SOUND_RATE, ceiling_level
from workbench.media.zygote import Refused

Samples = NDArray[np.float32]
Piece = tuple[float, Samples]

FADE_SECONDS = 0.3
_BLOCK = SOUND_RATE // 200  # 5 ms: so far ahead the limiter hears
_RELEASE = 1.02  # so much may its gain grow from block to block: twice as loud again takes 0.18 s
_SEEK_EARLY = 0.5  # a decoder needs some sound before the place to start well
_RATES = (1_000, 768_000)  # samples a second


def listen(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Writes the sound from ``seconds`` on for ``span`` seconds: one channel, limited, faded in."""
    if output is None or request.seconds is None:
        raise Refused("damaged")
    with clips.opened(source) as container:
        stream = next(iter(container.streams.audio), None)
        if stream is None:
            raise Refused("no-sound")
        start, sound = _gathered(_from_time(container, stream, request.seconds), request.seconds, request.most)
    if not sound.size:
        raise Refused("no-sound")
    level = ceiling_level(request.ceiling)
    safe = faded_in(limited(sound, level / 32_768))
    whole = np.clip(np.rint(safe * 32_768), -level, level).astype("<i2")
    output[: 2 * whole.size] = whole.tobytes()
    return {"samples": int(whole.size), "seconds": round(start, 6)}


def limited(sound: Samples, ceiling: float) -> Samples:
    """Turns down what is louder than a ceiling, from 5 ms before it on; what is softer stays as it is."""
    blocks = -(-sound.size // _BLOCK)
    peaks = np.zeros(blocks * _BLOCK, np.float32)
    peaks[: sound.size] = np.abs(sound)
    loudest = peaks.reshape(blocks, _BLOCK).max(axis=1)
    wanted = ceiling / np.maximum(loudest, ceiling)
    padded = np.pad(wanted, 1, mode="edge")
    gains = np.minimum(np.minimum(padded[:-2], padded[2:]), wanted)
    for place in range(1, blocks):
        gains[place] = min(gains[place], gains[place - 1] * _RELEASE)
    centres = (np.arange(blocks) + 0.5) * _BLOCK
    return np.asarray(sound * np.interp(np.arange(sound.size), centres, gains), np.float32)


def faded_in(sound: Samples) -> Samples:
    """Lets a sound begin from silence."""
    fade = min(sound.size, int(FADE_SECONDS * SOUND_RATE))
    result = sound.copy()
    result[:fade] *= np.linspace(0.0, 1.0, fade, endpoint=False, dtype=np.float32)
    return result


def pieces(container: InputContainer, stream: AudioStream, start: float = 0.0) -> Iterator[Piece]:
    """Decodes sound from where it stands: the time of each piece, and its samples in one channel at 24 kHz.

    A broken packet is passed over, and so is a rate that no recorder has: to convert from it would take all the time
    and memory there is. Times count from the first of the streams, so that sound and picture fit.
    """
    resampler, at = AudioResampler("flt", "mono", SOUND_RATE), start
    first = clips.first_time(container, stream)
    for frame in clips.heard(container, stream):
        if not _RATES[0] <= frame.sample_rate <= _RATES[1]:
            continue
        if frame.pts is not None and frame.time_base is not None:
            at = float(frame.pts * frame.time_base) - first
        frame.pts = None
        for made in resampler.resample(frame):
            samples = made.to_ndarray().reshape(-1)
            yield at, np.nan_to_num(samples)
            at += samples.size / SOUND_RATE


def _from_time(container: InputContainer, stream: AudioStream, wanted: float) -> Iterator[Piece]:
    """Decodes from a little before a time; from the start where the container cannot seek there."""
    early = wanted + clips.first_time(container, stream) - _SEEK_EARLY
    assert stream.time_base is not None
    if early > 0:
        try:
            container.seek(math.floor(early / stream.time_base), stream=stream)
            found = pieces(container, stream, wanted)
            piece = next(found, None)
            if piece is not None and piece[0] <= wanted + clips.SLACK:
                yield piece
                yield from found
                return
        except av.FFmpegError:
            pass
        clips.rewind(container)
    yield from pieces(container, stream)


def _gathered(found: Iterator[Piece], wanted: float, most: int) -> tuple[float, Samples]:
    """Lays pieces down where their times say; a hole is silence. Gives where the first sample lies."""
    sound = np.zeros(most, np.float32)
    first, end = -1, 0
    try:
        for seconds, samples in found:
            at = round((seconds - wanted) * SOUND_RATE)
            if at >= most:
                break
            cut = samples[max(0, -at) :][: most - max(0, at)]
            at = max(0, at)
            sound[at : at + cut.size] = cut
            first = at if first < 0 and cut.size else first
            end = max(end, at + cut.size)
    except av.FFmpegError:
        pass
    first = max(first, 0)
    return wanted + first / SOUND_RATE, sound[first:end]
