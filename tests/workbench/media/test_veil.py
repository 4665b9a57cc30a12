"""What a veil lets through: the means of a few large cells, in 16 greys, upright, whatever the picture was."""

from __future__ import annotations

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from workbench.casefile.exposure import HAZE_SAMPLES, VEIL_SAMPLES, Rung
from workbench.casefile.veiling import grid_size, veil_from_means, veil_picture, veil_size
from workbench.media import veil

MODES = (
    "1",
    "L",
    "LA",
    "P",
    "RGB",
    "RGBA",
    "CMYK",
    "YCbCr",
    "LAB",
    "HSV",
    "I",
    "I;16",
    "F",
    "RGBX",
    "PA",
    "La",
    "RGBa",
)


def noise(mode: str, width: int, height: int, seed: int) -> Image.Image:
    """Draws a picture of any mode full of chance."""
    chance = random.Random(seed)
    if mode in ("I", "F", "I;16"):
        image = Image.new(mode, (width, height))
        top = 65_535
        for place in range(min(400, width * height)):
            image.putpixel((place % width, place // width % height), chance.randrange(top))
        return image
    grey = Image.frombytes("L", (width, height), chance.randbytes(width * height))
    if mode in ("La", "RGBa", "PA", "LAB", "HSV", "RGBX"):
        via = {"La": "LA", "RGBa": "RGBA", "PA": "P", "LAB": "LAB", "HSV": "RGB", "RGBX": "RGB"}[mode]
        if mode == "LAB":
            return Image.frombytes("LAB", (width, height), chance.randbytes(3 * width * height))
        return grey.convert("RGB" if via == "RGB" else via).convert(mode)
    return grey.convert(mode)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(MODES), st.integers(1, 300), st.integers(1, 300), st.integers(1, 8), st.integers(0, 9))
def test_no_picture_gives_more_than_the_ladder_allows(
    mode: str, width: int, height: int, orientation: int, seed: int
) -> None:
    made = veil.veil_of(noise(mode, width, height, seed), orientation)
    upright = veil.upright_size((width, height), orientation)
    assert (made.width, made.height) == veil_size(*upright)
    assert max(made.width, made.height) == VEIL_SAMPLES
    assert len(made.haze) == 4 * len(made.veil) <= HAZE_SAMPLES**2
    assert max(made.veil + made.haze) < 16
    assert len(made.packed()) <= 362


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 5), st.integers(0))
def test_only_the_means_of_the_cells_pass(across: int, down: int, side: int, seed: int) -> None:
    """Moving pixels about inside a cell changes nothing, though it may change every pixel."""
    # Drawn by a seed: pixels drawn one by one from the examples cost hundreds of times as much.
    chance = random.Random(seed)
    width, height = (12, down) if across >= down else (across, 12)
    if veil_size(width * 2 * side, height * 2 * side) != (width, height):
        return
    first = Image.new("L", (2 * width * side, 2 * height * side))
    second = first.copy()
    for row in range(2 * height):
        for column in range(2 * width):
            levels = [chance.randrange(256) for _ in range(side * side)]
            for image in (first, second):
                chance.shuffle(levels)
                cell = Image.frombytes("L", (side, side), bytes(levels))
                image.paste(cell, (column * side, row * side))
    assert veil.veil_of(first, 1) == veil.veil_of(second, 1)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_veil_stands_upright(orientation: int) -> None:
    """A white corner at the top left of the stored picture is found where the turned picture has it."""
    stored = Image.new("L", (96, 64))
    stored.paste(255, (0, 0, 48, 32))
    made = veil.veil_of(stored, orientation)
    expected = veil.veil_of(veil.upright(stored, orientation), 1)
    assert made == expected


