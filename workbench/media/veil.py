"""Reduces a decoded picture inside the child: to a veil, and to the grey or colour picture of one granted look.

Works on Pillow images as they are stored (not yet upright): an area average over a turned picture is the turned
average, so only the small result is ever turned. Wide modes are converted in bands, so that no second full-size
copy exists.
"""

from __future__ import annotations

import io
from array import array
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from workbench.casefile.exposure import Veil
from workbench.casefile.veiling import grid_size, veil_from_means

BACKDROP = 128
_PROFILED = ("RGB", "CMYK", "L")
_SEEN_A_BAND, _NEARLY = 4096, 0.005
_BAND_PIXELS = 1 << 17
Plane = NDArray[np.float32]
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
Region = tuple[float, float, float, float]


def veil_of(image: Image.Image, orientation: int) -> Veil:
    """Reduces a picture to its veil: area means of the luma on the haze grid, upright, and nothing finer."""
    width, height = upright_size(image.size, orientation)
    columns, rows = grid_size(width, height)
    stored = (rows, columns) if orientation >= 5 else (columns, rows)
    means = upright(Image.fromarray(_mean_grid(grey_of(image), *stored)), orientation)
    return veil_from_means(array("f", means.tobytes()), columns // 2, rows // 2)


def grey_of(image: Image.Image) -> Image.Image:
    """Gives the luma of a picture as it is stored, 8 bits a pixel, what shines through being neutral grey."""
    if image.mode == "L" and not has_transparency(image):
        return image
    return _converted(image, "L", _grey_of(image))


def grey_picture(image: Image.Image, orientation: int, long_side: int, region: Region | None) -> Image.Image:
    """Makes the upright grey picture of a look, its long side at most ``long_side``, by area average."""
    return _shrunk(grey_of(image), orientation, long_side, region)


def colour_picture(image: Image.Image, orientation: int, long_side: int, region: Region | None) -> Image.Image:
    """Makes the upright colour picture of a look, its long side at most ``long_side``, by area average."""
    profile = image.info.get("icc_profile")
    if image.mode not in _PROFILED or has_transparency(image):
        image = _converted(image, "RGB", _colour_of(image))
    return _in_srgb(_shrunk(image, orientation, long_side, region), profile)


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Turns a small picture as its EXIF orientation asks."""
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def upright_size(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Gives width and height once the picture is upright."""
    return (size[1], size[0]) if orientation >= 5 else size


def stored_region(region: Region | None, orientation: int) -> Region:
    """Finds where a region of the upright picture lies in the stored one, as left, top, right, bottom shares."""
    if region is None:
        return 0.0, 0.0, 1.0, 1.0
    x, y, width, height = region
    corners = [_stored_point(u, v, orientation) for u, v in ((x, y), (x + width, y + height))]
    across, down = sorted(point[0] for point in corners), sorted(point[1] for point in corners)
    return max(0.0, across[0]), max(0.0, down[0]), min(1.0, across[1]), min(1.0, down[1])


def has_transparency(image: Image.Image) -> bool:
    """Tells whether a picture may let its background through."""
    return image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info


def _stored_point(u: float, v: float, orientation: int) -> tuple[float, float]:
    """Maps a point of the upright picture to the stored one."""
    return {
        2: (1 - u, v),
        3: (1 - u, 1 - v),
        4: (u, 1 - v),
        5: (v, u),
        6: (v, 1 - u),
        7: (1 - v, 1 - u),
        8: (1 - v, u),
    }.get(orientation, (u, v))


def _shrunk(image: Image.Image, orientation: int, long_side: int, region: Region | None) -> Image.Image:
    """Cuts the region out, averages it down (never up) and turns it upright."""
    left, top, right, bottom = stored_region(region, orientation)
    box = (left * image.width, top * image.height, right * image.width, bottom * image.height)
    across, down = max(1.0, box[2] - box[0]), max(1.0, box[3] - box[1])
    scale = min(1.0, long_side / max(across, down))
    size = (max(1, round(across * scale)), max(1, round(down * scale)))
    return upright(image.resize(size, Image.Resampling.BOX, box=box), orientation)


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Converts a small picture to sRGB from its own colour profile; one that makes no sense is passed over."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return converted or picture.convert("RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return picture.convert("RGB")


def _mean_grid(grey: Image.Image, columns: int, rows: int) -> Plane:
    """Averages a grey picture over the cells of a grid: sums down the lines band by band, then along them.

    Where cells have whole sides the sums are whole too, and no rounding lets anything but the mean of a cell through.
    """
    down, across = _shares(grey.height, rows), _shares(grey.width, columns)
    sums = np.zeros((rows, grey.width), np.float32)
    for top, band in _bands(grey):
        sums += down[:, top : top + band.height] @ np.asarray(band, dtype=np.float32)
    area = grey.width * grey.height / (columns * rows)
    return np.asarray((sums @ across.T) / np.float32(area), dtype=np.float32)


def _shares(length: int, cells: int) -> Plane:
    """Tells how much of each pixel of a line lies in each of its cells."""
    edges = np.arange(cells + 1) * (length / cells)
    pixels = np.arange(length)
    ends = np.minimum(pixels + 1, edges[1:, np.newaxis])
    return np.asarray(np.clip(ends - np.maximum(pixels, edges[:-1, np.newaxis]), 0, 1), dtype=np.float32)


def _converted(image: Image.Image, mode: str, convert: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """Converts a picture band by band."""
    result = Image.new(mode, image.size)
    for top, band in _bands(image):
        result.paste(convert(band).convert(mode), (0, top))
    return result


def _bands(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """Cuts a picture into bands of full width, each with the line it starts at."""
    step = max(1, _BAND_PIXELS // image.width)
    for top in range(0, image.height, step):
        yield top, image.crop((0, top, image.width, min(image.height, top + step)))


def _grey_of(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """Chooses how a band of this picture becomes grey levels 0 to 255, in mode L."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        low, high = _tone_range(image)
        scale = 255 / (high - low)
        return lambda band: band.convert("F").point(lambda v: v * scale + (0.5 - scale * low)).convert("L")
    if image.mode == "LAB":
        return lambda band: band.getchannel(0)
    if image.mode in ("1", "L") and "transparency" not in image.info:
        return lambda band: band.convert("L")
    colour = _colour_of(image)
    return lambda band: colour(band).convert("L")


def _colour_of(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """Chooses how a band of this picture becomes RGB, what shines through being neutral grey."""
    if has_transparency(image):
        return _on_backdrop
    if image.mode in ("I", "F", "LAB") or image.mode.startswith("I;16"):
        grey = _grey_of(image)
        return lambda band: grey(band).convert("RGB")
    return lambda band: band.convert("RGB")


def _on_backdrop(band: Image.Image) -> Image.Image:
    """Lays a band with transparency on neutral grey."""
    if band.mode in ("La", "RGBa"):
        band = band.convert({"La": "LA", "RGBa": "RGBA"}[band.mode])
    backdrop = Image.new("RGBA", band.size, (BACKDROP, BACKDROP, BACKDROP, 255))
    return Image.alpha_composite(backdrop, band.convert("RGBA")).convert("RGB")


def _tone_range(image: Image.Image) -> tuple[float, float]:
    """Gives the values that become black and white in a picture of more than 8 bits.

    Whole numbers: 0 and the largest of as many bits as are used, 8 at least. Fractions: 0 and 1 where all lie between,
    else nearly the least and nearly the greatest, so that one wild value blots nothing out.
    """
    lows, highs, seen = [], [], []
    for _, band in _bands(image):
        values = np.asarray(band).ravel()
        values = values[np.isfinite(values)] if image.mode == "F" else values
        if values.size:
            lows.append(float(values.min()))
            highs.append(float(values.max()))
            seen.append(values[:: max(1, values.size // _SEEN_A_BAND)])
    if not lows:
        return 0.0, 1.0
    low, high = min(lows), max(highs)
    if image.mode != "F" and low >= 0:
        return 0.0, float((1 << max(8, int(high).bit_length())) - 1)
    if low >= 0 and high <= 1:
        return 0.0, 1.0
    ordered = np.sort(np.concatenate(seen))
    wild = int(ordered.size * _NEARLY)
    low, high = float(ordered[wild]), float(ordered[-1 - wild])
    return (low, high) if high > low else (low, low + 1.0)
