"""Pictures, clips and words that stand out wherever they leak: no veil can hold a pixel of them.

A canary is a checkerboard of six pixels in a red and a green of the same luma: to a veil it is one even grey, to
anything finer it is loud. A strip of black and white, three pixels wide each, is loud in grey too. Its twin has red
and green exchanged, so that whatever is made of both by way of a veil is the same to the last bit.
"""

from __future__ import annotations

import io
import zipfile

import av
import numpy as np
from PIL import Image, ImageDraw
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

RED, GREEN = (235, 0, 0), (0, 120, 0)
NAME, WORDS = "xanthic-quokka", "vermilion heron"
_CLOSE = 40
WIDTH, HEIGHT = 480, 360


def canary(twin: bool = False, width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """Draws the canary, or its twin."""
    ys, xs = np.mgrid[0:height, 0:width]
    red = ((xs // 6 + ys // 6) % 2).astype(bool) ^ twin
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[red], pixels[~red] = RED, GREEN
    pixels[-height // 10 :] = np.where(xs[-height // 10 :] // 3 % 2, 255, 0)[..., None]
    return Image.fromarray(pixels)


def calm(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """Draws an even grey: what a benign first frame looks like."""
    return Image.new("RGB", (width, height), (128, 128, 128))


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    """Encodes a picture."""
    data = io.BytesIO()
    image.save(data, form, **options)
    return data.getvalue()


def progressive(twin: bool = False) -> bytes:
    """Makes a progressive JPEG of the canary, whose first passes alone are clear enough to see it."""
    return encoded(canary(twin), "JPEG", progressive=True, quality=95, subsampling=0)


def animated(form: str) -> bytes:
    """Makes a picture whose first frame is calm and whose next ones are canaries."""
    frames = [canary(), canary(True), canary()]
    return encoded(calm(), form, save_all=True, append_images=frames, duration=200, loop=0)


def with_thumbnail() -> bytes:
    """Makes a calm JPEG whose camera data hold a small canary, as cameras keep a preview."""
    thumbnail = encoded(canary(width=160, height=120), "JPEG", quality=95, subsampling=0)
    directory = (
        b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\x0e\0\x02"
        b"\x02\x01\0\x04\0\0\0\x01\0\0\0\x2c\x02\x02\0\x04\0\0\0\x01" + len(thumbnail).to_bytes(4, "big") + bytes(4)
    )
    body = directory + thumbnail
    plain = encoded(calm(), "JPEG")
    return plain[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + plain[2:]


def polyglot() -> bytes:
    """Makes a calm PNG that is also a ZIP of a canary and of words."""
    data = io.BytesIO(encoded(calm(), "PNG"))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(f"{NAME}-inside.png", encoded(canary(), "PNG"))
        archive.writestr("page.html", f"<img src=x><p>{WORDS}")
    return data.getvalue()


def clip(seconds: int = 6) -> bytes:
    """Makes a clip that begins calm and then shows the canary."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=5, options={"preset": "ultrafast", "crf": "8"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv444p"
        for number in range(5 * seconds):
            frame = av.VideoFrame.from_image(calm() if number < 5 else canary(bool(number % 2)))
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return file.getvalue()


def document() -> bytes:
    """Makes a PDF of one page: the canary, and words."""
    image = canary()
    ImageDraw.Draw(image).text((10, 10), WORDS, fill="white")
    return encoded(image, "PDF")


def as_pixels(image: QImage) -> np.ndarray:
    """Gives a picture's pixels: rows, columns, red, green and blue."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine() // 4, 4)
    return rows[:, : plain.width(), 2::-1].astype(np.int16)


def loud(pixels: np.ndarray) -> int:
    """Counts the pixels that are of the canary's own two colours."""
    found = np.zeros(pixels.shape[:2], bool)
    for colour in (RED, GREEN):
        found |= (np.abs(pixels - np.array(colour, np.int16)) < _CLOSE).all(axis=2)
    return int(found.sum())


def seen(widget: QWidget) -> int:
    """Counts the canary's pixels in what a widget shows."""
    return loud(as_pixels(widget.grab().toImage()))


def saturation(pixels: np.ndarray) -> int:
    """Gives how far the most coloured pixel is from grey."""
    return int((pixels.max(axis=2) - pixels.min(axis=2)).max())


def steepest(pixels: np.ndarray) -> int:
    """Gives the largest step between neighbours, across or down."""
    grey = pixels.mean(axis=2)
    return int(max(np.abs(np.diff(grey, axis=0)).max(), np.abs(np.diff(grey, axis=1)).max()))
