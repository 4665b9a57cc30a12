"""What a stock face detector finds at each rung, nothing left out: ``python -m tests.proofs.detection``.

The detector is OpenCV 4's Haar cascade for frontal faces as it comes, at its usual settings (scale step 1.1, five
neighbours). The scene is a real portrait set into a wider picture, the face a fifth of its width; each rung is shown at
eight sizes, from 240 to 1,920 pixels wide, VEIL and HAZE as the program paints them. Where rapidocr is installed, it
also reads large words. A small number of pictures gives a direction and not a rate.
"""

from __future__ import annotations

import importlib.util
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication

from tests.conftest import SHARED_DATA
from tests.proofs.canary import as_pixels
from ui.widgets.veil_picture import veil_image
from workbench.casefile.exhibits import Family
from workbench.casefile.exposure import Rung
from workbench.media.sandbox import Decoder

WIDTHS = (240, 360, 480, 640, 800, 1_024, 1_440, 1_920)
PORTRAIT = SHARED_DATA / "photos" / "astronaut.png"
FACE = (165, 60, 285, 200)  # where the face is in the portrait: left, top, right, bottom


def scene() -> Image.Image:
    """Sets the portrait into a wider picture, so that the face is a fifth of its width."""
    with Image.open(PORTRAIT) as portrait:
        face = FACE[2] - FACE[0]
        canvas = Image.new("RGB", (5 * face, 512), (96, 104, 112))
        canvas.paste(portrait.convert("RGB"), ((5 * face - 512) // 2, 0))
        return canvas


def close_up() -> Image.Image:
    """Cuts the portrait to a face that fills the frame."""
    with Image.open(PORTRAIT) as portrait:
        return (
            portrait.convert("RGB").crop((FACE[0] - 30, FACE[1] - 40, FACE[2] + 30, FACE[3] + 40)).resize((960, 1_144))
        )


def large_word(share: float) -> Image.Image:
    """Draws one word whose capitals are a share of the picture's long side."""
    canvas = Image.new("RGB", (960, 480), "white")
    font = ImageFont.load_default(int(960 * share / 0.73))
    ImageDraw.Draw(canvas).text((60, 60), "HATE", fill="black", font=font)
    return canvas


def shown(decoder: Decoder, image: Image.Image, rung: Rung, width: int) -> np.ndarray:
    """Gives what the program shows of a picture at a rung, at a width on the screen."""
    data = io.BytesIO()
    image.save(data, "PNG")
    height = round(width * image.height / image.width)
    if rung in (Rung.VEIL, Rung.HAZE):
        veil = decoder.derive(data, Family.IMAGE, "image/png").preview.veil
        assert veil is not None
        keep, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        return as_pixels(veil_image(veil, rung).scaled(QSize(width, height), keep, smooth)).astype(np.uint8)
    pixels = decoder.look(data, Family.IMAGE, rung, max(width, height))
    lines = np.frombuffer(bytes(pixels.buffer), np.uint8).reshape(pixels.height, pixels.stride)
    if pixels.format == "grey8":
        found = np.repeat(lines[:, : pixels.width, None], 3, axis=2)
    else:
        found = lines[:, : 4 * pixels.width].reshape(pixels.height, pixels.width, 4)[..., 2::-1].copy()
    pixels.wipe()
    return np.asarray(Image.fromarray(found).resize((width, height), Image.Resampling.BICUBIC))


def faces(picture: np.ndarray) -> int:
    """Counts the faces that the stock detector finds."""
    import cv2

    grey = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY)
    folder = Path(cv2.__file__).parent / "data"
    detector = cv2.CascadeClassifier(str(folder / "haarcascade_frontalface_default.xml"))
    return len(detector.detectMultiScale(grey, 1.1, 5))


def words(picture: np.ndarray) -> str:
    """Reads what a recogniser reads; empty where it reads nothing."""
    found = _recogniser()(np.ascontiguousarray(picture[:, :, ::-1]))
    return " ".join(found.txts or ())


def _recogniser() -> Any:
    from rapidocr import RapidOCR

    if "reader" not in _KEPT:
        _KEPT["reader"] = RapidOCR(params={"Global.log_level": "critical"})
    return _KEPT["reader"]


_KEPT: dict[str, Any] = {}


def found_at(decoder: Decoder, image: Image.Image, rung: Rung) -> tuple[int, ...]:
    """Tells at each width whether a face was found: 1 or 0."""
    return tuple(int(faces(shown(decoder, image, rung, width)) > 0) for width in WIDTHS)


def table(decoder: Decoder) -> Iterator[str]:
    """Gives the table, line by line."""
    yield f"{'a face of a fifth of the width':<34}{'found at':>10}   " + " ".join(f"{width:>5}" for width in WIDTHS)
    for title, image in (("scene", scene()), ("close-up", close_up())):
        for rung in (Rung.VEIL, Rung.HAZE, Rung.OUTLINE, Rung.GREY, Rung.COLOUR):
            found = found_at(decoder, image, rung)
            marks = " ".join(f"{'yes' if one else '-':>5}" for one in found)
            yield f"{title + ', ' + rung.words:<34}{f'{sum(found)} of {len(found)}':>10}   {marks}"
    if importlib.util.find_spec("rapidocr") is None:
        yield "words: not tried, rapidocr is not installed"
        return
    for share in (0.12, 0.26):
        for rung in (Rung.VEIL, Rung.HAZE, Rung.OUTLINE, Rung.GREY, Rung.COLOUR):
            read = words(shown(decoder, large_word(share), rung, 960))
            yield f"HATE, capitals {share:.0%}, {rung.words:<12} read as {read!r}"


def main() -> int:
    """Prints the table."""
    if not PORTRAIT.is_file():
        print("the portrait (../shared/data/photos/astronaut.png) is not on this machine")
        return 3
    application = QGuiApplication.instance() or QGuiApplication(["detection", "-platform", "offscreen"])
    with Decoder() as decoder:
        for line in table(decoder):
            print(line, flush=True)
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main())
