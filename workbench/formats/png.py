"""PNG as it is written: 8-bit grey or RGB, no interlacing, no text, no date (W3C PNG, third edition)."""

from __future__ import annotations

import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _RGB = 0, 2


def grey_png(width: int, height: int, samples: bytes | memoryview, stride: int = 0) -> bytes:
    """Writes grey samples, one byte each, lines ``stride`` bytes apart."""
    step = stride or width
    _check(width, height, len(samples), step, 1)
    lines = (bytes(samples[y * step : y * step + width]) for y in range(height))
    return _png(width, height, _GREY, b"".join(b"\0" + line for line in lines))


def rgb32_png(width: int, height: int, samples: bytes | memoryview, stride: int) -> bytes:
    """Writes pixels of four bytes each (blue, green, red, unused) as RGB, lines ``stride`` bytes apart."""
    _check(width, height, len(samples), stride, 4)
    lines = bytearray()
    for y in range(height):
        given = bytes(samples[y * stride : y * stride + 4 * width])
        line = bytearray(3 * width)
        line[0::3], line[1::3], line[2::3] = given[2::4], given[1::4], given[0::4]
        lines += b"\0" + line
    return _png(width, height, _RGB, bytes(lines))


def _check(width: int, height: int, size: int, stride: int, each: int) -> None:
    """Refuses a size that the samples do not have."""
    if width < 1 or height < 1 or stride < each * width or size < stride * (height - 1) + each * width:
        raise ValueError("the samples do not fit the picture's size")


def _png(width: int, height: int, kind: int, lines: bytes) -> bytes:
    """Puts the chunks together."""
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    """Writes one chunk: length, name, data, CRC."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
