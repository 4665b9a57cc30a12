"""Spans of a clip, inside a child: the frames of a few seconds, and the times of frames to step by."""

from __future__ import annotations

import math
import mmap
from collections.abc import Mapping

from av.video.stream import VideoStream
from PIL import Image

from workbench.casefile.exposure import Rung
from workbench.media import clips, veil, wire
from workbench.media.allowance import Allowance
from workbench.media.outline import drawing
from workbench.media.zygote import Refused

_SPAN_UNTIL = 0.8  # share of the allowance


def span_of_clip(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Writes the frames shown from ``seconds`` on for ``span`` seconds, ``per_second`` of them, one after the other."""
    if output is None or request.seconds is None:
        raise Refused("damaged")
    with clips.opened(source) as container:
        stream = clips.moving(container)
        if stream is None:
            raise Refused("no-picture")
        clips.within(stream, request.pixels)
        reel, allowance = _Reel(request, output), Allowance(request.cpu_seconds)
        waiting: clips.Timed | None = None
        for timed in clips.from_time(container, stream, request.seconds):
            if waiting is not None:
                reel.offer(waiting, timed[0], stream)
            waiting = timed
            if reel.full or allowance.spent(_SPAN_UNTIL):
                break
        else:
            if waiting is not None:
                reel.offer(waiting, math.inf, stream)
        return reel.answer()


def times_in_clip(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Answers with the times of the frames around a place."""
    with clips.opened(source) as container:
        stream = clips.moving(container)
        if stream is None:
            raise Refused("no-picture")
        clips.within(stream, request.pixels)
        return {"times": clips.times_around(container, stream, request.seconds or 0.0, request.most)}


class _Reel:
    """The frames of one span as they are written: the one shown at each tick, and none of them twice."""

    def __init__(self, request: wire.Request, output: mmap.mmap) -> None:
        self._request = request
        self._output = output
        self._form: dict[str, object] = {}
        self._written = 0
        self._tick = 0
        self._times: list[float] = []

    @property
    def full(self) -> bool:
        """Tells whether the span has all its ticks."""
        return self._tick >= self._request.most

    def offer(self, timed: clips.Timed, until: float, stream: VideoStream) -> None:
        """Writes a frame that is shown until a time, if a tick falls into that; times that run backwards are left."""
        seconds, frame = round(timed[0], 6), timed[1]
        before = self._tick
        while not self.full and until > self._due() + clips.SLACK:
            self._tick += 1
        if self._tick == before or (self._times and seconds <= self._times[-1]):
            return
        colour = self._request.rung == Rung.COLOUR
        stored = clips.scaled(clips.shown_size(stream, frame.width, frame.height), self._request.long_side)
        picture = veil.upright(clips.picture(frame, "rgb24" if colour else "gray", stored), clips.upright(frame))
        self._write(drawing(picture) if self._request.rung == Rung.OUTLINE else picture, colour)
        self._times.append(seconds)

    def _end_of_span(self) -> float:
        """The end of what was asked for."""
        return (self._request.seconds or 0.0) + self._request.span

    def _due(self) -> float:
        """The time of the next tick."""
        return (self._request.seconds or 0.0) + self._tick / self._request.per_second

    def _write(self, picture: Image.Image, colour: bool) -> None:
        """Writes lines behind the last frame; a clip whose frames change their size is shown at that of the first."""
        if self._form:
            size = int(str(self._form["width"])), int(str(self._form["height"]))
            picture = picture if picture.size == size else picture.resize(size, Image.Resampling.BOX)
        stride = 4 * picture.width if colour else (picture.width + 3) // 4 * 4
        lines = picture.convert("RGBA").tobytes("raw", "BGRA") if colour else picture.tobytes("raw", "L", stride, 1)
        self._form = {"width": picture.width, "height": picture.height, "stride": stride}
        self._form["format"] = "rgb32" if colour else "grey8"
        self._output[self._written : self._written + len(lines)] = lines
        self._written += len(lines)

    def answer(self) -> Mapping[str, object]:
        """Says what was written."""
        if not self._times:
            raise Refused("no-frames")
        return {**self._form, "times": self._times, "until": min(self._due(), self._end_of_span())}
