"""Clips are alike where most of the time of each is in the other."""

from __future__ import annotations

import numpy as np

from workbench.casefile.fingerprints import Fingerprint, FrameFingerprint
from workbench.casefile.likeness import Likeness
from workbench.casefile.likeness_clips import Clip, alike, clip_of, clip_stars, same_course
from workbench.jobs import finish


def _bits(seed: int, off: int) -> str:
    return f"{int(np.random.default_rng(seed).bytes(32).hex(), 16) ^ (2**off - 1):064x}"


def _frames(seeds: range, off: int = 0, quality: int = 90) -> tuple[FrameFingerprint, ...]:
    return tuple(FrameFingerprint(float(place), _bits(seed, off), quality) for place, seed in enumerate(seeds))


def _clip(exhibit: int, frames: tuple[FrameFingerprint, ...]) -> Clip:
    clip = clip_of(Fingerprint(exhibit, frames=frames))
    assert clip is not None
    return clip


def _stars(*clips: Clip, middles: tuple[Clip, ...] = ()) -> dict[int, int]:
    return {member.exhibit: middle for middle, member in finish(clip_stars(clips, middles))}


def test_a_copy_is_found_with_its_distance_and_share() -> None:
    original, copy = _clip(1, _frames(range(10))), _clip(2, _frames(range(10), off=12, quality=80))
    assert alike(original, copy) == (12, 1.0)
    ((_, first), (middle, second)) = finish(clip_stars([copy, original]))
    assert (middle, second.distance, second.likeness, second.share) == (1, 12, Likeness.ALIKE, 1.0)
    assert first.exhibit == 1 and first.distance == 0


def test_a_clip_with_more_in_it_than_the_other_is_not_alike() -> None:
    """Whoever has seen the short one has not seen what was added."""
    short, long = _clip(1, _frames(range(10))), _clip(2, _frames(range(14)))
    assert alike(short, long)[1] < 0.8
    assert _stars(short, long) == {1: 1, 2: 2}
    nearly = _clip(3, _frames(range(12)))
    assert alike(short, nearly)[1] > 0.8
    assert _stars(short, nearly) == {1: 1, 3: 1}


def test_shares_are_of_time_and_not_of_frames() -> None:
    frames = _frames(range(10))
    # Nine frames within the first second, and one that stands for all the rest.
    crowded = tuple(FrameFingerprint(min(f.seconds / 10, 0.8) if f.seconds < 9 else 60.0, f.bits, 90) for f in frames)
    changed = (*crowded[:9], _frames(range(50, 51))[0])
    assert alike(_clip(1, crowded), _clip(2, (*changed[:9], FrameFingerprint(60.0, changed[9].bits, 90))))[1] < 0.6


def test_what_is_dark_or_plain_tells_nothing() -> None:
    assert clip_of(Fingerprint(1, frames=_frames(range(10), quality=49))) is None
    assert clip_of(Fingerprint(1, frames=(*_frames(range(4)), *_frames(range(6), quality=3)))) is None
    assert clip_of(Fingerprint(1)) is None
    assert clip_of(Fingerprint(1, bits="0" * 64, quality=90, frames=_frames(range(3)))) is None


def test_new_clips_join_those_that_are_middles_already() -> None:
    middles = (_clip(1, _frames(range(10), quality=60)), _clip(2, _frames(range(100, 110))))
    found = _stars(_clip(7, _frames(range(10))), _clip(8, _frames(range(200, 205))), middles=middles)
    assert found == {7: 1, 8: 8}


def test_a_copy_with_something_over_it_is_told_by_its_course_and_is_only_similar() -> None:
    original, copy = _clip(1, _frames(range(10))), _clip(2, _frames(range(10), off=60, quality=80))
    ((_, _), (middle, member)) = finish(clip_stars([copy, original]))
    assert (middle, member.exhibit, member.distance, member.likeness) == (1, 2, 60, Likeness.ALIKE)
    backwards = _clip(3, _frames(range(9, -1, -1), off=60))
    assert _stars(original, backwards) == {1: 1, 3: 3}
    further, longer = _clip(4, _frames(range(10), off=81)), _clip(5, _frames(range(14), off=60))
    assert _stars(original, longer) == {1: 1, 5: 5}
    assert _stars(original, further) == {1: 1, 4: 4}
    assert same_course(_clip(6, _frames(range(4))), _clip(7, _frames(range(4)))) == 256


def test_many_clips_gather_whatever_their_order() -> None:
    clips = [
        _clip(number, _frames(range(number % 5 * 20, number % 5 * 20 + 8), off=number // 5)) for number in range(25)
    ]
    found = _stars(*clips)
    assert len(set(found.values())) == 5
    assert all(middle % 5 == number % 5 for number, middle in found.items())
