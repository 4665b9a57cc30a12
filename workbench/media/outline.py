"""Draws the outline of a small grey picture: where things end, without what they look like.

Two bilateral passes take fine texture away and keep edges; a difference of two Gaussians then finds dark lines.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Plane = NDArray[np.float32]

INK, PAPER = 44, 206
_DIAMETER, _SIGMA_COLOUR, _SIGMA_SPACE = 9, 40.0, 6.0
_SIGMA, _RATIO = 1.6, 1.6
_THRESHOLD, _GAIN = 0.006, 14.0


def drawing(grey: Image.Image) -> Image.Image:
    """Turns a grey picture into lines of ink on paper, of the same size."""
    plane = np.asarray(grey, dtype=np.float32)
    smooth = bilateral(bilateral(plane)) / np.float32(255)
    difference = gaussian(smooth, _SIGMA) - gaussian(smooth, _SIGMA * _RATIO)
    paper = 1 - np.clip((-difference - _THRESHOLD) * _GAIN, 0, 1)
    return Image.fromarray(np.rint(INK + paper * (PAPER - INK)).astype(np.uint8))


def bilateral(plane: Plane) -> Plane:
    """Smooths a plane of tones 0 to 255 within a disc, weighing neighbours by nearness in place and in tone."""
    radius = _DIAMETER // 2
    padded = _padded(plane, radius)
    total, weight = np.zeros_like(plane), np.zeros_like(plane)
    height, width = plane.shape
    for down in range(-radius, radius + 1):
        for across in range(-radius, radius + 1):
            distance = down * down + across * across
            if distance > radius * radius:
                continue
            near = padded[radius + down : radius + down + height, radius + across : radius + across + width]
            exponent = (near - plane) ** 2 / (-2 * _SIGMA_COLOUR**2) - distance / (2 * _SIGMA_SPACE**2)
            share = np.exp(exponent, dtype=np.float32)
            total += share * near
            weight += share
    return total / weight


def gaussian(plane: Plane, sigma: float) -> Plane:
    """Smooths a plane with a Gaussian, mirrored at the borders."""
    radius = int(4 * sigma + 0.5)
    bell = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    bell = (bell / bell.sum()).astype(np.float32)
    height, width = plane.shape
    padded = _padded(plane, radius)
    lines = np.zeros((height, padded.shape[1]), np.float32)
    for k, share in enumerate(bell):
        lines += share * padded[k : k + height]
    result = np.zeros((height, width), np.float32)
    for k, share in enumerate(bell):
        result += share * lines[:, k : k + width]
    return result


def _padded(plane: Plane, radius: int) -> Plane:
    """Mirrors a plane beyond its borders; a plane too small to mirror repeats its edge."""
    if min(plane.shape) > radius:
        return np.pad(plane, radius, mode="reflect")
    return np.pad(plane, radius, mode="edge")
