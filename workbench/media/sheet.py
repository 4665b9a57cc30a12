"""The contact sheet of a clip, made inside a child."""

from __future__ import annotations

import time

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from workbench.casefile.exposure import Veil
from workbench.media import clips, veil

SHEET_FRAMES, SHEET_ENOUGH, SHEET_LEAST, SHEET_APART = 20, 8, 4, 2.0
_COUNTED_SECONDS = 15.0
_VEIL_SIDE = 192
_SECOND_PASS_SHARE = 0.2  # of the processor time that the child has
_FIRST_PASS_SHARE = 0.5


class Sheet:
    """The contact sheet of one clip: its length is cut into equal slots, and each slot gets one frame.

    Keyframes come first, for they cost least; if they leave most slots empty, a pass from the start fills them.
    """

    def __init__(self, container: InputContainer, stream: VideoStream, cpu_seconds: int) -> None:
        self._container = container
        self._stream = stream
        self._allowance = cpu_seconds
        self._taken: dict[int, tuple[float, Veil]] = {}
        self.duration = clips.length(container, stream)
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
                clips.seek(self._container, self._stream, duration * (slot + 0.5) / self.slots)
                frame = next(clips.decoded(self._container, self._stream), None)
            except av.FFmpegError:
                continue
            if frame is not None:
                self._take(frame)

    def _from_start(self) -> None:
        """Decodes from the start and takes the first fitting frame of each empty slot; counts frames if it ends."""
        started, count = time.process_time(), 0
        try:
            clips.seek(self._container, self._stream, 0.0)
            for frame in clips.decoded(self._container, self._stream):
                count += 1
                self._take(frame)
                if len(self._taken) == self.slots and (self.duration or 0) > _COUNTED_SECONDS:
                    return
                if time.process_time() - started > self._allowance * _SECOND_PASS_SHARE:
                    return
        except av.FFmpegError:
            return
        self.counted = count or None

    def _take(self, timed: clips.Timed) -> None:
        """Keeps the veil of a frame if its slot is empty and it is far enough from the others."""
        seconds, frame = round(timed[0], 3), timed[1]
        slot = min(self.slots - 1, int(seconds / self.duration * self.slots)) if self.duration else 0
        if slot in self._taken or any(abs(seconds - other) < self.apart for other, _ in self._taken.values()):
            return
        self.orientation = clips.upright(frame)
        size = clips.scaled(clips.shown_size(self._stream, frame.width, frame.height), _VEIL_SIDE)
        self._taken[slot] = seconds, veil.veil_of(clips.picture(frame, "gray", size), self.orientation)


def sheet_plan(duration: float | None) -> tuple[int, float]:
    """Chooses how many frames a sheet has and how far apart in seconds they are at least.

    At most 20 and 2 s apart; a clip shorter than 8 s still gets four, half their even spacing apart.
    """
    if not duration:
        return 1, 0.0
    slots = max(SHEET_LEAST, min(SHEET_FRAMES, int(duration / SHEET_APART)))
    return slots, min(SHEET_APART, duration / slots / 2 if duration < SHEET_LEAST * SHEET_APART else SHEET_APART)
