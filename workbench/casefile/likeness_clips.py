"""Gathering clips that look alike into stars, by the frames that both have.

Two clips are alike where four fifths of the time of each is made of frames that the other has, within the distance of
PDQ and of its quality (as vPDQ does, which counts frames instead of time). Both ways are asked for, so that whoever has
looked at one has seen nearly all that is in the other.

A copy with a logo or a bar over it changes more bits than that. It is told by its course: frames of the same moments,
for four fifths of the time, nearer than those of different clips ever are all together. Such a copy is similar and no
more, so that nothing reaches it unless somebody names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from workbench.casefile.fingerprints import PDQ_BITS, PDQ_MATCH, PDQ_QUALITY, Fingerprint
from workbench.casefile.likeness import Member, likeness_of
from workbench.casefile.likeness_search import Haystack, packed
from workbench.jobs import Job, Progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Words: TypeAlias = NDArray[np.uint64]
    Weights: TypeAlias = NDArray[np.float64]

CLIP_SHARE = 0.8
#: Frames of different scenes differ in about 128 bits, give or take a dozen.
COURSE_MATCH = 80
_COURSE_FRAMES = 5
_SAME_MOMENT = 0.6
# Clips of which most is too dark or too plain to tell anything by are never alike.
_USABLE_SHARE = 0.5
_ROWS = 64


@dataclass(frozen=True, slots=True)
class Clip:
    """One clip laid out for comparing: the frames that can tell anything, and the part of that time each stands for."""

    exhibit: int
    words: Words
    weights: Weights
    quality: float
    seconds: Weights


def clip_of(fingerprint: Fingerprint) -> Clip | None:
    """Lays a clip out; None where too little of it can tell anything."""
    import numpy as np

    frames = sorted(fingerprint.frames, key=lambda frame: frame.seconds)
    if fingerprint.bits or not frames:
        return None
    seconds = np.asarray([frame.seconds for frame in frames])
    quality = np.asarray([frame.quality for frame in frames])
    weights = _spans(seconds)
    usable = quality >= PDQ_QUALITY
    share = float(weights[usable].sum() / weights.sum())
    if share < _USABLE_SHARE:
        return None
    kept = weights[usable] / weights[usable].sum()
    words = packed(frame.bits for frame in frames if frame.quality >= PDQ_QUALITY)
    return Clip(fingerprint.exhibit, words, kept, float((quality[usable] * kept).sum()) * share, seconds[usable])


def alike(one: Clip, other: Clip) -> tuple[int, float]:
    """Measures how far two clips are from each other in bits, and what part of the time of the lesser they share.

    The distance is the least within which four fifths of the time of each is found in the other.
    """
    there, back = _least(one.words, other.words), _least(other.words, one.words)
    pairs = ((there, one.weights), (back, other.weights))
    distance = max(_reached(distances, weights) for distances, weights in pairs)
    return distance, min(float(weights[distances <= PDQ_MATCH].sum()) for distances, weights in pairs)


def same_course(one: Clip, other: Clip) -> int:
    """Measures how far two clips are from each other moment by moment, in the bits that four fifths of both keep to."""
    if min(len(one.words), len(other.words)) < _COURSE_FRAMES:
        return PDQ_BITS
    return max(_reached(_at_moments(*pair), pair[0].weights) for pair in ((one, other), (other, one)))


def clip_stars(clips: Sequence[Clip], middles: Sequence[Clip] = ()) -> Job[list[tuple[int, Member]]]:
    """Gathers clips around those that are middles already and among themselves; the best quality comes first.

    Returns for each clip the exhibit in the middle of its star, and the clip as a member of it.
    """
    chosen = sorted(clips, key=lambda clip: (-clip.quality, clip.exhibit))
    sky, found = _Sky(middles), list[tuple[int, Member]]()
    for done, clip in enumerate(chosen):
        yield Progress(done, len(chosen), "Looking for clips that look alike")
        nearest: tuple[int, float, int] | None = None
        for middle in sky.candidates(clip):
            distance, share = alike(clip, middle)
            if distance <= PDQ_MATCH and (nearest is None or (distance, -share) < nearest[:2]):
                nearest = (distance, -share, middle.exhibit)
        if nearest is None:
            courses = [(same_course(clip, middle), -CLIP_SHARE, middle.exhibit) for middle in sky.as_long_as(clip)]
            nearest = min((course for course in courses if course[0] <= COURSE_MATCH), default=None)
        if nearest is None:
            sky.add(clip)
            found.append((clip.exhibit, Member(clip.exhibit, 0, likeness_of(0))))
        else:
            distance, share, exhibit = nearest
            found.append((exhibit, Member(clip.exhibit, distance, likeness_of(distance), share=round(-share, 4))))
    yield Progress(len(chosen), len(chosen), "Looking for clips that look alike")
    return found


class _Sky:
    """The middles found so far, with their frames in one place for each middle that was laid out together."""

    def __init__(self, clips: Sequence[Clip]) -> None:
        self._parts = [_Laid(list(clips))] if clips else []

    def add(self, clip: Clip) -> None:
        """Takes a middle in; parts of like size are put together, so that there are never many."""
        self._parts.append(_Laid([clip]))
        while len(self._parts) > 1 and len(self._parts[-2].clips) < 2 * len(self._parts[-1].clips):
            last, before = self._parts.pop(), self._parts.pop()
            self._parts.append(_Laid(before.clips + last.clips))

    def as_long_as(self, clip: Clip) -> list[Clip]:
        """Finds the middles that last about as long."""
        slack = max(1.0, float(clip.seconds[-1]) / 20)
        middles = (middle for part in self._parts for middle in part.clips)
        return [middle for middle in middles if abs(float(middle.seconds[-1] - clip.seconds[-1])) <= slack]

    def candidates(self, clip: Clip) -> list[Clip]:
        """Finds every middle that may be alike: of more than a fifth of the clip's time one frame at least is in it."""
        import numpy as np

        asked = slice(None, None, 4)
        if float(clip.weights[asked].sum()) <= 1 - CLIP_SHARE:
            asked = slice(None)
        found: list[Clip] = []
        for part in self._parts:
            owners = [part.owners[hits.places] for hits in part.frames.near(clip.words[asked])]
            found += [part.clips[owner] for owner in np.unique(np.concatenate(owners)).tolist()]
        return found


