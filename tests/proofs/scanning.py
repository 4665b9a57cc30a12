"""Searches every byte of every file for what must not be there: runs of clear pixels, pictures, names and words."""

from __future__ import annotations

import io
import re
import warnings
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from tests.proofs import canary

_RUN = 72
_STARTS = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP|BM......\0\0|II\*\0|MM\0\*", re.S)
_PACKED = re.compile(rb"\x78[\x01\x9c\xda]")


def pixel_runs() -> dict[str, bytes]:
    """Gives runs of the canary's pixels as memory holds them: by rows, in every form the program has."""
    pixels = np.asarray(canary.canary())
    grey = np.asarray(canary.canary().convert("L"))
    blue_first = np.dstack([pixels[..., ::-1], np.full(grey.shape, 255, np.uint8)])
    return {
        "red, green, blue": pixels[0].tobytes()[:_RUN],
        "blue, green, red, 255": blue_first[0].tobytes()[:_RUN],
        "strip, blue, green, red, 255": blue_first[-1].tobytes()[:_RUN],
        "strip, grey": grey[-1].tobytes()[:_RUN],
    }


def findings(folders: Iterable[Path], spared: Iterable[bytes], words: Iterable[str] = ()) -> Iterator[str]:
    """Names what was found, and where; files whose whole bytes are among the spared are passed over."""
    originals = {bytes(data) for data in spared}
    runs = pixel_runs()
    spelled = [form for word in words for form in (word.encode(), word.encode("utf-16-le"))]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            data = path.read_bytes()
            if data in originals:
                continue
            for name, run in runs.items():
                if run in data:
                    yield f"{path}: pixels ({name})"
            for word in spelled:
                if word in data or word in str(path).encode():
                    yield f"{path}: {word!r}"
            yield from (f"{path}: {what}" for what in _pictures(data))


def _pictures(data: bytes) -> Iterator[str]:
    """Decodes whatever looks like the start of a picture, or like packed pixels."""
    for found in _STARTS.finditer(data):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # most of what looks like the start of a picture is none
                image = Image.open(io.BytesIO(data[found.start() :]))
                pixels = np.asarray(image.convert("RGB")).astype(np.int16)
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            continue
        if canary.loud(pixels) > 20:
            yield f"a picture at {found.start()}"
    runs = pixel_runs()
    for found in _PACKED.finditer(data):
        try:
            plain = zlib.decompressobj().decompress(data[found.start() :], 1 << 22)
        except zlib.error:
            continue
        if any(run in plain for run in runs.values()):
            yield f"packed pixels at {found.start()}"
