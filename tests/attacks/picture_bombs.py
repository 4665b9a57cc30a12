"""Pictures that ask for far more memory or time than their bytes can be worth."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from functools import partial

from PIL import Image

from tests.workbench.media import bombs

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes) -> bytes:
    """Makes one chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_header(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    """Makes the head of a PNG."""
    return _SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))


def packed_zeros(count: int) -> bytes:
    """Packs any number of zeros without packing them all: one block over and over, with the sum that belongs to it."""
    block = 1 << 20

    def piece(size: int) -> bytes:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        return packer.compress(bytes(size)) + packer.flush(zlib.Z_FULL_FLUSH)

    body = piece(block) * (count // block) + piece(count % block) + b"\x03\0"
    return b"\x78\xda" + body + struct.pack(">HH", count % 65_521, 1)


def png_of_zeros(width: int, height: int, depth: int, colour: int, row_bytes: int) -> bytes:
    """Makes a PNG whose pixels are really all there: zeros, packed."""
    body = packed_zeros((1 + row_bytes) * height)
    palette = chunk(b"PLTE", bytes(6)) if colour == 3 else b""
    return png_header(width, height, depth, colour) + palette + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def png_with_a_packed(kind: bytes, before: bytes, megabytes: int = 256, times: int = 1) -> bytes:
    """Makes a small PNG with packed side data that grows."""
    body = before + packed_zeros(megabytes << 20)
    plain = bombs.png(4, 4, data=zlib.compress(bytes(13 * 4)))
    return plain[:33] + chunk(kind, body) * times + plain[33:]


def png_that_lies_about_a_length() -> bytes:
    """Makes a PNG of a few bytes whose data claim two thousand million."""
    return png_header(64, 64) + struct.pack(">I", 0x7FFFFFF0) + b"IDAT" + bytes(20)


def png_animated_without_end() -> bytes:
    """Makes an animated PNG that claims two thousand million frames and gives two thousand."""
    body = zlib.compress(bytes(64 * (1 + 64 * 3)))
    frames, number = [], 0
    for _ in range(2_000):
        frames.append(chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, 64, 64, 0, 0, 1, 10, 0, 0)))
        frames.append(chunk(b"fdAT", struct.pack(">I", number + 1) + body))
        number += 2
    claim = chunk(b"acTL", struct.pack(">II", 0x7FFFFFFF, 0))
    return png_header(64, 64) + claim + chunk(b"IDAT", body) + b"".join(frames) + chunk(b"IEND", b"")


def jpeg_of_many_segments() -> bytes:
    """Makes a JPEG with four thousand blocks of side data of 64 KiB's claim, 8 MB in all."""
    plain = bombs.jpeg(16, 16)
    segment = b"\xff\xe1" + struct.pack(">H", 2_002) + b"http://ns.adobe.com/xap/1.0/\0".ljust(2_000, b"<")
    return plain[:2] + segment * 4_000 + plain[2:]


def jpeg_whose_camera_data_loop() -> bytes:
    """Makes a JPEG whose EXIF directory names itself as the next one and as its own part."""
    entries = struct.pack(">HHII", 0x8769, 4, 1, 8) + struct.pack(">HHII", 0x8825, 4, 1, 8)
    entries += struct.pack(">HHII", 0x010F, 2, 0xFFFFFFF0, 8)
    body = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">H", 3) + entries + struct.pack(">I", 8)
    plain = bombs.jpeg(16, 16)
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + plain[2:]


def tiff_of_zeros(width: int, height: int) -> bytes:
    """Makes a deflated TIFF whose pixels are really all there: zeros, in one strip."""
    body = packed_zeros(3 * width * height)
    return _tiff([(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 2),
                  (273, 4, 1, 8), (277, 3, 1, 3), (278, 4, 1, height), (279, 4, 1, len(body))], body)  # fmt: skip


def tiff_of_many_strips() -> bytes:
    """Makes a TIFF that claims a thousand million strips and sends its directory round in a circle."""
    entries = [(256, 4, 1, 4000), (257, 4, 1, 4000), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
               (273, 4, 0x3FFFFFFF, 8), (277, 3, 1, 1), (278, 4, 1, 1), (279, 4, 0x3FFFFFFF, 8)]  # fmt: skip
    made = _tiff(entries, bytes(100))
    return made[:-4] + struct.pack("<I", 8)


