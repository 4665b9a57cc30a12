"""Every supported format and mode of pixels is decoded inside a confined child: nothing is missing behind its doors."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms

from workbench.casefile.exhibits import Family
from workbench.casefile.exposure import Rung
from workbench.errors import DecoderKilled, NotDecodable
from workbench.media.sandbox import Decoder

pillow_heif.register_heif_opener()
SIZE = (96, 64)
KINDS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("JPEG", "L", {}),
    ("JPEG", "RGB", {"progressive": True}),
    ("JPEG", "RGB", {"subsampling": 0, "optimize": True}),
    ("JPEG", "CMYK", {}),
    ("PNG", "1", {}),
    ("PNG", "L", {}),
    ("PNG", "LA", {}),
    ("PNG", "P", {"transparency": 3}),
    ("PNG", "RGB", {}),
    ("PNG", "RGBA", {}),
    ("PNG", "I;16", {}),
    ("GIF", "P", {"interlace": 1}),
    ("GIF", "P", {"transparency": 5}),
    ("GIF", "RGB", {}),
    ("WEBP", "RGB", {}),
    ("WEBP", "RGB", {"lossless": True}),
    ("WEBP", "RGBA", {}),
    ("AVIF", "RGB", {}),
    ("AVIF", "RGBA", {}),
    ("AVIF", "RGB", {"subsampling": "4:4:4"}),
    ("HEIF", "RGB", {}),
    ("HEIF", "RGBA", {}),
    ("HEIF", "L", {}),
    ("TIFF", "1", {"compression": "group4"}),
    ("TIFF", "1", {"compression": "group3"}),
    ("TIFF", "1", {"compression": "tiff_ccitt"}),
    ("TIFF", "L", {"compression": "packbits"}),
    ("TIFF", "P", {"compression": "tiff_lzw"}),
    ("TIFF", "RGB", {"compression": "tiff_lzw"}),
    ("TIFF", "RGB", {"compression": "tiff_deflate"}),
    ("TIFF", "RGB", {"compression": "tiff_adobe_deflate"}),
    ("TIFF", "RGB", {"compression": "jpeg"}),
    ("TIFF", "RGB", {"compression": "lzma"}),
    ("TIFF", "RGB", {"compression": "zstd"}),
    ("TIFF", "RGBA", {}),
    ("TIFF", "CMYK", {"compression": "tiff_lzw"}),
    ("TIFF", "YCbCr", {}),
    ("TIFF", "LAB", {}),
    ("TIFF", "I;16", {}),
    ("TIFF", "I;16", {"compression": "tiff_lzw"}),
    ("TIFF", "I", {}),
    ("TIFF", "F", {}),
    ("TIFF", "RGB", {"big_tiff": True}),
    ("BMP", "1", {}),
    ("BMP", "L", {}),
    ("BMP", "P", {}),
    ("BMP", "RGB", {}),
    ("DIB", "RGB", {}),
    ("ICO", "RGBA", {"sizes": [(64, 64)]}),
    ("ICO", "RGB", {"sizes": [(64, 64)], "bitmap_format": "bmp"}),
    ("JPEG2000", "L", {}),
    ("JPEG2000", "RGB", {}),
    ("JPEG2000", "RGBA", {"irreversible": True}),
    ("JPEG2000", "RGB", {"no_jp2": True}),
    ("PPM", "1", {}),
    ("PPM", "L", {}),
    ("PPM", "RGB", {}),
    ("PPM", "I;16", {}),
    ("TGA", "L", {}),
    ("TGA", "RGB", {"compression": "tga_rle"}),
    ("TGA", "RGBA", {}),
    ("TGA", "P", {}),
)


def drawn(mode: str) -> Image.Image:
    """Draws a picture, dark on the left and light on the right, in any mode."""
    grey = Image.linear_gradient("L").rotate(90).resize(SIZE)
    if mode in ("I;16", "I", "F"):
        factor = 1 / 255 if mode == "F" else 257
        kind = {"I;16": np.uint16, "I": np.int32, "F": np.float32}[mode]
        return Image.fromarray((np.asarray(grey, dtype=np.float64) * factor).astype(kind))
    if mode == "LAB":
        return Image.merge("LAB", (grey, Image.new("L", SIZE, 128), Image.new("L", SIZE, 128)))
    return grey.convert("RGB").convert(mode)


def encoded(kind: str, mode: str, options: dict[str, object]) -> bytes:
    """Writes the picture in a format; skips what this Pillow cannot write."""
    buffer = io.BytesIO()
    try:
        drawn(mode).save(buffer, kind, **options)
    except (OSError, ValueError, KeyError, RuntimeError) as cause:
        pytest.skip(f"{kind} {mode} {options} cannot be written here: {cause}")
    return buffer.getvalue()


def tone(decoder: Decoder, data: bytes, share: float) -> int:
    """Looks in grey, and gives the tone at a share of the width, halfway down."""
    pixels = decoder.look(io.BytesIO(data), Family.IMAGE, Rung.GREY, 96)
    return pixels.buffer[pixels.height // 2 * pixels.stride + int(pixels.width * share)]


def colour(decoder: Decoder, data: bytes) -> tuple[int, int, int]:
    """Looks in colour, and gives red, green and blue of the middle."""
    pixels = decoder.look(io.BytesIO(data), Family.IMAGE, Rung.COLOUR, 96)
    at = pixels.height // 2 * pixels.stride + pixels.width // 2 * 4
    blue, green, red = pixels.buffer[at : at + 3]
    return red, green, blue


@pytest.mark.parametrize(("kind", "mode", "options"), KINDS)
def test_each_format_is_decoded_inside(decoder: Decoder, kind: str, mode: str, options: dict[str, object]) -> None:
    data = encoded(kind, mode, options)
    made = decoder.derive(io.BytesIO(data), Family.IMAGE)
    assert made.preview.veil is not None and made.preview.facts.width
    columns = 2 * made.preview.veil.width
    left, right = made.preview.veil.haze[1], made.preview.veil.haze[columns - 2]
    assert (left < 4 and right > 11) or mode == "RGBA" or "transparency" in options or mode == "1"
    for rung in (Rung.OUTLINE, Rung.GREY, Rung.COLOUR):
        assert decoder.look(io.BytesIO(data), Family.IMAGE, rung, 96).buffer


def test_each_real_format_is_decoded_inside(decoder: Decoder, shared_data: Path) -> None:
    for path in sorted((shared_data / "photos/formats").iterdir()):
        if path.suffix != ".jxl":
            assert decoder.look(path, Family.IMAGE, Rung.COLOUR, 200).buffer, path.name


def test_pictures_of_sixteen_bits_and_of_fractions_keep_their_tones(decoder: Decoder) -> None:
    for mode, kind in (("I;16", "TIFF"), ("I;16", "PNG"), ("F", "TIFF"), ("I", "TIFF")):
        data = encoded(kind, mode, {})
        dark, middle, light = (tone(decoder, data, share) for share in (0.05, 0.5, 0.95))
        assert dark < 40 and 100 < middle < 156 and light > 215, (mode, kind)


def test_colour_of_sixteen_bits_a_channel_is_not_clipped(decoder: Decoder) -> None:
    """A TIFF of three 16-bit channels, which Pillow reads and does not write."""
    width, height = 32, 32
    pixels = struct.pack("<3H", 0x8000, 0x4000, 0xC000) * width * height
    tags = (
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 3, 134), (259, 3, 1, 1), (262, 3, 1, 2), (273, 4, 1, 140),
        (277, 3, 1, 3), (278, 4, 1, height), (279, 4, 1, len(pixels)), (284, 3, 1, 1),
    )  # fmt: skip
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    head = b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4)
    data = head + bytes(134 - len(head)) + struct.pack("<3H", 16, 16, 16) + pixels
    assert colour(decoder, data) == pytest.approx((0x80, 0x40, 0xC0), abs=2)


def test_one_wild_value_blots_nothing_out(decoder: Decoder) -> None:
    values = np.asarray(drawn("F")).copy() * 40
    values[0, 0], values[0, 1] = 1e30, -1e30
    values[1, :2] = np.nan, np.inf
    buffer = io.BytesIO()
    Image.fromarray(values).save(buffer, "TIFF")
    assert tone(decoder, buffer.getvalue(), 0.05) < 40 and tone(decoder, buffer.getvalue(), 0.95) > 215


def profiled(mode: str, profile: bytes, value: object, kind: str = "TIFF") -> bytes:
    """Writes an even picture with a colour profile."""
    buffer = io.BytesIO()
    picture = Image.new("RGB", SIZE, value).quantize(4) if mode == "P" else Image.new(mode, SIZE, value)  # type: ignore[arg-type]
    picture.save(buffer, kind, icc_profile=profile)
    return buffer.getvalue()


def steep_profile() -> bytes:
    """Makes an sRGB profile whose red and green change places, so that heeding it can be seen."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    at = {bytes(data[place : place + 4]): place for place in range(132, 132 + 12 * data[131], 12)}
    red, green = at[b"rXYZ"], at[b"gXYZ"]
    data[red + 4 : red + 8], data[green + 4 : green + 8] = data[green + 4 : green + 8], data[red + 4 : red + 8]
    return bytes(data)


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "TIFF"), ("RGB", "JPEG"), ("P", "PNG"), ("RGBA", "PNG"),
                                             ("RGB", "WEBP"), ("RGB", "AVIF"), ("RGB", "HEIF")])  # fmt: skip
