"""The outline of a picture: lines where things end, paper elsewhere, and no texture."""

from __future__ import annotations

import numpy as np
from PIL import Image

from workbench.media.outline import INK, PAPER, bilateral, drawing, gaussian


def test_an_even_picture_is_blank_paper() -> None:
    assert set(drawing(Image.new("L", (60, 40), 90)).tobytes()) == {PAPER}


def test_a_dark_line_becomes_ink() -> None:
    picture = Image.new("L", (64, 64), 200)
    picture.paste(20, (30, 0, 34, 64))
    drawn = np.asarray(drawing(picture))
    assert drawn[32, 31] == INK and drawn[32, 5] == PAPER
    assert drawn.min() >= INK and drawn.max() <= PAPER


def test_fine_texture_is_smoothed_away() -> None:
    chance = np.random.default_rng(7)
    textured = (120 + chance.integers(-12, 13, (80, 80))).astype(np.float32)
    assert bilateral(bilateral(textured)).std() < textured.std() / 3


def test_edges_survive_smoothing() -> None:
    step = np.zeros((40, 40), np.float32)
    step[:, 20:] = 255
    assert np.abs(bilateral(step) - step).max() < 1


def test_a_gaussian_keeps_the_mean_and_the_size_of_any_picture() -> None:
    for shape in ((1, 1), (3, 200), (50, 2)):
        plane = np.full(shape, 77, np.float32)
        assert gaussian(plane, 1.6).shape == shape
        assert np.allclose(gaussian(plane, 1.6), 77)
