"""Opens a clip inside a child and walks through its frames by their own times.

What a header says is a claim: a time is that of a decoded frame, and a seek is believed only once a frame at or
before the place that was asked for has come out of the decoder.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from workbench.media.zygote import Refused

_WITH_PICTURES = "mov,mp4,matroska,webm,avi,mpeg,mpegvideo,mpegts,flv,asf,ogg,gif,h264,hevc,m4v,ivf"
CONTAINERS = _WITH_PICTURES + ",mp3,aac,wav,w64,flac,amr,aiff,caf,ac3"
SLACK = 1e-3
MOST_LENGTH = 1e7
_TURNED = {90: 8, -90: 6, 180: 3, -180: 3, 270: 6, -270: 8}
_STEPS_BACK = (5.0, 20.0, 60.0)
_PROGRAM_STREAM_LEAD = 3.0
_BARE = {"h264", "hevc", "m4v", "mpegvideo"}
_LEAD_IN = 1.0  # so many seconds before a wanted frame every frame is decoded, and not only what others need
_WIDEST = 10  # a pixel that is more than so many times as wide as high, or the other way round, is a lie
_USUAL_SECONDS, _FASTEST = 0.04, 1000
_UNSPECIFIED, _ITU709, _HIGH_DEFINITION = 2, 1, 720

Timed = tuple[float, VideoFrame]


def opened(source: int) -> InputContainer:
    """Opens the child's file as a clip; refuses what is no clip."""
    return container_of(io.BufferedReader(io.FileIO(source, "r"), 1 << 16))


def container_of(file: Any) -> InputContainer:
    """Opens a clip from a file object: allowed containers only, and no protocol that could lead elsewhere."""
    options = {"format_whitelist": CONTAINERS, "protocol_whitelist": ""}
    try:
        container: InputContainer = av.open(file, "r", options=options, metadata_errors="replace")
    except av.FFmpegError as cause:
        raise Refused("unknown" if isinstance(cause, av.ArgumentError) else "damaged") from cause
    return container


def moving(container: InputContainer) -> VideoStream | None:
    """Finds the first stream of moving pictures; a cover picture is none."""
    for stream in container.streams.video:
        if not (stream.disposition & av.stream.Disposition.attached_pic):
            if not stream.codec_context.is_open:
                stream.thread_type = "AUTO"
            return stream
    return None


def within(stream: VideoStream, pixels: int) -> None:
    """Refuses frames beyond the pixel ceiling before one is decoded."""
    if stream.width * stream.height > pixels:
        raise Refused("too-large")


def length(container: InputContainer, stream: Any) -> float | None:
    """Gives the length in seconds as stream or container states it."""
    if stream.duration is not None and stream.time_base is not None:
        seconds = float(stream.duration * stream.time_base)
    elif container.duration is not None:
        seconds = container.duration / av.time_base
    else:
        return None
    return seconds if 0 < seconds < MOST_LENGTH else None


def frame_seconds(stream: VideoStream) -> float:
    """Gives how long a frame usually stands, as the stream states it; a 25th of a second where that is no rate."""
    rate = stream.average_rate or stream.guessed_rate
    return float(1 / rate) if rate and 0 < rate <= _FASTEST else _USUAL_SECONDS


def seek(container: InputContainer, stream: VideoStream, seconds: float) -> None:
    """Goes to the keyframe at or before a time of the clip."""
    assert stream.time_base is not None
    container.seek(int(seconds / stream.time_base) + (stream.start_time or 0), stream=stream)


def rewind(container: InputContainer) -> None:
    """Goes back to the start; a bare stream stands there unless something was read of it."""
    if container.format.name not in _BARE:
        with contextlib.suppress(av.FFmpegError):
            container.seek(0)


def packets(container: InputContainer, stream: VideoStream, from_key: bool = True) -> Iterator[Packet[VideoStream]]:
    """Gives the packets of a stream from where it stands; ``from_key`` passes over what comes before a keyframe."""
    for packet in container.demux(stream):
        if from_key and packet.size and not packet.is_keyframe:
            continue
        from_key = False
        yield packet


def packet_times(container: InputContainer, stream: VideoStream) -> Iterator[float]:
    """Gives the times of the packets from where a stream stands, undecoded."""
    start, base = stream.start_time or 0, stream.time_base
    for packet in container.demux(stream):
        ticks = packet.pts if packet.pts is not None else packet.dts
        if ticks is not None and base is not None:
            yield float((ticks - start) * base)