def test_a_colour_profile_is_heeded_in_each_mode(decoder: Decoder, mode: str, kind: str) -> None:
    red, green, _ = colour(decoder, profiled(mode, steep_profile(), (220, 40, 40), kind))
    assert green > 180 and red < 90


def test_a_grey_profile_is_heeded(decoder: Decoder) -> None:
    """A grey profile of gamma 1, made here: half the light is a light grey on the screen."""
    curve = b"curv" + bytes(4) + struct.pack(">I", 0)
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    words = b"desc" + bytes(4) + struct.pack(">I", 5) + b"grey\0" + bytes(78)
    body, tags, place = b"", b"", 128 + 4 + 3 * 12
    for name, part in ((b"desc", words), (b"wtpt", white), (b"kTRC", curve)):
        tags += name + struct.pack(">II", place + len(body), len(part))
        body += part + bytes(-len(part) % 4)
    head = struct.pack(">I4sI4s4s4s", place + len(body), b"lcms", 0x02400000, b"mntr", b"GRAY", b"XYZ ")
    head += struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    profile = head + bytes(128 - len(head)) + struct.pack(">I", 3) + tags + body
    assert ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile.xcolor_space.strip() == "GRAY"
    assert colour(decoder, profiled("L", profile, 128))[0] > 170