def _tiff(entries: list[tuple[int, int, int, int]], body: bytes) -> bytes:
    at = 8 + len(body) + len(body) % 2
    packed = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return (
        b"II*\0" + struct.pack("<I", at) + body + bytes(len(body) % 2)
        + struct.pack("<H", len(entries)) + packed + struct.pack("<I", 0)
    )  # fmt: skip


def gif_of_frames(width: int, height: int, frames: int, part: int = 2) -> bytes:
    """Makes a GIF of many frames that each clear a huge screen, or a small one."""
    data = io.BytesIO()
    Image.new("P", (part, part)).save(data, "GIF")
    plain = data.getvalue()
    start = plain.index(b",")
    block = b"\x21\xf9\x04\x08\x00\x00\x00\x00" + plain[start:-1]
    return plain[:6] + struct.pack("<HH", width, height) + plain[10:start] + block * frames + b";"


def webp_of_one_colour(width: int, height: int) -> bytes:
    """Makes a lossless WebP of thirty bytes that really decodes: one colour takes no bit a pixel."""
    data = io.BytesIO()
    Image.new("RGB", (16, 16), (9, 9, 9)).save(data, "WEBP", lossless=True)
    made = bytearray(data.getvalue())
    (bits,) = struct.unpack_from("<I", made, 21)
    struct.pack_into("<I", made, 21, bits >> 28 << 28 | (height - 1) << 14 | (width - 1))
    return bytes(made)


def webp_of_frames(width: int, height: int, frames: int) -> bytes:
    """Makes an animated WebP of many frames of one colour."""
    inner = webp_of_one_colour(width, height)[12:]

    def size(n: int) -> bytes:
        return struct.pack("<I", n - 1)[:3]

    frame = bytes(6) + size(width) + size(height) + b"\x0a\0\0" + b"\x01" + inner
    part = b"ANMF" + struct.pack("<I", len(frame)) + frame + bytes(len(frame) % 2)
    head = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + size(width) + size(height)
    body = b"WEBP" + head + b"ANIM" + struct.pack("<I", 6) + bytes(6) + part * frames
    return b"RIFF" + struct.pack("<I", len(body)) + body


def bmp_of_runs(side: int) -> bytes:
    """Makes a run-length bitmap of one run that jumps over a huge picture."""
    head = struct.pack("<2sIIIIiiHHIIiiII", b"BM", 2_000, 0, 1078, 40, side, side, 1, 8, 1, 900, 0, 0, 256, 0)
    return head + bytes(1024) + b"\0\2\xff\xff" * 200 + b"\xff\x01" * 40 + b"\0\1"


def ico_with_a_bomb() -> bytes:
    """Makes an icon of 16 by 16 that holds a PNG of 9,900 by 9,900."""
    inner = bombs.png(9_900, 9_900, 16, 6, zlib.compress(bytes(1 << 20)))
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, 16, 16, 0, 0, 1, 32, len(inner), 22) + inner


def jpeg_2000(width: int, height: int) -> bytes:
    """Makes a JPEG 2000 stream whose head names any size, of tiles of one pixel."""
    data = io.BytesIO()
    Image.new("RGB", (16, 16)).save(data, "JPEG2000", no_jp2=True)
    made = bytearray(data.getvalue())
    at = made.index(b"\xff\x51") + 6
    struct.pack_into(">IIIIIIII", made, at, width, height, 0, 0, 1, 1, 0, 0)
    return bytes(made)


def ppm(width: int, height: int) -> bytes:
    """Makes a PPM that names any size."""
    return b"P6 %d %d 255\n" % (width, height) + bytes(300)


def still_with_a_size(form: str, width: int, height: int, options: dict[str, object]) -> bytes:
    """Makes an AVIF or HEIC whose container claims any size."""
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False)
    data = io.BytesIO()
    Image.new("RGB", (64, 64)).save(data, form, **options)
    made = bytearray(data.getvalue())
    at = -1
    while (at := made.find(b"ispe", at + 1)) >= 0:
        struct.pack_into(">II", made, at + 8, width, height)
    return bytes(made)


