"""Small files that ask for a great deal: headers that promise too much, and work that never ends."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image


def png(width: int, height: int, depth: int = 8, colour: int = 2, data: bytes = b"") -> bytes:
    """A PNG whose header names any size, with whatever pixel data."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def png_with_text_bomb() -> bytes:
    """A PNG whose compressed comment grows to 256 MiB."""
    body = b"Comment\0\0" + zlib.compress(bytes(256 << 20), 1)
    text = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    plain = png(4, 4, data=zlib.compress(bytes(13 * 4)))
    return plain[:33] + text + plain[33:]


def jpeg(width: int, height: int) -> bytes:
    """A JPEG whose header names another size than its data fill."""
    buffer = io.BytesIO()
    Image.new("RGB", (16, 16)).save(buffer, "JPEG")
    data = buffer.getvalue()
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def jpeg_of_many_scans(side: int = 4000, scans: int = 3000) -> bytes:
    """A progressive JPEG that repeats its last scan: little to read, a full pass over the picture each time."""
    buffer = io.BytesIO()
    Image.new("L", (side, side), 90).save(buffer, "JPEG", progressive=True)
    data = buffer.getvalue()
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * scans + b"\xff\xd9"


def gif(width: int, height: int) -> bytes:
    """A GIF with one tiny frame on a huge screen."""
    buffer = io.BytesIO()
    Image.new("P", (2, 2)).save(buffer, "GIF")
    data = buffer.getvalue()
    return data[:6] + struct.pack("<HH", width, height) + data[10:]


def webp(width: int, height: int) -> bytes:
    """A lossless WebP of 34 bytes that names any size up to 16384."""
    bits = (width - 1) | (height - 1) << 14
    body = b"\x2f" + struct.pack("<I", bits) + bytes(9)
    chunk = b"VP8L" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def tiff(width: int, height: int) -> bytes:
    """A TIFF whose directory names any size."""
    entries = ((256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8),
               (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, 100))  # fmt: skip
    packed = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(entries)) + packed + bytes(4 + 100)


def bmp(width: int, height: int) -> bytes:
    """A bitmap that names any size."""
    return struct.pack("<2sIIIIiiHHIIiiII", b"BM", 100, 0, 54, 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(60)


def tga(width: int, height: int) -> bytes:
    """A run-length Targa that names any size."""
    return struct.pack("<BBBHHBHHHHBB", 0, 0, 10, 0, 0, 0, 0, 0, width, height, 24, 0) + b"\xff\1\2\3" * 8


BOMBS: dict[str, Callable[[], bytes]] = {
    "png 100000 square": lambda: png(100_000, 100_000),
    "png 9900 square, 16 bits, alpha": lambda: png(9_900, 9_900, 16, 6, zlib.compress(bytes(1 << 20))),
    "png of two billion columns": lambda: png(2_000_000_000, 1),
    "png of no columns": lambda: png(0, 5),
    "png with a text bomb": png_with_text_bomb,
    "jpeg 65500 square": lambda: jpeg(65_500, 65_500),
    "jpeg 9990 square without data": lambda: jpeg(9_990, 9_990),
    "jpeg of many scans": jpeg_of_many_scans,
    "gif 65535 square": lambda: gif(65_535, 65_535),
    "webp of 34 bytes, 13000 square": lambda: webp(13_000, 13_000),
    "webp of 34 bytes, 9999 square": lambda: webp(9_999, 9_999),
    "tiff 60000 square": lambda: tiff(60_000, 60_000),
    "tiff 9990 square without data": lambda: tiff(9_990, 9_990),
    "bmp 60000 square": lambda: bmp(60_000, 60_000),
    "bmp of negative columns": lambda: bmp(-5, 5),
    "tga 65535 square": lambda: tga(65_535, 65_535),
    "nothing": lambda: b"",
    "one byte": lambda: b"\xff",
    "a png signature": lambda: b"\x89PNG\r\n\x1a\n",
}
