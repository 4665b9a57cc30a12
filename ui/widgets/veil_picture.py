"""Pictures made from veils, and the one way clear pixels become paintable: wrapped, never copied."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage

from workbench.casefile.exposure import LEVELS, TONE_HIGH, TONE_LOW, Rung, Veil

SCREEN_SIDE = 192
_FORMATS = {"grey8": QImage.Format.Format_Grayscale8, "rgb32": QImage.Format.Format_RGB32}
_TONES = bytes(TONE_LOW + round(min(level, 15) * (TONE_HIGH - TONE_LOW) / (LEVELS - 1)) for level in range(256))


@runtime_checkable
class ClearPixels(Protocol):
    """Pixels of one look in memory that can be wiped; ``format`` is ``grey8`` or ``rgb32``."""

    @property
    def width(self) -> int:
        """Pixels a row."""

    @property
    def height(self) -> int:
        """Rows."""

    @property
    def stride(self) -> int:
        """Bytes a row."""

    @property
    def format(self) -> str:
        """``grey8`` or ``rgb32``."""

    @property
    def buffer(self) -> memoryview:
        """The mapping itself."""

    def wipe(self) -> None:
        """Gives the pixels up; may be called again."""


class ReelPlace(Protocol):
    """One frame of a reel: when it is first shown, in seconds of the clip."""

    @property
    def seconds(self) -> float:
        """Seconds from the start of the clip."""


@runtime_checkable
class ClearReel(Protocol):
    """The frames of one look at a span, in one memory that can be wiped; ``until`` is where the span ends."""

    @property
    def frames(self) -> Sequence[ReelPlace]:
        """The frames in order."""

    @property
    def width(self) -> int:
        """Pixels a row."""

    @property
    def height(self) -> int:
        """Rows."""

    @property
    def stride(self) -> int:
        """Bytes a row."""

    @property
    def format(self) -> str:
        """``grey8`` or ``rgb32``."""

    @property
    def until(self) -> float:
        """Where the last frame ends, in seconds of the clip."""

    def view(self, place: int) -> memoryview:
        """The lines of one frame."""

    def wipe(self) -> None:
        """Gives all frames up; may be called again."""


def veil_image(veil: Veil, rung: Rung) -> QImage:
    """Paints a veil (or its haze) as a soft grey picture of at most 192 px.

    Doubling by linear interpolation again and again is Chaikin's corner cutting: it converges to a quadratic
    B-spline through the samples, so neither squares nor creases are left to stare at.
    """
    scale = 2 if rung is Rung.HAZE else 1
    width, height = veil.width * scale, veil.height * scale
    levels = veil.haze if rung is Rung.HAZE else veil.veil
    image = QImage(levels.translate(_TONES), width, height, width, QImage.Format.Format_Grayscale8)
    image = image.convertToFormat(QImage.Format.Format_RGBX64)
    while 2 * max(image.width(), image.height()) <= SCREEN_SIDE:
        twice = QSize(2 * image.width(), 2 * image.height())
        image = image.scaled(twice, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


class VeilPictures:
    """Keeps the pictures of the veils last painted; none of them holds more than a veil does."""

    def __init__(self, limit: int = 512) -> None:
        self._limit = limit
        self._kept: OrderedDict[tuple[Veil, Rung], QImage] = OrderedDict()

    def picture(self, veil: Veil, rung: Rung) -> QImage:
        """The picture of a veil at a free rung."""
        key = (veil, rung)
        image = self._kept.get(key)
        if image is None:
            image = self._kept[key] = veil_image(veil, rung)
            if len(self._kept) > self._limit:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return image

    def __len__(self) -> int:
        return len(self._kept)


def wrap_pixels(pixels: ClearPixels) -> QImage:
    """Makes an image over the very memory of a look; drop it before the memory is wiped."""
    return QImage(pixels.buffer, pixels.width, pixels.height, pixels.stride, _FORMATS[pixels.format])


def wrap_frame(reel: ClearReel, place: int) -> QImage:
    """Makes an image over one frame in the very memory of a reel; drop it before the memory is wiped."""
    return QImage(reel.view(place), reel.width, reel.height, reel.stride, _FORMATS[reel.format])


def fitted(bounds: QRectF, size: QSizeF) -> QRectF:
    """The largest rectangle of a picture's proportions in the middle of some bounds."""
    if size.isEmpty() or bounds.isEmpty():
        return QRectF(bounds)
    scaled = size.scaled(bounds.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(bounds.center(), scaled)
    place.moveCenter(bounds.center())
    return place


def covering(size: QSizeF, target: QRectF) -> QRectF:
    """The middle part of a picture that fills a target of other proportions."""
    part = target.size().scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
    return QRectF((size.width() - part.width()) / 2, (size.height() - part.height()) / 2, part.width(), part.height())