class _Laid:
    """Some clips, with the frames of all of them laid out for searching."""

    def __init__(self, clips: list[Clip]) -> None:
        import numpy as np

        self.clips = clips
        self.frames = Haystack(np.concatenate([clip.words for clip in clips]))
        self.owners = np.repeat(np.arange(len(clips)), [len(clip.words) for clip in clips])


def _spans(seconds: NDArray[np.float64]) -> Weights:
    """Gives each frame the time it stands for: half way to its neighbours."""
    import numpy as np

    if len(seconds) < 2:
        return np.ones(len(seconds))
    borders = np.concatenate((seconds[:1], (seconds[1:] + seconds[:-1]) / 2, seconds[-1:]))
    spans: Weights = np.maximum(np.diff(borders), 1e-6)
    # The first and the last reach as far out as they reach in.
    spans[[0, -1]] *= 2
    return spans


def _least(ones: Words, others: Words) -> NDArray[np.int64]:
    """Finds for each frame how far the nearest frame of another clip is."""
    import numpy as np

    least = np.full(len(ones), PDQ_BITS, np.int64)
    for start in range(0, len(ones), _ROWS):
        differing = ones[start : start + _ROWS, np.newaxis, :] ^ others[np.newaxis, :, :]
        least[start : start + _ROWS] = np.bitwise_count(differing).sum(axis=2, dtype=np.int64).min(axis=1)
    return least


def _at_moments(one: Clip, other: Clip) -> NDArray[np.int64]:
    """Finds for each frame how far the frame of the same moment of another clip is; all bits where there is none."""
    import numpy as np

    after = np.clip(np.searchsorted(other.seconds, one.seconds), 1, len(other.seconds) - 1)
    earlier = one.seconds - other.seconds[after - 1] < other.seconds[after] - one.seconds
    places = after - earlier
    differing = np.bitwise_count(one.words ^ other.words[places]).sum(axis=1, dtype=np.int64)
    there = np.abs(other.seconds[places] - one.seconds) <= _SAME_MOMENT
    return np.where(there, differing, PDQ_BITS)


def _reached(distances: NDArray[np.int64], weights: Weights) -> int:
    """Finds the least distance within which four fifths of the time lie."""
    import numpy as np

    order = np.argsort(distances, kind="stable")
    place = int(np.searchsorted(np.cumsum(weights[order]), CLIP_SHARE - 1e-9))
    return int(distances[order[min(place, len(order) - 1)]])
