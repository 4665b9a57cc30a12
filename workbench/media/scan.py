"""Goes through a clip once, inside a child: what its contact sheet is chosen from, where it cuts, how long it is.

Keyframes come first, for they cost least. Then one pass from the start decodes every frame, where the processor time
allows it: it finds cuts, counts frames, measures the length and hashes a frame a second. What a header claims is used
to plan with and for nothing else.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from itertools import pairwise

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from PIL import Image

from workbench.casefile.exposure import Veil
from workbench.casefile.fingerprints import PDQ_SIDE
from workbench.media import clips, fingerprint, veil
from workbench.media.allowance import Allowance
from workbench.media.cuts import Cuts, luma_samples
from workbench.media.sheet import Candidate, sheet_plan

KEYFRAMES, PRINTS = 120, 600
_KEYFRAMES_UNTIL, _FEW_UNTIL, _PASS_UNTIL = 0.25, 0.5, 0.7  # shares of the allowance
_ENOUGH_KEYFRAMES = 10
_STANDING_BY = 4  # so many candidates for each frame of the sheet, one of them in the middle of its part
_MOST_CANDIDATES = 500
_PIXEL_SECONDS = 3e-9  # what decoding a pixel may cost
_HOPELESS = 1.5  # a pass that would take so many times its allowance is not begun
_FAR_SHORT = 0.7  # packets that end before this share of the stated length give the lie to it
_MOST_INDEXED = 300_000
_OFF_BEAT = 0.9  # an encoder that puts a keyframe so much earlier than usual saw a scene begin
_OTHER_SCENE = 20.0
_TONES = 255 / 15  # grey levels to one level of a haze


class Scan:
    """What one passage through a clip found: candidates for its sheet, fingerprints, length, number of frames."""

    def __init__(self, container: InputContainer, stream: VideoStream, allowance: Allowance) -> None:
        self._container = container
        self._stream = stream
        self._allowance = allowance
        self._stated = clips.length(container, stream)
        self._candidates: dict[float, Candidate] = {}
        self._prints: dict[int, tuple[float, str, int]] = {}
        self._off_beat: set[float] = set()
        self.orientation = 1
        self.counted: int | None = None
        self.measured: float | None = None

    def run(self) -> None:
        """Goes through the clip."""
        if self._stated:
            self._keyframes(self._stated)
        believed = self._reaches(self._stated) if self._stated else False
        if not believed or self._estimate() < self._allowance.left(_PASS_UNTIL) * _HOPELESS:
            self._every_frame(self._stated if believed else None)
        if not believed and self.measured is None:
            self._stated = None
        if self.measured is None:
            self._mark_off_beat()

    @property
    def seconds(self) -> float | None:
        """The length: measured where the clip was decoded to its end, stated where that may be true, or None."""
        return self.measured or self._stated

    @property
    def candidates(self) -> list[Candidate]:
        """The frames that a sheet may have, by time."""
        return [self._candidates[seconds] for seconds in sorted(self._candidates)]

    @property
    def prints(self) -> list[tuple[float, str, int]]:
        """The fingerprints of frames, by time: seconds, bits, quality."""
        every = max(1, -(-len(self._prints) // PRINTS))
        return sorted(self._prints.values())[::every]

    def _keyframes(self, duration: float) -> None:
        """Decodes keyframes from all over the clip, coarse first, while the processor time for it lasts."""
        seen: set[int | None] = set()
        for wanted, off_beat in _coarse_first(self._places(duration)):
            enough = len(self._candidates) >= _ENOUGH_KEYFRAMES
            if self._allowance.spent(_KEYFRAMES_UNTIL if enough else _FEW_UNTIL):
                return
            with contextlib.suppress(av.FFmpegError):
                clips.seek(self._container, self._stream, wanted)
                timed = clips.keyframe(self._container, self._stream, seen)
                if timed is not None:
                    self._keep(timed, 0.0)
                    if off_beat:
                        self._off_beat.add(round(timed[0], 3))

    def _places(self, duration: float) -> list[tuple[float, bool]]:
        """Chooses where to look for keyframes: where the container's own index has them, or evenly.

        Of many, half are chosen evenly and half among those that come early.
        """
        indexed = [place for place in clips.indexed_keyframes(self._stream, _MOST_INDEXED) if place <= duration]
        if len(indexed) < 2:
            return [(duration * (place + 0.5) / KEYFRAMES, False) for place in range(KEYFRAMES)]
        usual = max(later - earlier for earlier, later in pairwise(indexed))
        early = {later for earlier, later in pairwise(indexed) if later - earlier < usual * _OFF_BEAT}
        if len(indexed) > KEYFRAMES:
            indexed = sorted({*_evenly(indexed, KEYFRAMES // 2), *_evenly(sorted(early), KEYFRAMES // 2)})
        return [(place, place in early) for place in indexed]

    def _reaches(self, stated: float) -> bool:
        """Tells whether there are packets from so near the stated end that it can be true; none is decoded for it."""
        latest = 0.0
        try:
            clips.seek(self._container, self._stream, stated)
            for seconds in clips.packet_times(self._container, self._stream):
                latest = max(latest, seconds)
                if latest >= stated * _FAR_SHORT or self._allowance.spent(_PASS_UNTIL):
                    return True
        except av.FFmpegError:
            return False
        return False

    def _estimate(self) -> float:
        """Guesses the processor seconds that decoding every frame takes."""
        frames = (self._stated or 0.0) / clips.frame_seconds(self._stream)
        return frames * self._stream.width * self._stream.height * _PIXEL_SECONDS

    def _every_frame(self, expected: float | None) -> None:
        """Decodes from the start, within its allowance: takes frames, finds cuts, counts; measures if it ends."""
        count, ended, due = 0, 0.0, 0.0
        step, cuts = clips.frame_seconds(self._stream), Cuts()
        spacing = _spacing(expected, step)
        try:
            clips.rewind(self._container)
            for seconds, frame in clips.decoded(self._container, self._stream, from_key=False):
                count += 1
                ended = max(ended, seconds + step)
                cut = cuts.hardness(seconds, luma_samples(frame))
                if cut or seconds >= due:
                    self._keep((seconds, frame), cut)
                    due = max(due, (int(seconds / spacing) + 1) * spacing)
                elif int(seconds) not in self._prints:
                    self._hash(seconds, self._small((seconds, frame)))
                if len(self._candidates) > _MOST_CANDIDATES:  # it is longer than stated, or cuts all the time
                    spacing *= 2
                    self._thin_out()
                if self._allowance.spent(_PASS_UNTIL):
                    return
        except av.FFmpegError:
            return
        self.counted, self.measured = count or None, ended or None

    def _keep(self, timed: clips.Timed, cut: float) -> None:
        """Makes a frame a candidate: its veil, and its fingerprint if its second has none."""
        seconds, small = round(timed[0], 3), self._small(timed)
        self._candidates[seconds] = Candidate(seconds, veil.veil_of(small, self.orientation), cut)
        self._hash(seconds, small)

    def _small(self, timed: clips.Timed) -> Image.Image:
        """Averages a frame down to what is veiled and hashed; remembers how it lies."""
        frame = timed[1]
        self.orientation = clips.upright(frame)
        shown = clips.shown_size(self._stream, frame.width, frame.height)
        return clips.picture(frame, "gray", clips.scaled(shown, PDQ_SIDE))

    def _hash(self, seconds: float, small: Image.Image) -> None:
        """Keeps the fingerprint of the first frame of a second."""
        if int(seconds) in self._prints:
            return
        luma = fingerprint.luma_of(small, self.orientation)
        if luma is not None:
            self._prints[int(seconds)] = (round(seconds, 3), *fingerprint.bits_of(luma))

    def _thin_out(self) -> None:
        """Drops every other candidate, of those that begin no scene first."""
        plain = [one for one in self.candidates if not one.cut]
        rest = sorted((one for one in self.candidates if one.cut), key=lambda one: -one.cut)
        kept = (*plain[::2], *rest[: _MOST_CANDIDATES // 2])
        self._candidates = {one.seconds: one for one in kept}

    def _mark_off_beat(self) -> None:
        """Marks keyframes that came early and look unlike the one before them as beginnings of a scene."""
        for earlier, later in pairwise(self.candidates):
            unlike = _difference(earlier.veil, later.veil)
            if later.seconds in self._off_beat and not later.cut and unlike >= _OTHER_SCENE:
                self._candidates[later.seconds] = replace(later, cut=unlike)


def _spacing(expected: float | None, step: float) -> float:
    """Chooses how far apart candidates are; where no length is known, every frame is one until there are too many."""
    slots, _ = sheet_plan(expected)
    return max((expected or 0.0) / slots / _STANDING_BY, step)


def _difference(one: Veil, other: Veil) -> float:
    """Measures how unlike two hazes of one size are, in grey levels."""
    if len(one.haze) != len(other.haze):
        return 0.0
    tones = np.frombuffer(one.haze, np.uint8).astype(np.int16) - np.frombuffer(other.haze, np.uint8)
    return float(np.abs(tones).mean() * _TONES)


def _evenly(places: list[float], most: int) -> list[float]:
    """Chooses so many places at most, evenly."""
    count = min(most, len(places))
    return [places[index * len(places) // count] for index in range(count)]


def _coarse_first(places: list[tuple[float, bool]]) -> list[tuple[float, bool]]:
    """Orders places so that any beginning of the list is spread over the whole."""
    bits = max(1, (len(places) - 1).bit_length())
    turned = sorted(range(1 << bits), key=lambda index: int(f"{index:0{bits}b}"[::-1], 2))
    return [places[index] for index in turned if index < len(places)]
