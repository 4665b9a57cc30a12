"""Veils as pictures a document can carry: grey, and never finer than the samples of the veil itself."""

from __future__ import annotations

import base64
import struct
import zlib

from workbench.casefile.exposure import HAZE_SAMPLES, LEVELS, TONE_HIGH, TONE_LOW, Veil


def tones(veil: Veil) -> bytes:
    """The veil's samples as grey tones, row by row, kept between the ladder's lowest and highest."""
    step = (TONE_HIGH - TONE_LOW) / (LEVELS - 1)
    return bytes(round(TONE_LOW + level * step) for level in veil.veil)


def doubled(veil: Veil) -> tuple[int, int, bytes]:
    """The veil's tones on twice as many samples a side (so at most the haze's), blended between neighbours.

    Archive PDF allows no smooth scaling by the viewer. Blending adds no knowledge: all follows from the veil.
    """
    width, height, given = veil.width, veil.height, tones(veil)

    def near(place: int, side: int) -> tuple[int, int]:
        own = place // 2
        return own, min(max(own + (1 if place % 2 else -1), 0), side - 1)

    rows = []
    for y in range(2 * height):
        top, below = near(y, height)
        for x in range(2 * width):
            left, right = near(x, width)
            level = 9 * given[top * width + left] + 3 * given[top * width + right]
            level += 3 * given[below * width + left] + given[below * width + right]
            rows.append((level + 8) // 16)
    return 2 * width, 2 * height, bytes(rows)


def veil_png(veil: Veil) -> bytes:
    """Writes a veil as a PNG of one pixel a sample: at most 12 by 12."""
    return grey_png(veil.width, veil.height, tones(veil))


def grey_png(width: int, height: int, samples: bytes) -> bytes:
    """Encodes 8-bit grey samples as PNG; raises ValueError for anything finer than the haze."""
    if not (1 <= width <= HAZE_SAMPLES and 1 <= height <= HAZE_SAMPLES) or len(samples) != width * height:
        raise ValueError("a memo carries no picture finer than the haze")
    rows = b"".join(b"\0" + samples[row * width : (row + 1) * width] for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def data_uri(png: bytes) -> str:
    """Writes a PNG as an address that holds the picture itself."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def _chunk(name: bytes, data: bytes) -> bytes:
    """One PNG chunk: length, name, data, CRC."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
