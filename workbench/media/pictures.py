"""The operations on still pictures, inside a child, and the start of the zygote that holds their decoders."""

from __future__ import annotations

import base64
import io
import mmap
import sys
import warnings
from collections.abc import Callable, Mapping

import pillow_heif
from PIL import Image, ImageCms, UnidentifiedImageError

from workbench.casefile.exposure import Rung
from workbench.media import animation, fingerprint, jpeg_xl, samples, veil, wire
from workbench.media.outline import drawing
from workbench.media.probe import orientation_of, picture_facts
from workbench.media.zygote import Operation, Refused, channel_from, serve

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "TIFF", "BMP", "DIB", "ICO", "JPEG2000", "PPM", "TGA")
_LEAST_SHORT_SIDE = 8  # of a reduced JPEG decode: four pixels for each of the fewest cells a haze has

Drawing = Callable[[Image.Image], Image.Image]


def derive_picture(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Answers with a picture's facts, its veil and its fingerprint, all from one decoding."""
    image = open_picture(source, request.pixels)
    full_size = image.size
    image.draft("L", _enough(full_size))
    load(image)
    orientation = orientation_of(image)
    grey = veil.grey_of(image)
    cover = veil.veil_of(grey, orientation)
    answer: dict[str, object] = {"veil": cover.packed().hex()}
    facts = picture_facts(image, full_size, orientation)
    found = animation.passage(image, grey, cover, request.pixels, request.cpu_seconds)
    if found.several:  # like a clip it is known by its frames: many may begin with the same one
        answer["sheet"], answer["fingerprint"] = found.sheet(), found.fingerprint()
    else:
        answer.update(_told_by(grey, orientation))
    return {**answer, "facts": {**facts, **found.facts()}}


def look_at_picture(source: int, request: wire.Request, output: mmap.mmap | None) -> Mapping[str, object]:
    """Writes the outline, the grey or the colour picture of one look into the shared memory."""
    image, orientation = prepared(source, request)
    draw = drawing if request.rung == Rung.OUTLINE else None
    if request.seconds is None:
        return rendered(image, orientation, request, output, draw)
    began = animation.go_to(image, request.seconds, request.pixels)
    return {**rendered(image, orientation_of(image), request, output, draw), "seconds": round(began, 3)}


def prepared(source: int, request: wire.Request) -> tuple[Image.Image, int]:
    """Opens and loads a picture no larger than the look needs, with its orientation."""
    image = open_picture(source, request.pixels)
    share = max(request.region[2:]) if request.region else 1.0
    scale = min(1.0, request.long_side / (share * max(image.size)))
    target = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    image.draft("RGB" if request.rung == Rung.COLOUR else "L", target)
    load(image)
    return image, orientation_of(image)


def rendered(
    image: Image.Image,
    orientation: int,
    request: wire.Request,
    output: mmap.mmap | None,
    draw: Drawing | None = None,
) -> Mapping[str, object]:
    """Makes the picture of a look and writes it into the shared memory; ``draw`` turns grey into an outline."""
    if output is None:
        raise Refused("damaged")
    if request.rung == Rung.COLOUR:
        picture = veil.colour_picture(image, orientation, request.long_side, request.region)
        return _write_colour(picture, output)
    picture = veil.grey_picture(image, orientation, request.long_side, request.region)
    return _write_grey(draw(picture) if draw else picture, output)


def open_picture(source: int, pixels: int) -> Image.Image:
    """Recognises a picture among the allowed formats, within the pixel ceiling; refuses everything else."""
    Image.MAX_IMAGE_PIXELS = pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        image = Image.open(io.BufferedReader(io.FileIO(source, "r"), 1 << 16), formats=_formats())
    except UnidentifiedImageError as cause:
        raise Refused("unknown") from cause
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as cause:
        raise Refused("too-large") from cause
    if image.width * image.height > pixels:
        raise Refused("too-large")
    if image.width < 1 or image.height < 1:
        raise Refused("empty")
    return image


def load(image: Image.Image) -> None:
    """Decodes the pixels of the first frame; a picture that ends too early is refused and not half shown."""
    try:
        image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as cause:
        raise Refused("too-large") from cause
    except OSError as cause:
        raise Refused("truncated" if "truncated" in str(cause).lower() else "damaged") from cause


def warm_up() -> Mapping[str, Operation]:
    """Decodes a sample of each format, so that nothing is imported or opened once the doors are closed."""
    pillow_heif.register_heif_opener(thumbnails=False)
    Image.init()
    for sample in (*_encoded_samples(), *map(base64.b64decode, samples.PICTURES), *jpeg_xl.register()):
        image = Image.open(io.BytesIO(sample), formats=_formats())
        image.load()
        orientation = orientation_of(image)
        picture_facts(image, image.size, orientation)
        _covered(veil.grey_of(image), orientation)
        veil.colour_picture(image, orientation, 8, None)
    drawing(Image.new("L", (16, 16)))
    fingerprint.warm_up()
    return {wire.DERIVE: derive_picture, wire.LOOK: look_at_picture}


def main() -> None:
    """Is the zygote for still pictures, started by the host."""
    sample = _rehearsed()
    serve(channel_from(sys.argv[2]), warm_up, lambda: _rehearse(sample))


def _rehearsed() -> bytes:
    """Makes the sample that a waiting child decodes: all that a photograph goes through, and little of it."""
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), (90, 120, 60)).save(buffer, "JPEG")
    return buffer.getvalue()


