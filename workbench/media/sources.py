"""Opens an original for a child: one read-only descriptor of its own, however the original is handed over."""

from __future__ import annotations

import importlib.util
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from workbench.errors import NotDecodable, SandboxUnavailable
from workbench.media import lockdown
from workbench.media.answers import STORED
from workbench.media.sniff import HEAD_BYTES, sniff

_NOT_SHOWN = {
    "image/jxl": "JPEG XL cannot be shown here yet; stored as it came.",
    "image/svg+xml": "An SVG drawing is a program of shapes and links, and is not drawn here.",
    "image/vnd.adobe.photoshop": "Photoshop files cannot be shown here.",
}


def unavailable(why: str) -> SandboxUnavailable:
    """Says that nothing is decoded here, and why."""
    return SandboxUnavailable(
        f"Pictures and clips are not decoded on this machine: {why}.",
        "Everything else works; exhibits stay stored and veiled.",
        why,
    )


@contextmanager
def opened(original: BinaryIO | Path) -> Iterator[int]:
    """Gives a fresh read-only descriptor of the original, after a word about formats that are known and not shown."""
    with readable(original) as descriptor:
        media_type, _ = sniff(os.pread(descriptor, HEAD_BYTES, 0))
        if media_type in _NOT_SHOWN and not _by_an_extra(media_type):
            raise NotDecodable(_NOT_SHOWN[media_type], STORED, media_type)
        yield descriptor


def _by_an_extra(media_type: str) -> bool:
    """Tells whether an extra that is installed brings the decoder."""
    return media_type == "image/jxl" and importlib.util.find_spec("pylibjxl") is not None


@contextmanager
def readable(original: BinaryIO | Path) -> Iterator[int]:
    """Gives a fresh read-only descriptor of the original; raises NotDecodable where it cannot be read."""
    descriptor = -1
    try:
        descriptor = _descriptor(original)
        os.pread(descriptor, 1, 0)
    except OSError as cause:
        if descriptor >= 0:
            os.close(descriptor)
        raise NotDecodable("The original could not be read.", "Verify the case.", f"errno {cause.errno}") from cause
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def handed_over(data: bytes) -> Iterator[int | None]:
    """Gives memory that holds some bytes for a child to read; None where there are none."""
    if not data:
        yield None
        return
    memory = os.memfd_create("handed", os.MFD_CLOEXEC)
    try:
        with open(memory, "wb", closefd=False) as target:
            target.write(data)
        yield memory
    finally:
        os.close(memory)


def _descriptor(original: BinaryIO | Path) -> int:
    """Opens a path or a plain file again for reading; anything else is read into sealed memory."""
    if lockdown.missing():
        raise unavailable(lockdown.missing())
    if isinstance(original, Path):
        return os.open(original, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    raw = getattr(original, "raw", original)
    if isinstance(raw, io.FileIO):
        return os.open(f"/proc/self/fd/{raw.fileno()}", os.O_RDONLY | os.O_CLOEXEC)
    copy = os.memfd_create("original", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        original.seek(0)
        with open(copy, "wb", closefd=False) as target:
            shutil.copyfileobj(original, target, 1 << 18)
        return os.open(f"/proc/self/fd/{copy}", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(copy)
