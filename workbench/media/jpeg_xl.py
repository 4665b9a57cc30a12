"""Lets Pillow read JPEG XL through pylibjxl, an extra; without it such a picture is stored and named.

libjxl turns a picture upright by itself, so that an orientation in its camera data must not turn it again. An animation
gives its first frame alone.
"""

from __future__ import annotations

import base64
import contextlib
import importlib
import importlib.util
from typing import Any

from PIL import Image, ImageFile

FORMAT = "JXL"
_LIBRARY = "pylibjxl"
_STREAM, _BOX = b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n"
_MODES = {1: "L", 3: "RGB", 4: "RGBA"}
_ORIENTATION = 0x0112
_SAMPLES = (
    "/wpDQCQAQAgA5ABnEygBAFChMsq4wcu5ni8/dFhM27jO0FbbFpYkioxjk3QChySxFDJvgAQAQODAmTPxwJjHAxRBJQk=",
    "/wpDQCQIBAEAaABLGIsVAJQZY8aJMwdwBkcuBraoofG9RVwfOA==",
)


class JpegXlFile(ImageFile.ImageFile):
    """One JPEG XL picture: its size is read before anything is decoded."""

    format = FORMAT
    format_description = "JPEG XL"

    def _open(self) -> None:
        """Reads the size; raises SyntaxError where it is no JPEG XL, as Pillow wants it."""
        try:
            told = _library().probe(self._data())
            self._size = int(told["width"]), int(told["height"])
            self._mode = _MODES[int(told["channels"])]
            self.is_animated = bool(told["have_animation"])
        except (RuntimeError, ValueError, KeyError) as cause:
            raise SyntaxError("not a JPEG XL") from cause

    def load(self) -> Any:
        """Decodes the pixels, in this thread and one more."""
        if self._im is None:
            try:
                pixels, told = _library().JXL(threads=1).decode(self._data(), metadata=True)
            except (RuntimeError, ValueError) as cause:
                raise OSError("the picture data is damaged") from cause
            picture = Image.fromarray(pixels)
            self.im, self._mode, self._size = picture.im, picture.mode, picture.size
            self._remember(told)
        return Image.Image.load(self)

    def _data(self) -> bytes:
        """Reads the whole file."""
        assert self.fp is not None
        self.fp.seek(0)
        data: bytes = self.fp.read()
        return data

    def _remember(self, told: dict[str, bytes]) -> None:
        """Keeps the colour profile, and the camera data without its orientation."""
        if told.get("icc"):
            self.info["icc_profile"] = told["icc"]
        with contextlib.suppress(Exception):  # damaged camera data must not hide the picture
            exif = Image.Exif()
            exif.load(told["exif"])
            exif.pop(_ORIENTATION, None)
            self.info["exif"] = exif.tobytes()


def available() -> bool:
    """Tells whether the extra is installed."""
    return importlib.util.find_spec(_LIBRARY) is not None


def register() -> list[bytes]:
    """Makes the format known to Pillow; gives samples to warm up with, none where the extra is absent."""
    if not available():
        return []
    _library()
    Image.register_open(FORMAT, JpegXlFile, lambda prefix: prefix.startswith((_STREAM, _BOX)))
    return [base64.b64decode(sample) for sample in _SAMPLES]


def _library() -> Any:
    """Gives the library, whose types are its own affair."""
    return importlib.import_module(_LIBRARY)
