"""The arithmetic of veils: how area means become one, and how one is painted for the screen.

Nothing here sees a picture. The reduction takes the means of grid cells; the painting takes a veil's 4-bit levels.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from workbench.casefile.exposure import HAZE_SAMPLES, LEVELS, TONE_HIGH, TONE_LOW, VEIL_SAMPLES, Rung, Veil

BASE_SIDE = 192
_LEVEL_STEP = 255 / (LEVELS - 1)
_FIELD = 32  # bits that one pixel of a packed line takes
_ONE = 1 << 12  # a weight of 1, for each of the two directions
_TOP_BYTE = 3


def veil_size(width: int, height: int) -> tuple[int, int]:
    """Fits a picture's proportions into 12 samples a side: the long side has 12, the short one at least 1."""
    if width < 1 or height < 1:
        raise ValueError("a picture has at least one pixel")
    longest = max(width, height)
    return max(1, round(VEIL_SAMPLES * width / longest)), max(1, round(VEIL_SAMPLES * height / longest))


def grid_size(width: int, height: int) -> tuple[int, int]:
    """Gives columns and rows of the haze grid of a picture: exactly twice its veil's."""
    columns, rows = veil_size(width, height)
    return 2 * columns, 2 * rows


def veil_from_means(means: Iterable[float], width: int, height: int) -> Veil:
    """Makes a veil from the means (0 to 255, row by row) of its haze grid's cells.

    The haze is those means in 16 levels; each veil level is the mean of 2 by 2 cells before they were rounded.
    """
    grid = list(means)
    columns = 2 * width
    if len(grid) != columns * 2 * height:
        raise ValueError("the means do not fit the veil's size")
    veil = []
    for top in range(0, len(grid), 2 * columns):
        for cell in range(top, top + columns, 2):
            below = cell + columns
            veil.append((grid[cell] + grid[cell + 1] + grid[below] + grid[below + 1]) / 4)
    return Veil(width, height, bytes(map(_level, veil)), bytes(map(_level, grid)))


def veil_picture(veil: Veil, rung: Rung) -> tuple[int, int, bytes]:
    """Paints a veil or a haze as the small smooth grey picture that a screen then scales up.

    Gives width, height and one grey byte a pixel, the long side 192: levels become tones 64 to 192, interpolated
    by a cubic and smoothed by a Gaussian of half a sample. The same veil always gives the same bytes.
    """
    if rung is Rung.VEIL:
        columns, rows, levels = veil.width, veil.height, veil.veil
    elif rung is Rung.HAZE:
        columns, rows, levels = 2 * veil.width, 2 * veil.height, veil.haze
    else:
        raise ValueError("only a veil and a haze are painted from samples")
    pixels = BASE_SIDE // (VEIL_SAMPLES if rung is Rung.VEIL else HAZE_SAMPLES)
    return columns * pixels, rows * pixels, _paint(levels, columns, rows, pixels)


def _level(mean: float) -> int:
    """Rounds a mean to one of 16 levels; a hair's breadth off the tie, where rounding errors would show."""
    return max(0, min(LEVELS - 1, int(mean / _LEVEL_STEP + 0.5001)))


def _paint(levels: bytes, columns: int, rows: int, pixels: int) -> bytes:
    """Interpolates a grid of levels with whole lines packed into single integers, one 32-bit field a pixel.

    Multiplying such an integer by a weight weighs a whole line at once. Single terms may be negative; every sum
    is a tone below 256 in fixed point, so no field ever borrows from the next.
    """
    across = _packed_columns(columns, pixels)
    half = sum((_ONE * _ONE // 2) << (_FIELD * x) for x in range(columns * pixels))
    lines = []
    for row in range(rows):
        tones = [_tone(level) for level in levels[row * columns : (row + 1) * columns]]
        lines.append(sum(tone * column for tone, column in zip(tones, across, strict=True)))
    size = columns * pixels * _FIELD // 8
    painted = []
    for terms in _weights(rows, pixels):
        line = half + sum(weight * lines[row] for row, weight in terms)
        painted.append(line.to_bytes(size, "little")[_TOP_BYTE :: _FIELD // 8])
    return b"".join(painted)


def _tone(level: int) -> int:
    """Gives the grey tone that a level is shown with: low contrast, so that nothing flashes."""
    return round(TONE_LOW + (TONE_HIGH - TONE_LOW) * level / (LEVELS - 1))


@lru_cache(maxsize=64)
def _packed_columns(samples: int, pixels: int) -> tuple[int, ...]:
    """Packs, for each sample of a line, its weight in every pixel of the line."""
    packed = [0] * samples
    for x, terms in enumerate(_weights(samples, pixels)):
        for sample, weight in terms:
            packed[sample] += weight << (_FIELD * x)
    return tuple(packed)


@lru_cache(maxsize=64)
def _weights(samples: int, pixels: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Gives for each pixel of a line the samples it is made of and their weights, which sum to exactly one."""
    cubic = [_cubic_row((x + 0.5) / pixels - 0.5, samples) for x in range(samples * pixels)]
    radius = math.ceil(1.5 * pixels)
    bell = [math.exp(-0.5 * (offset / (0.5 * pixels)) ** 2) for offset in range(-radius, radius + 1)]
    rows = []
    for x in range(len(cubic)):
        row = [0.0] * samples
        for offset, share in zip(range(-radius, radius + 1), bell, strict=True):
            for sample, weight in cubic[min(max(x + offset, 0), len(cubic) - 1)]:
                row[sample] += share * weight / sum(bell)
        rows.append(_fixed(row))
    return tuple(rows)


def _cubic_row(place: float, samples: int) -> list[tuple[int, float]]:
    """Gives the four samples around a place on the line and their weights (Keys' cubic, a = -0.5)."""
    first = math.floor(place) - 1
    return [(min(max(k, 0), samples - 1), _keys(abs(place - k))) for k in range(first, first + 4)]


def _keys(distance: float) -> float:
    """Is Keys' cubic convolution kernel with a = -0.5."""
    if distance < 1:
        return 1.5 * distance**3 - 2.5 * distance**2 + 1
    if distance < 2:
        return -0.5 * distance**3 + 2.5 * distance**2 - 4 * distance + 2
    return 0.0


def _fixed(row: list[float]) -> tuple[tuple[int, int], ...]:
    """Turns weights into whole numbers that sum to exactly one in fixed point."""
    whole = [round(weight * _ONE) for weight in row]
    whole[max(range(len(row)), key=row.__getitem__)] += _ONE - sum(whole)
    return tuple((sample, weight) for sample, weight in enumerate(whole) if weight)