class Clock:
    """Tells when a decoded frame is first shown, in seconds from the start of the clip.

    An AVI states no such time, only the order of its packets, some of which a decoder holds back before it gives out
    its first frame; a bare stream states nothing and is counted.
    """

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self._start = stream.start_time or 0
        self._decoder = stream.codec_context
        self._ordered = container.format.name == "avi"
        self._step = frame_seconds(stream)
        self._last: float | None = None

    def seconds(self, frame: VideoFrame) -> float:
        """Gives the time of the next frame that the decoder gave out."""
        ticks = frame.dts if self._ordered else frame.pts
        if ticks is None or frame.time_base is None:
            seconds = 0.0 if self._last is None else self._last + self._step
        else:
            held_back = self._decoder.reorder_depth * self._step if self._ordered else 0.0
            seconds = float((ticks - self._start) * frame.time_base) - held_back
        self._last = seconds
        return max(0.0, seconds)


def decoded(
    container: InputContainer, stream: VideoStream, sparse_until: float = 0.0, from_key: bool = True
) -> Iterator[Timed]:
    """Decodes frame by frame with each one's time; a broken packet is passed over.

    Up to a time, frames that no other frame needs are left out.
    """
    clock = Clock(container, stream)
    start, base = stream.start_time or 0, stream.time_base
    try:
        for packet in packets(container, stream, from_key):
            if packet.pts is not None and base is not None:
                early = float((packet.pts - start) * base) < sparse_until
                stream.codec_context.skip_frame = "NONREF" if early else "DEFAULT"
            try:
                for frame in packet.decode():
                    yield clock.seconds(frame), frame
            except av.InvalidDataError:
                continue
    finally:
        stream.codec_context.skip_frame = "DEFAULT"


def from_time(container: InputContainer, stream: VideoStream, wanted: float) -> Iterator[Timed]:
    """Gives the frame shown at a time, which is the last that starts at or before it, and those that follow.

    Some containers seek to nowhere near their end, or past the time: then the search starts further back. Behind the
    end it is done again near the end, for there frames were left out.
    """
    shown, following, frames = _found(container, stream, wanted, wanted - _LEAD_IN)
    bare = container.format.name in _BARE
    if shown is not None and following is None and shown[0] < wanted - _LEAD_IN and not bare:
        at_end, following, frames = _found(container, stream, wanted, shown[0] - _LEAD_IN, shown[0])
        shown = at_end or shown
    if shown is not None:
        yield shown
    if following is not None:
        yield following
        yield from _until_broken(frames)


def _found(
    container: InputContainer, stream: VideoStream, wanted: float, sparse_until: float, near: float | None = None
) -> tuple[Timed | None, Timed | None, Iterator[Timed]]:
    """Finds the frame shown at a time, the one behind it, and what follows."""
    place = wanted if near is None else near
    shown: Timed | None = None
    for start, last in _starts(container, place):
        try:
            _go(container, stream, start, last)
            frames = decoded(container, stream, sparse_until, from_key=not last)
            shown, following = _last_until(frames, wanted)
        except av.FFmpegError:
            continue
        if shown is not None and (shown[0] <= wanted + SLACK or last):
            return shown, following, frames
    return shown, None, iter(())


def _starts(container: InputContainer, place: float) -> Iterator[tuple[float, bool]]:
    """Gives where a search for a place may start, nearest first, and whether that is the start of the clip.

    In a program stream the times behind a seek can be wrong until its next time stamp. A bare stream has no times: a
    seek in it would read it to its end.
    """
    if container.format.name in _BARE:
        yield 0.0, True
        return
    nearest = _PROGRAM_STREAM_LEAD if container.format.name == "mpeg" else 0.0
    for back in (nearest, *_STEPS_BACK):
        if back < place:
            yield place - back, False
    yield 0.0, True


def _go(container: InputContainer, stream: VideoStream, seconds: float, to_start: bool) -> None:
    """Goes to a time, or to the start, for which some containers need more than a seek to their first time."""
    if to_start:
        rewind(container)
    else:
        seek(container, stream, seconds)