def test_a_profile_of_another_colour_space_is_passed_over(decoder: Decoder) -> None:
    assert colour(decoder, profiled("CMYK", steep_profile(), (0, 255, 255, 0))) == (255, 0, 0)
    assert colour(decoder, profiled("RGB", b"no profile at all", (220, 40, 40))) == (220, 40, 40)


def test_a_cmyk_picture_with_its_own_profile_is_shown_by_it(decoder: Decoder, shared_data: Path) -> None:
    path = shared_data / "photos/formats/pil_sample_cmyk.jpg"
    pixels = decoder.look(path, Family.IMAGE, Rung.COLOUR, 200)
    assert len(set(bytes(pixels.buffer[:400]))) > 4


def test_what_shines_through_is_neutral_in_each_format(decoder: Decoder) -> None:
    for kind in ("PNG", "WEBP", "TIFF", "AVIF"):
        buffer = io.BytesIO()
        Image.new("RGBA", SIZE, (250, 0, 0, 0)).save(buffer, kind, **({"lossless": True} if kind == "WEBP" else {}))
        assert colour(decoder, buffer.getvalue()) == pytest.approx((128, 128, 128), abs=3), kind


def test_jpeg_xl_is_decoded_inside_upright(decoder: Decoder, shared_data: Path) -> None:
    library = pytest.importorskip("pylibjxl")
    made = decoder.derive(shared_data / "photos/formats/sample1.jxl", Family.IMAGE)
    assert (made.preview.facts.width, made.preview.facts.height, made.preview.facts.codec) == (896, 1080, "jxl")
    assert made.fingerprint is not None and made.fingerprint.usable
    turned = (shared_data / "photos/orientation/Landscape_6.jpg").read_bytes()
    facts = decoder.derive(io.BytesIO(library.jpeg_to_jxl(turned, effort=1)), Family.IMAGE).preview.facts
    assert (facts.width, facts.height, facts.orientation) == (1800, 1200, 1)
    for mode in ("L", "RGB", "RGBA"):
        pixels = library.encode(np.asarray(drawn(mode)), lossless=True)
        assert tone(decoder, pixels, 0.05) < 40 and tone(decoder, pixels, 0.95) > 215


def test_a_damaged_jpeg_xl_is_refused(decoder: Decoder, shared_data: Path) -> None:
    pytest.importorskip("pylibjxl")
    data = (shared_data / "photos/formats/sample1.jxl").read_bytes()
    for bad in (data[:10], data[:1000], data[: len(data) // 2], data[:200] + bytes(300) + data[500:]):
        with pytest.raises((NotDecodable, DecoderKilled)):
            decoder.derive(io.BytesIO(bad), Family.IMAGE)
