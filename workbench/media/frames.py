"""The operations on clips, inside a child: facts, a veiled contact sheet, one frame; and the start of their zygote.

A clip's header is a claim: frames are counted by decoding or not at all, and a time is that of a decoded frame.
"""

from __future__ import annotations

import base64
import io
import mmap
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from workbench.casefile.exposure import Rung, Veil
from workbench.media import pictures, samples, veil, wire
from workbench.media.outline import drawing
from workbench.media.probe import iso_time
from workbench.media.zygote import Operation, Refused, channel_from, serve

CONTAINERS = "mov,mp4,matroska,webm,avi,mpeg,mpegvideo,mpegts,flv,asf,ogg,mp3,aac,wav,flac,amr,gif,h264,hevc,m4v"
SHEET_FRAMES, SHEET_ENOUGH, SHEET_LEAST, SHEET_APART = 20, 8, 4, 2.0
_COUNTED_SECONDS = 15.0
_VEIL_SIDE = 192
_TURNED = {90: 8, -90: 6, 180: 3, -180: 3, 270: 6, -270: 8}
_SECOND_PASS_SHARE = 0.2  # of the processor time that the child has
_FIRST_PASS_SHARE = 0.5
_STEPS_BACK = (5.0, 20.0, 60.0)
_SLACK = 1e-3
_ZONE_ENDS = ("Z", "+00:00")


