"""Computes the PDQ fingerprint of a grey picture, in the child: 256 bits that survive a copy, and their quality.

PDQ (Davis and Rosen, "PDQ and TMK + PDQF", 2019): the luma is blurred twice with a box and sampled to 64 by 64, the
lowest 16 by 16 waves of its cosine transform are kept, and each gives one bit: whether it is above their median. Blur
and sampling are linear along each axis, so that both are one matrix product from each side.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image

from workbench.casefile.fingerprints import PDQ_SIDE, hashed_size
from workbench.media.veil import Plane, upright

LONG_SIDE = PDQ_SIDE
_SIDE, _WAVES = 64, 16
_BEST = 100
_USUAL = (LONG_SIDE, 384, 341, 342, 288, 340)  # 4:3, 3:2 and 16:9 at that long side


def luma_of(grey: Image.Image, orientation: int) -> Plane | None:
    """Averages a grey picture down to what is hashed, upright; None for one too small to look like anything."""
    size = hashed_size(*grey.size)
    if size is None:
        return None
    small = grey if size == grey.size else grey.resize(size, Image.Resampling.BOX)
    return np.asarray(upright(small, orientation), dtype=np.float32)


def bits_of(luma: Plane) -> tuple[str, int]:
    """Gives the fingerprint of an upright luma, as 64 hexadecimal digits, and its quality, 0 to 100."""
    sampled = np.asarray(_sampling(luma.shape[0]) @ luma @ _sampling(luma.shape[1]).T, dtype=np.float32)
    return _bits(sampled), _quality(sampled)


def turned_bits(luma: Plane) -> tuple[tuple[str, ...], int]:
    """Gives the fingerprints of an upright luma turned and mirrored in the order of ``fingerprints.TURNS``.

    Each is that of the turned picture itself. Signs of the first one's waves would give them too, but PDQ's box of an
    even size leans to one side, and a mirrored picture then differs by a dozen bits and more.
    """
    both = [np.concatenate((_sampling(length), _sampling(length)[:, ::-1])) for length in luma.shape]
    grid = np.asarray(both[0] @ luma @ both[1].T, dtype=np.float32)
    plain, mirrored = grid[:_SIDE, :_SIDE], grid[:_SIDE, _SIDE:]
    flipped, round_ = grid[_SIDE:, :_SIDE], grid[_SIDE:, _SIDE:]
    turns = (plain, mirrored.T, round_, flipped.T, flipped, mirrored, plain.T, round_.T)
    return tuple(map(_bits, turns)), _quality(plain)


def _bits(sampled: Plane) -> str:
    """Writes which of the 16 by 16 lowest waves are above their median; the first wave is the last bit."""
    waves = _COSINES @ sampled @ _COSINES.T
    level = np.partition(waves, waves.size // 2 - 1, axis=None)[waves.size // 2 - 1]
    return np.packbits((waves > level).ravel()[::-1]).tobytes().hex()


def _quality(sampled: Plane) -> int:
    """Measures how much there is to tell by: the sum of the steps between neighbours, in whole hundredths."""
    steps = sum(int(np.abs(np.trunc(np.diff(sampled, axis=axis) * (100 / 255))).sum()) for axis in (0, 1))
    return min(_BEST, steps // 90)


def warm_up() -> None:
    """Makes ready what most pictures need: the matrices of the usual proportions."""
    for length in _USUAL:
        _sampling(length)


@lru_cache(maxsize=64)
def _sampling(length: int) -> Plane:
    """Makes the matrix that blurs a line twice with PDQ's box (the size of a 128th of it) and samples 64 places."""
    window = (length + 2 * _SIDE - 1) // (2 * _SIDE)
    ahead = (window + 2) // 2 - 1
    places = np.arange(length)
    offset = places - places[:, np.newaxis]
    box = ((offset >= ahead + 1 - window) & (offset <= ahead)).astype(np.float32)
    box /= box.sum(axis=1, keepdims=True)
    chosen = ((np.arange(_SIDE) + 0.5) * length / _SIDE).astype(int)
    return np.asarray(box[chosen] @ box)


def _cosines() -> Plane:
    """Makes the matrix of the cosine transform for waves 1 to 16."""
    wave, place = np.arange(1, _WAVES + 1)[:, np.newaxis], np.arange(_SIDE)
    shares = np.sqrt(2 / _SIDE) * np.cos(np.pi / (2 * _SIDE) * wave * (2 * place + 1))
    return np.asarray(shares, dtype=np.float32)


_COSINES = _cosines()
