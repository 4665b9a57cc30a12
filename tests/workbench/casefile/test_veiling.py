"""Veils made from means and painted for the screen: exact, bounded, calm, the same every time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.casefile.exposure import Rung, Veil
from workbench.casefile.veiling import BASE_SIDE, grid_size, veil_from_means, veil_picture, veil_size

SIZES = st.tuples(st.integers(1, 12), st.integers(1, 12))


@st.composite
def veils(draw: st.DrawFn) -> Veil:
    """Draws any veil."""
    width, height = draw(SIZES)
    count = 4 * width * height
    return veil_from_means(draw(st.lists(st.floats(0, 255), min_size=count, max_size=count)), width, height)


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_a_size_fits_twelve_samples(width: int, height: int) -> None:
    across, down = veil_size(width, height)
    assert max(across, down) == 12 and min(across, down) >= 1
    assert grid_size(width, height) == (2 * across, 2 * down)
    assert abs(across / 12 - width / max(width, height)) <= 0.5 / 12 + (across == 1)


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (-1, 5)])
def test_a_picture_without_pixels_has_no_veil(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="at least one pixel"):
        veil_size(*size)


@given(veils(), st.sampled_from([Rung.VEIL, Rung.HAZE]))
def test_a_painting_is_bounded_and_repeatable(veil: Veil, rung: Rung) -> None:
    width, height, tones = veil_picture(veil, rung)
    assert (width, height) == (16 * veil.width, 16 * veil.height)
    assert max(width, height) <= BASE_SIDE and len(tones) == width * height
    assert min(tones) >= 48 and max(tones) <= 208
    assert veil_picture(veil, rung) == (width, height, tones)


@pytest.mark.parametrize("level", range(16))
def test_an_even_veil_is_painted_in_one_tone(level: int) -> None:
    _, _, tones = veil_picture(Veil(12, 5, bytes([level]) * 60, bytes([level]) * 240), Rung.HAZE)
    assert set(tones) == {round(64 + 128 * level / 15)}


def test_a_painting_stands_as_its_samples_do() -> None:
    levels = bytes([0] * 6 + [15] * 6) * 9
    width, height, tones = veil_picture(Veil(12, 9, levels, bytes(432)), Rung.VEIL)
    middle = tones[height // 2 * width :][:width]
    assert middle[10] < 70 and middle[-10] > 186
    assert sorted(middle[84:108]) == list(middle[84:108])


@pytest.mark.parametrize("rung", [Rung.SEALED, Rung.OUTLINE, Rung.GREY, Rung.COLOUR])
def test_only_veil_and_haze_are_painted(rung: Rung) -> None:
    with pytest.raises(ValueError, match="only a veil and a haze"):
        veil_picture(Veil(1, 1, b"\0", bytes(4)), rung)


def test_means_round_to_the_nearest_of_sixteen_levels() -> None:
    made = veil_from_means([0.0, 8.4, 8.6, 255.0], 1, 1)
    assert made.haze == bytes([0, 0, 1, 15])
    assert made.veil == bytes([4])


def test_means_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        veil_from_means([1.0] * 5, 1, 1)
