"""Small files that are whole or not there: written beside, synced, renamed; and taken away with their bytes."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

_PIECE = 1024 * 1024


def write_whole(path: Path, data: bytes, erase_old: bool = False) -> None:
    """Puts a file in place at once and durably; ``erase_old`` overwrites the bytes that it replaces."""
    draft = path.with_suffix(".new")
    try:
        write_draft(draft, data)
        put_in_place(draft, path, erase_old)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def write_draft(draft: Path, data: bytes) -> None:
    """Writes a file durably under its draft name, readable by its owner alone."""
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(draft.parent)


def put_in_place(draft: Path, path: Path, erase_old: bool = False) -> None:
    """Renames a draft to its name, durably: whoever looks sees the old file or the new one."""
    old = None
    if erase_old and sys.platform != "win32":
        with contextlib.suppress(OSError):
            old = open(path, "r+b", buffering=0)  # noqa: SIM115
    try:
        os.replace(draft, path)
        sync_folder(path.parent)
        if old is not None:
            with contextlib.suppress(OSError):
                _overwrite(old.fileno())
    finally:
        if old is not None:
            old.close()


def erase(path: Path) -> None:
    """Overwrites a file in place, syncs it, and unlinks it; a file that is gone already is no error."""
    with contextlib.suppress(FileNotFoundError):
        overwrite(path)
        path.unlink()
        sync_folder(path.parent)


def overwrite(path: Path, sync: bool = True) -> None:
    """Overwrites a file in place.

    A file with a second name is left as it is: the other name is somebody's copy. What a drive that moves its blocks
    about, or a file system that copies on write, still holds, no program can reach.
    """
    path.chmod(0o600)
    handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    try:
        if os.fstat(handle).st_nlink == 1:
            _overwrite(handle, sync)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _overwrite(handle: int, sync: bool = True) -> None:
    """Writes zeros over all bytes of an open file."""
    left, zeros = os.fstat(handle).st_size, memoryview(bytes(_PIECE))
    os.lseek(handle, 0, os.SEEK_SET)
    while left > 0:
        left -= os.write(handle, zeros[: min(left, _PIECE)])
    if sync:
        os.fsync(handle)