def _rehearse(sample: bytes) -> None:
    """Decodes a sample as a photograph is decoded."""
    image = Image.open(io.BytesIO(sample), formats=FORMATS)
    image.draft("L", _enough(image.size))
    image.load()
    _covered(veil.grey_of(image), orientation_of(image))


def _formats() -> tuple[str, ...]:
    """Lists the allowed formats, with the one that an extra brings."""
    return (*FORMATS, jpeg_xl.FORMAT) if jpeg_xl.FORMAT in Image.OPEN else FORMATS


def _encoded_samples() -> list[bytes]:
    """Encodes a few pixels in each format that Pillow can write cheaply."""
    exif = Image.Exif()
    exif[0x0112] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif.get_ifd(0x8769)[0x9003] = "2001:02:03 04:05:06"
    encoded = []
    for mode, name, options in (
        ("RGB", "JPEG", {"exif": exif, "icc_profile": profile}),
        ("CMYK", "JPEG", {"progressive": True}),
        ("RGBA", "PNG", {"exif": exif}),
        ("P", "PNG", {"transparency": 0}),
        ("I;16", "PNG", {}),
        ("P", "GIF", {}),
        ("RGBA", "WEBP", {"exif": exif}),
        ("RGB", "TIFF", {"compression": "tiff_adobe_deflate", "exif": exif}),
        ("RGB", "TIFF", {"compression": "tiff_lzw"}),
        ("RGB", "TIFF", {"compression": "jpeg"}),
        ("L", "TIFF", {}),
        ("F", "TIFF", {}),
        ("RGB", "BMP", {}),
        ("RGBA", "ICO", {"sizes": [(16, 16)]}),
        ("RGB", "JPEG2000", {}),
        ("RGB", "PPM", {}),
        ("RGB", "TGA", {"compression": "tga_rle"}),
    ):
        buffer = io.BytesIO()
        Image.new(mode, (16, 16)).save(buffer, name, **options)
        encoded.append(buffer.getvalue())
    return encoded


def _enough(size: tuple[int, int]) -> tuple[int, int]:
    """Gives the smallest size of a reduced decode that a fingerprint and a veil can be averaged from well."""
    long, short = fingerprint.LONG_SIDE, min(_LEAST_SHORT_SIDE, *size)
    return (long, short) if size[0] >= size[1] else (short, long)


def _told_by(grey: Image.Image, orientation: int) -> dict[str, object]:
    """Makes the fingerprint, where the picture is large enough to look like anything."""
    luma = fingerprint.luma_of(grey, orientation)
    if luma is None:
        return {}
    turns, quality = fingerprint.turned_bits(luma)
    return {"fingerprint": {"turns": turns, "quality": quality}}


def _covered(grey: Image.Image, orientation: int) -> None:
    """Does what is done to each picture, to have it loaded."""
    veil.veil_of(grey, orientation).packed()
    _told_by(grey, orientation)


def _write_grey(picture: Image.Image, output: mmap.mmap) -> Mapping[str, object]:
    """Writes grey lines, each padded to four bytes."""
    stride = (picture.width + 3) // 4 * 4
    data = picture.tobytes()
    for line in range(picture.height):
        start = line * picture.width
        output[line * stride : line * stride + picture.width] = data[start : start + picture.width]
    return {"width": picture.width, "height": picture.height, "stride": stride, "format": "grey8"}


def _write_colour(picture: Image.Image, output: mmap.mmap) -> Mapping[str, object]:
    """Writes 32-bit lines, blue first, the fourth byte 255."""
    stride, step = 4 * picture.width, 64
    for top in range(0, picture.height, step):
        band = picture.crop((0, top, picture.width, min(picture.height, top + step)))
        data = band.convert("RGBA").tobytes("raw", "BGRA")
        output[top * stride : top * stride + len(data)] = data
    return {"width": picture.width, "height": picture.height, "stride": stride, "format": "rgb32"}
