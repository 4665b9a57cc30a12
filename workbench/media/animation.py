"""Goes through the frames of an animated picture, or the pages of one that has several, inside a child.

Nothing is believed but what decodes: frames are counted by decoding them, and their times are added up from their own
durations. What is shown for no time at all is shown for a tenth of a second, as every browser does it. Pages have no
times, and are told apart by a second each.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import Image

from workbench.casefile.exposure import Veil
from workbench.media import fingerprint, veil
from workbench.media.probe import orientation_of
from workbench.media.sheet import SHEET_FRAMES, Candidate, chosen

PRINTS = 400
_SHARE = 0.6  # of the processor time that the child has; one more frame may then be under way
_MOST_CANDIDATES = 240
_LONGEST = 60.0 * 60
_LEAST_SHOWN, _SHOWN_INSTEAD, _PAGE = 0.011, 0.1, 1.0
_SLACK = 1e-6
_PAGED = ("TIFF", "HEIF")
# The other pictures of an MPO are what a camera makes of the first; those of a JPEG XL cannot be had one by one.
_STILL = ("MPO", "JXL")
_OTHER_SCENE = 1.5  # levels of haze that two frames differ by at least in the mean where a scene begins


@dataclass(slots=True)
class Passage:
    """What going through the frames found: whether it came to the last one, to a broken one, or left some unseen."""

    timed: bool
    counted: int = 1
    seconds: float = 0.0
    ended: bool = False
    broken: bool = False
    unseen: bool = False
    candidates: list[Candidate] = field(default_factory=list)
    prints: dict[int, tuple[float, str, int]] = field(default_factory=dict)
    _due: float = 0.0
    _spacing: float = 0.0
    _haze: bytes = b""

    @property
    def several(self) -> bool:
        """Tells whether more than the first frame was found."""
        return self.counted > 1

    def facts(self) -> dict[str, object]:
        """Gives what is true: counts and lengths only of what was gone through to its end."""
        facts: dict[str, object] = {"frames": self.counted} if self.ended else {}
        if self.ended and self.timed and self.several:
            facts["seconds"] = round(self.seconds, 3)
        if self.broken or self.unseen:
            facts["problem"] = "later frames broken" if self.broken else "later frames unseen"
        return facts

    def sheet(self) -> list[list[object]]:
        """Chooses the contact sheet: time, veil, whether a scene begins."""
        picked = chosen(self.candidates, self.seconds) if self.timed else _evenly(self.candidates)
        return [[one.seconds, one.veil.packed().hex(), one.cut > 0] for one in picked]

    def fingerprint(self) -> dict[str, object]:
        """Gives the fingerprints of frames, at most one a second."""
        every = max(1, -(-len(self.prints) // PRINTS))
        return {"frames": sorted(self.prints.values())[::every]}

    def take(self, start: float, grey: Image.Image, orientation: int, cover: Veil | None = None) -> None:
        """Keeps a frame for the sheet where it is due or begins a scene, and its fingerprint for its second."""
        cover = cover or veil.veil_of(grey, orientation)
        cut = _difference(self._haze, cover.haze)
        self._haze = cover.haze
        if cut or start >= self._due:
            self.candidates.append(Candidate(round(start, 3), cover, cut))
            self._due = start + self._spacing
        if len(self.candidates) > _MOST_CANDIDATES:
            self._thin_out()
        if int(start) not in self.prints:
            luma = fingerprint.luma_of(grey, orientation)
            if luma is not None:
                self.prints[int(start)] = (round(start, 3), *fingerprint.bits_of(luma))

    def _thin_out(self) -> None:
        """Drops half of the candidates: those that begin no scene first, then those whose cut is softest."""
        plain = [one for one in self.candidates if not one.cut]
        cuts = sorted((one for one in self.candidates if one.cut), key=lambda one: -one.cut)
        kept = [*plain[::2], *cuts[: _MOST_CANDIDATES // 2]]
        self.candidates = sorted(kept, key=lambda one: one.seconds)
        self._spacing = max(2 * self._spacing, self.seconds / _MOST_CANDIDATES)


def passage(image: Image.Image, grey: Image.Image, cover: Veil, pixels: int, cpu_seconds: float) -> Passage:
    """Goes through the frames after the first, which is loaded, while the processor time for it lasts.

    ``grey`` and ``cover`` are the first frame's. One frame is held at a time, and of very many ever fewer are kept.
    """
    found = Passage(image.format not in _PAGED, seconds=_shown(image))
    until, lies = cpu_seconds * _SHARE, orientation_of(image)
    if time.process_time() > until:
        found.unseen = bool(getattr(image, "is_animated", False))
        return found
    try:
        for start, length in _later(image, pixels):
            if not found.several:
                found.take(0.0, grey, lies, cover)
            found.counted, found.seconds = found.counted + 1, start + length
            found.take(start, veil.grey_of(image), orientation_of(image))
            if time.process_time() > until or found.seconds > _LONGEST:
                found.unseen = True
                return found
    except _Broken:
        found.broken = True
    found.ended = image.format not in _STILL
    found.unseen = image.format == "JXL" and bool(getattr(image, "is_animated", False))
    return found


def go_to(image: Image.Image, seconds: float, pixels: int) -> float:
    """Leaves a picture, whose first frame is loaded, at the frame that is shown at a time; gives when that begins.

    Beyond the end, or behind a frame that is broken, that is the last one before.
    """
    began, ends, place = 0.0, _shown(image), 0
    if seconds >= ends - _SLACK:
        try:
            for start, length in _later(image, pixels):
                began, place = start, place + 1
                if seconds < start + length - _SLACK:
                    return began
        except _Broken:
            pass
        if image.tell() != place:
            image.seek(place)
        image.load()
    return began


class _Broken(Exception):
    """A frame that is there cannot be decoded."""


def _later(image: Image.Image, pixels: int) -> Iterator[tuple[float, float]]:
    """Loads one frame after the other from the second on, and gives when each begins and how long it is shown."""
    start, place = _shown(image), 1
    while image.format not in _STILL:
        try:
            image.seek(place)
        except EOFError:
            if place < _claimed(image):
                raise _Broken from None
            return
        except Exception as cause:  # each format has its own ways of being broken
            raise _Broken from cause
        _load_within(image, pixels)
        length = _shown(image)
        yield start, length
        start, place = start + length, place + 1


def _load_within(image: Image.Image, pixels: int) -> None:
    """Loads a later frame, unless it is larger than any picture may be."""
    if image.width * image.height > pixels:
        raise _Broken
    try:
        image.load()
    except Exception as cause:  # also EOFError: the header had promised this frame
        raise _Broken from cause


def _claimed(image: Image.Image) -> int:
    """Reads how many frames the header claims, where asking costs nothing."""
    return int(getattr(image, "n_frames", 1)) if image.format in ("PNG", "WEBP", "AVIF") else 1


def _shown(image: Image.Image) -> float:
    """Gives how many seconds the frame that is loaded is shown for."""
    if image.format in _PAGED:
        return _PAGE
    stated = image.info.get("duration", 0)
    seconds = float(stated) / 1000 if isinstance(stated, int | float) else 0.0
    return min(seconds, _LONGEST) if seconds >= _LEAST_SHOWN else _SHOWN_INSTEAD


def _evenly(candidates: list[Candidate]) -> list[Candidate]:
    """Chooses pages: all of a few, or every so many."""
    return candidates[:: max(1, -(-len(candidates) // SHEET_FRAMES))]


def _difference(before: bytes, haze: bytes) -> float:
    """Measures how hard the cut between two frames is; 0 where the scene goes on, or nothing was before."""
    if len(before) != len(haze):
        return 0.0
    mean = sum(abs(one - other) for one, other in zip(before, haze, strict=True)) / len(haze)
    return mean if mean >= _OTHER_SCENE else 0.0
