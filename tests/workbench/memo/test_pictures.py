"""A veil on paper holds nothing that the veil itself does not hold."""

from __future__ import annotations

from workbench.casefile.exposure import Veil
from workbench.memo.pictures import doubled, tones


def test_doubling_blends_between_neighbours_and_adds_nothing():
    veil = Veil(2, 1, bytes((0, 15)), bytes(8))
    assert tones(veil) == bytes((64, 192))
    assert doubled(veil) == (4, 2, bytes((64, 96, 160, 192, 64, 96, 160, 192)))


def test_the_haze_never_reaches_a_memo():
    veil, other = Veil(3, 2, bytes(6), bytes(24)), Veil(3, 2, bytes(6), bytes([9]) * 24)
    assert doubled(veil) == doubled(other)
    assert tones(veil) == tones(other)


def test_the_largest_veil_stays_within_a_haze():
    width, height, samples = doubled(Veil(12, 12, bytes(144), bytes(576)))
    assert (width, height, len(samples)) == (24, 24, 576)