def test_the_veil_is_the_mean_of_the_unrounded_haze() -> None:
    """Three dark cells and one light one: rounded first they would mean 2, unrounded they mean 1."""
    made = veil_from_means([25.0] * 24 + [25.0, 26.0] * 12, 12, 1)
    assert set(made.haze) == {1, 2}
    assert set(made.veil) == {1}


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 400), st.integers(1, 400), st.integers(0))
def test_a_veil_is_the_mean_of_four_cells_of_its_haze(width: int, height: int, seed: int) -> None:
    """The haze is rounded, the veil made before: they differ by less than the half level that each was rounded by."""
    made = veil.veil_of(noise("L", width, height, seed), 1)
    columns = 2 * made.width
    for row in range(made.height):
        for column in range(made.width):
            at = 2 * row * columns + 2 * column
            four = (made.haze[at] + made.haze[at + 1] + made.haze[at + columns] + made.haze[at + columns + 1]) / 4
            assert abs(made.veil[row * made.width + column] - four) < 1.01


def test_big_pictures_are_averaged_in_bands_without_a_seam() -> None:
    image = Image.linear_gradient("L").resize((2400, 1200))
    small = veil.veil_of(image.reduce(4), 1)
    assert all(abs(a - b) <= 1 for a, b in zip(veil.veil_of(image, 1).haze, small.haze, strict=True))


def test_what_shines_through_is_neutral() -> None:
    clear = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    assert set(veil.veil_of(clear, 1).veil) == {8}
    assert veil.colour_picture(clear, 1, 40, None).getpixel((5, 5)) == (128, 128, 128)


def test_hue_never_shows_below_colour() -> None:
    red, green = Image.new("RGB", (50, 50), (200, 0, 0)), Image.new("RGB", (50, 50), (0, 102, 0))
    assert veil.veil_of(red, 1) == veil.veil_of(green, 1)


@pytest.mark.parametrize(("mode", "value", "level"), [("I;16", 65_535, 15), ("I;16", 0, 0), ("I", 32_768, 8)])
def test_deep_pictures_keep_their_tones(mode: str, value: int, level: int) -> None:
    assert set(veil.veil_of(Image.new(mode, (30, 30), value), 1).veil) == {level}


def test_an_uneven_canary_is_smooth_under_a_veil() -> None:
    """Fine black and white checks, the loudest picture there is, leave one grey."""
    checks = Image.new("L", (480, 480))
    checks.putdata([255 * ((x // 2 + y // 2) % 2) for y in range(480) for x in range(480)])
    assert len(set(veil.veil_of(checks, 1).haze)) == 1


@pytest.mark.parametrize("rung", [Rung.VEIL, Rung.HAZE])
def test_a_painted_veil_is_grey_and_calm(rung: Rung) -> None:
    chance = random.Random(4)
    made = veil_from_means([float(chance.choice((0, 255))) for _ in range(24 * 16)], 12, 8)
    width, height, tones = veil_picture(made, rung)
    assert (width, height, len(tones)) == (192, 128, 192 * 128)
    assert min(tones) >= 48 and max(tones) <= 208
    steps = [
        abs(a - b)
        for line in range(height)
        for a, b in zip(tones[line * width :], tones[line * width + 1 : (line + 1) * width], strict=False)
    ]
    assert max(steps) <= (12 if rung is Rung.VEIL else 24)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_region_is_found_in_the_stored_picture(orientation: int) -> None:
    stored = Image.new("L", (80, 60))
    stored.putdata([(x * 3 + y) % 256 for y in range(60) for x in range(80)])
    turned = veil.upright(stored, orientation)
    box = (round(turned.width * 0.25), round(turned.height * 0.5), round(turned.width * 0.75), turned.height)
    expected = turned.crop(box)
    got = veil.grey_picture(stored, orientation, 640, (0.25, 0.5, 0.5, 0.5))
    assert got.size == expected.size
    assert got.tobytes() == expected.tobytes()


def test_grid_sizes_are_twice_the_veil() -> None:
    assert grid_size(4000, 3000) == (24, 18)
    assert grid_size(1, 20_000) == (2, 24)


def test_a_jpeg_is_decoded_small() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (1600, 1200)).save(buffer, "JPEG")
    image = Image.open(buffer)
    image.draft("L", (96, 72))
    image.load()
    assert image.mode == "L" and image.size == (200, 150)