def preview_clip(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Answers with a clip's facts, the veil of a frame near its tenth part, and a contact sheet."""
    with _opened(source) as container:
        stream = _moving(container)
        facts = _facts(container, stream)
        if stream is None:
            return {"facts": facts}
        _within(stream, request.pixels)
        sheet = _Sheet(container, stream, request.cpu_seconds)
        frames = sheet.filled()
        if not frames:
            raise Refused("no-frames")
        facts["orientation"] = sheet.orientation
        facts["width"], facts["height"] = veil.upright_size((stream.width, stream.height), sheet.orientation)
        if sheet.counted is not None:
            facts["frames"] = sheet.counted
        length = sheet.duration or frames[-1][0]
        poster = min(frames, key=lambda frame: abs(frame[0] - length / 10))[1]
        packed = [[seconds, cover.packed().hex()] for seconds, cover in frames]
        return {"facts": facts, "veil": poster.packed().hex(), "sheet": packed}


def look_at_frame(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Writes the frame at ``seconds`` (or at a tenth of the clip) into the shared memory."""
    with _opened(source) as container:
        stream = _moving(container)
        if stream is None:
            raise Refused("no-picture")
        _within(stream, request.pixels)
        duration = _duration(container, stream)
        wanted = request.seconds if request.seconds is not None else (duration or 0.0) / 10
        frame = _frame_at(container, stream, wanted)
        if frame is None:
            raise Refused("no-frames")
        shape = "rgb24" if request.rung == Rung.COLOUR else "gray"
        draw = drawing if request.rung == Rung.OUTLINE else None
        picture = _picture(frame, shape, frame.width, frame.height)
        answer = pictures.rendered(picture, _orientation(frame), request, output, draw)
        return {**answer, "seconds": _clip_seconds(frame, stream)}


class _Sheet:
    """The contact sheet of one clip: its length is cut into equal slots, and each slot gets one frame.

    Keyframes come first, for they cost least; if they leave most slots empty, a pass from the start fills them.
    """

    def __init__(self, container: InputContainer, stream: VideoStream, cpu_seconds: int) -> None:
        self._container = container
        self._stream = stream
        self._allowance = cpu_seconds
        self._taken: dict[int, tuple[float, Veil]] = {}
        self.duration = _duration(container, stream)
        self.slots, self.apart = sheet_plan(self.duration)
        self.orientation = 1
        self.counted: int | None = None

    def filled(self) -> list[tuple[float, Veil]]:
        """Gives the frames by time: 2 s apart or more in a long clip, closer in one that is shorter than 8 s."""
        if self.duration:
            self._from_keyframes(self.duration)
        if len(self._taken) < min(self.slots, SHEET_ENOUGH):
            self._from_start()
        return sorted(self._taken.values(), key=lambda frame: frame[0])

    def _from_keyframes(self, duration: float) -> None:
        """Takes the keyframe at or before the middle of each slot, while the processor time for it lasts."""
        for slot in range(self.slots):
            if time.process_time() > self._allowance * _FIRST_PASS_SHARE:
                return
            try:
                _seek(self._container, self._stream, duration * (slot + 0.5) / self.slots)
                frame = next(_decoded(self._container, self._stream), None)
            except av.FFmpegError:
                continue
            if frame is not None:
                self._take(frame)

    def _from_start(self) -> None:
        """Decodes from the start and takes the first fitting frame of each empty slot; counts frames if it ends."""
        started, count = time.process_time(), 0
        try:
            _seek(self._container, self._stream, 0.0)
            for frame in _decoded(self._container, self._stream):
                count += 1
                self._take(frame)
                if len(self._taken) == self.slots and (self.duration or 0) > _COUNTED_SECONDS:
                    return
                if time.process_time() - started > self._allowance * _SECOND_PASS_SHARE:
                    return
        except av.FFmpegError:
            return
        self.counted = count or None

    def _take(self, frame: VideoFrame) -> None:
        """Keeps the veil of a frame if its slot is empty and it is far enough from the others."""
        seconds = round(_clip_seconds(frame, self._stream), 3)
        slot = min(self.slots - 1, int(seconds / self.duration * self.slots)) if self.duration else 0
        if slot in self._taken or any(abs(seconds - other) < self.apart for other, _ in self._taken.values()):
            return
        self.orientation = _orientation(frame)
        scale = min(1.0, _VEIL_SIDE / max(frame.width, frame.height))
        size = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
        self._taken[slot] = seconds, veil.veil_of(_picture(frame, "gray", *size), self.orientation)


def sheet_plan(duration: float | None) -> tuple[int, float]:
    """Chooses how many frames a sheet has and how far apart in seconds they are at least.

    At most 20 and 2 s apart; a clip shorter than 8 s still gets four, half their even spacing apart.
    """
    if not duration:
        return 1, 0.0
    slots = max(SHEET_LEAST, min(SHEET_FRAMES, int(duration / SHEET_APART)))
    return slots, min(SHEET_APART, duration / slots / 2 if duration < SHEET_LEAST * SHEET_APART else SHEET_APART)


def warm_up() -> Mapping[str, Operation]:
    """Decodes sample clips, so that everything is loaded once the doors are closed."""
    av.logging.set_level(None)
    drawing(Image.new("L", (16, 16)))
    for sample in map(base64.b64decode, samples.CLIPS):
        with _container(io.BytesIO(sample)) as container:
            stream = _moving(container)
            if stream is not None:
                _facts(container, stream)
                _Sheet(container, stream, 60).filled()
                _frame_at(container, stream, 0.5)
    return {wire.PREVIEW: preview_clip, wire.LOOK: look_at_frame}


def main() -> None:
    """Is the zygote for clips, started by the host."""
    serve(channel_from(sys.argv[2]), warm_up)


def _opened(source: int) -> InputContainer:
    """Opens the child's file as a clip; refuses what is no clip."""
    return _container(io.BufferedReader(io.FileIO(source, "r"), 1 << 16))


def _container(file: Any) -> InputContainer:
    """Opens a clip from a file object: allowed containers only, and no protocol that could lead elsewhere."""
    options = {"format_whitelist": CONTAINERS, "protocol_whitelist": ""}
    try:
        container: InputContainer = av.open(file, "r", options=options, metadata_errors="replace")
    except av.FFmpegError as cause:
        raise Refused("unknown" if isinstance(cause, av.ArgumentError) else "damaged") from cause
    return container


def _moving(container: InputContainer) -> VideoStream | None:
    """Finds the first stream of moving pictures; a cover picture is none."""
    for stream in container.streams.video:
        if not (stream.disposition & av.stream.Disposition.attached_pic):
            stream.thread_type = "AUTO"
            return stream
    return None


def _within(stream: VideoStream, pixels: int) -> None:
    """Refuses frames beyond the pixel ceiling before one is decoded."""
    if stream.width * stream.height > pixels:
        raise Refused("too-large")


def _facts(container: InputContainer, stream: VideoStream | None) -> dict[str, object]:
    """Collects what the container says, as far as it can be true."""
    sound = list(container.streams.audio)
    if stream is None and not sound:
        raise Refused("no-picture")
    first: Any = stream if stream is not None else sound[0]
    seconds = _duration(container, first)
    facts: dict[str, object] = {
        "seconds": None if seconds is None else round(seconds, 3),
        "codec": first.codec_context.name,
        "has_sound": bool(sound),
    }
    facts.update(_recorded(container))
    return facts


def _recorded(container: InputContainer) -> dict[str, object]:
    """Reads when the clip was recorded; a container's own time is in UTC."""
    tags = container.metadata
    text = tags.get("com.apple.quicktime.creationdate") or tags.get("creation_time") or ""
    captured = iso_time(text)
    if captured is None or captured < "1971":
        return {}
    tail = text[19:].lstrip(".0123456789")
    zone = "UTC" if tail in _ZONE_ENDS else f"{tail[:3]}:{tail[-2:]}" if len(tail) in (5, 6) else None
    return {"captured": captured, "captured_zone": zone}


def _duration(container: InputContainer, stream: Any) -> float | None:
    """Gives the length in seconds as stream or container states it."""
    if stream.duration is not None and stream.time_base is not None:
        seconds = float(stream.duration * stream.time_base)
    elif container.duration is not None:
        seconds = container.duration / av.time_base
    else:
        return None
    return seconds if 0 < seconds < 1e7 else None


def _seek(container: InputContainer, stream: VideoStream, seconds: float) -> None:
    """Goes to the keyframe at or before a time of the clip."""
    assert stream.time_base is not None
    container.seek(int(seconds / stream.time_base) + (stream.start_time or 0), stream=stream)


def _decoded(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Decodes frame by frame; a broken packet is passed over."""
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.InvalidDataError:
            continue


def _frame_at(container: InputContainer, stream: VideoStream, wanted: float) -> VideoFrame | None:
    """Decodes the frame shown at a time: the last that starts at or before it.

    Some containers seek to nowhere near their end, or past the time: then the search starts further back.
    """
    shown = None
    for back in (0.0, *_STEPS_BACK, wanted):
        try:
            _seek(container, stream, max(0.0, wanted - back))
            shown = _last_until(_decoded(container, stream), stream, wanted)
        except av.FFmpegError:
            continue
        if shown is not None and (_clip_seconds(shown, stream) <= wanted + _SLACK or back >= wanted):
            break
    return shown


def _last_until(frames: Iterator[VideoFrame], stream: VideoStream, wanted: float) -> VideoFrame | None:
    """Gives the last frame that starts at or before a time, or else the first there is."""
    shown = None
    for frame in frames:
        if shown is not None and _clip_seconds(frame, stream) > wanted + _SLACK:
            break
        shown = frame
    return shown


def _clip_seconds(frame: VideoFrame, stream: VideoStream) -> float:
    """Gives a frame's time from the start of the clip."""
    if frame.pts is None or frame.time_base is None:
        return 0.0
    return max(0.0, float((frame.pts - (stream.start_time or 0)) * frame.time_base))


def _orientation(frame: VideoFrame) -> int:
    """Gives the EXIF orientation that a frame's display matrix amounts to."""
    return _TURNED.get(round(frame.rotation), 1)


def _picture(frame: VideoFrame, shape: str, width: int, height: int) -> Image.Image:
    """Turns a frame into a Pillow picture of a size, by area average."""
    plain = frame.reformat(width, height, shape, interpolation="AREA")
    plane = plain.planes[0]
    mode, raw = ("L", "L") if shape == "gray" else ("RGB", "RGB")
    return Image.frombuffer(mode, (width, height), bytes(plane), "raw", raw, plane.line_size, 1).copy()