def heard(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """Decodes sound piece by piece from where it stands; a broken packet is passed over."""
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.InvalidDataError:
            continue


def first_time(container: InputContainer, stream: AudioStream) -> float:
    """Gives the time at which a clip begins, as its streams count: that of its pictures, or of its sound alone."""
    pictures = moving(container)
    first = pictures if pictures is not None and pictures.start_time is not None else stream
    if first.start_time is None or first.time_base is None:
        return 0.0
    return float(first.start_time * first.time_base)


def frame_at(container: InputContainer, stream: VideoStream, wanted: float) -> Timed | None:
    """Decodes the frame shown at a time, or the first there is."""
    return next(from_time(container, stream, wanted), None)


def times_around(container: InputContainer, stream: VideoStream, around: float, count: int) -> tuple[float, ...]:
    """Finds the times of so many frames around a place: half of them before the frame shown there, half after it."""
    before, after = count // 2, count - count // 2 - 1
    for start, last in _starts(container, around):
        try:
            _go(container, stream, start, last)
            earlier, later = _split(decoded(container, stream, 0.0, not last), around, before + 1, after)
        except av.FFmpegError:
            continue
        if last or len(earlier) > before:
            return tuple(sorted({round(seconds, 6) for seconds in (*earlier, *later)}))
    return ()


def keyframe(container: InputContainer, stream: VideoStream, seen: set[int | None]) -> Timed | None:
    """Decodes the next keyframe and nothing else; None where it is one of those seen, or does not decode."""
    for packet in packets(container, stream):
        ticks = packet.pts if packet.pts is not None else packet.dts
        if not packet.size or ticks in seen:
            return None
        seen.add(ticks)
        decoder = stream.codec_context
        frame = next(iter((*decoder.decode(packet), *decoder.decode(None))), None)
        if frame is None or ticks is None or stream.time_base is None:
            return None
        return max(0.0, float((ticks - (stream.start_time or 0)) * stream.time_base)), frame
    return None


def indexed_keyframes(stream: VideoStream, most: int) -> list[float]:
    """Reads where the container's own index has keyframes, in seconds; a hint that a seek has to prove."""
    if stream.time_base is None:
        return []
    start, late = stream.start_time or 0, (stream.codec_context.reorder_depth + 0.5) * frame_seconds(stream)
    entries = islice(stream.index_entries, most)
    return [float((entry.timestamp - start) * stream.time_base) + late for entry in entries if entry.is_keyframe]


def upright(frame: VideoFrame) -> int:
    """Gives the EXIF orientation that a frame's display matrix amounts to."""
    return _TURNED.get(round(frame.rotation), 1)


def shown_size(stream: VideoStream, width: int, height: int) -> tuple[int, int]:
    """Gives the size at which a frame is shown, before it is turned upright: pixels need not be square."""
    ratio: Fraction | None = stream.sample_aspect_ratio
    if not ratio or ratio == 1 or not 1 / _WIDEST <= ratio <= _WIDEST:
        return width, height
    return (max(1, round(width * ratio)), height) if ratio > 1 else (width, max(1, round(height / ratio)))


def scaled(size: tuple[int, int], long_side: int) -> tuple[int, int]:
    """Shrinks a size to a long side; never enlarges it."""
    scale = min(1.0, long_side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def picture(frame: VideoFrame, shape: str, size: tuple[int, int]) -> Image.Image:
    """Turns a frame into a Pillow picture of a size, by area average."""
    unnamed = frame.colorspace == _UNSPECIFIED and frame.height >= _HIGH_DEFINITION
    plain = frame.reformat(*size, shape, src_colorspace=_ITU709 if unnamed else None, interpolation="AREA")
    plane = plain.planes[0]
    mode = "L" if shape == "gray" else "RGB"
    return Image.frombuffer(mode, size, bytes(plane), "raw", mode, plane.line_size, 1).copy()


def _last_until(frames: Iterator[Timed], wanted: float) -> tuple[Timed | None, Timed | None]:
    """Gives the last frame that starts at or before a time, or else the first there is, and the one behind it."""
    shown = None
    for frame in frames:
        if shown is not None and frame[0] > wanted + SLACK:
            return shown, frame
        shown = frame
    return shown, None


def _until_broken(frames: Iterator[Timed]) -> Iterator[Timed]:
    """Gives frames as long as they come."""
    try:
        yield from frames
    except av.FFmpegError:
        return


def _split(frames: Iterator[Timed], around: float, before: int, after: int) -> tuple[list[float], list[float]]:
    """Collects the last times up to a place and the first ones behind it."""
    earlier: list[float] = []
    later: list[float] = []
    for seconds, _ in frames:
        if seconds <= around + SLACK:
            earlier = [*earlier, seconds][-before:]
        elif len(later) < after:
            later.append(seconds)
        else:
            break
    return earlier, later