PICTURE_BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "webp of 30 bytes, 13,000 square": ("image/webp", partial(webp_of_one_colour, 13_000, 13_000)),
    "webp of 30 bytes, 9,999 square": ("image/webp", partial(webp_of_one_colour, 9_999, 9_999)),
    "webp of 30 bytes, 6,000 square": ("image/webp", partial(webp_of_one_colour, 6_000, 6_000)),
    "webp of 34 bytes that lie": ("image/webp", partial(bombs.webp, 9_999, 9_999)),
    "webp of 5,000 frames of 3,000 square": ("image/webp", partial(webp_of_frames, 3_000, 3_000, 5_000)),
    "jpeg 65,500 by 2,700": ("image/jpeg", partial(bombs.jpeg, 65_500, 2_700)),
    "jpeg 65,500 square": ("image/jpeg", partial(bombs.jpeg, 65_500, 65_500)),
    "jpeg 9,990 square without data": ("image/jpeg", partial(bombs.jpeg, 9_990, 9_990)),
    "jpeg of 2,000 scans, 9,000 square": ("image/jpeg", partial(bombs.jpeg_of_many_scans, 9_000, 2_000)),
    "jpeg of 4,000 segments": ("image/jpeg", jpeg_of_many_segments),
    "jpeg with looping camera data": ("image/jpeg", jpeg_whose_camera_data_loop),
    "png 30,000 square, one bit": ("image/png", partial(png_of_zeros, 30_000, 30_000, 1, 3, 3_750)),
    "png 13,000 square, true colour": ("image/png", partial(png_of_zeros, 13_000, 13_000, 8, 2, 39_000)),
    "png 9,984 square, true colour": ("image/png", partial(png_of_zeros, 9_984, 9_984, 8, 2, 29_952)),
    "png 9,984 square, 16 bits, alpha": ("image/png", partial(png_of_zeros, 9_984, 9_984, 16, 6, 79_872)),
    "png 100,000 square": ("image/png", partial(bombs.png, 100_000, 100_000)),
    "png of two billion columns": ("image/png", partial(bombs.png, 2_000_000_000, 1)),
    "png with a packed comment": ("image/png", partial(png_with_a_packed, b"zTXt", b"Comment\0\0")),
    "png with a packed colour profile": ("image/png", partial(png_with_a_packed, b"iCCP", b"Profile\0\0")),
    "png with 200 packed titles": (
        "image/png", partial(png_with_a_packed, b"iTXt", b"Title\0\1\0en\0T\0", 4, 200),
    ),
    "png that lies about a length": ("image/png", png_that_lies_about_a_length),
    "png animated without end": ("image/png", png_animated_without_end),
    "tiff 13,000 square, deflated": ("image/tiff", partial(tiff_of_zeros, 13_000, 13_000)),
    "tiff 9,900 square, deflated": ("image/tiff", partial(tiff_of_zeros, 9_900, 9_900)),
    "tiff 60,000 square": ("image/tiff", partial(bombs.tiff, 60_000, 60_000)),
    "tiff of a billion strips, in a circle": ("image/tiff", tiff_of_many_strips),
    "gif of 20,000 frames on 65,535 by 2,700": ("image/gif", partial(gif_of_frames, 65_535, 2_700, 20_000)),
    "gif of 20,000 frames on 9,900 square": ("image/gif", partial(gif_of_frames, 9_900, 9_900, 20_000)),
    "gif of 100,000 small frames": ("image/gif", partial(gif_of_frames, 600, 600, 100_000)),
    "gif 65,535 square": ("image/gif", partial(bombs.gif, 65_535, 65_535)),
    "bmp 60,000 square": ("image/bmp", partial(bombs.bmp, 60_000, 60_000)),
    "bmp of runs, 9,900 square": ("image/bmp", partial(bmp_of_runs, 9_900)),
    "ico that holds a png bomb": ("image/x-icon", ico_with_a_bomb),
    "tga 65,535 square": ("image/x-tga", partial(bombs.tga, 65_535, 65_535)),
    "jpeg 2000 of 81 million tiles": ("image/jp2", partial(jpeg_2000, 9_000, 9_000)),
    "jpeg 2000 of two billion columns": ("image/jp2", partial(jpeg_2000, 0x7FFFFFFF, 0x7FFFFFFF)),
    "ppm 9,900 square without data": ("image/x-portable-anymap", partial(ppm, 9_900, 9_900)),
    "avif that claims 60,000 square": ("image/avif", partial(still_with_a_size, "AVIF", 60_000, 60_000, {"speed": 10})),
    "avif that claims 9,900 square": ("image/avif", partial(still_with_a_size, "AVIF", 9_900, 9_900, {"speed": 10})),
    "heic that claims 9,900 square": ("image/heic", partial(still_with_a_size, "HEIF", 9_900, 9_900, {})),
    "heic that claims 60,000 square": ("image/heic", partial(still_with_a_size, "HEIF", 60_000, 60_000, {})),
}  # fmt: skip
"""Each picture bomb: its media type, and how it is made."""
