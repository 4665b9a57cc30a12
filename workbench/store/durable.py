"""Bytes and names made durable: whole writes, final names that are never given twice, and syncs.

The order that loses nothing (temporary file, sync, link, sync of the folder, commit) is made of these steps; each is a
function of its own, so that a test can end the program before any of them.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from workbench.errors import StorageFull

_NO_SPACE = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_F_FULLFSYNC = 51
_START_WRITING = 2
_ZEROS = bytes(1 << 16)


def no_room(cause: OSError) -> bool:
    """Tells whether an operation failed because the disk, or the person's share of it, is full."""
    return cause.errno in _NO_SPACE


def storage_full(cause: OSError) -> StorageFull:
    """Words the refusal of a full disk."""
    return StorageFull(
        "The disk has no room left for this case.", "Free some room, then acquire the rest again.", type(cause).__name__
    )


def write_all(out: BinaryIO, piece: bytes | bytearray | memoryview) -> None:
    """Writes all of a piece to an unbuffered file."""
    view = memoryview(piece)
    while view:
        view = view[out.write(view) :]


def start_writing(out: BinaryIO, start: int, length: int) -> None:
    """Has the system begin to write a range to the disk, so that the sync at the end waits for less; only a hint."""
    call = _c_function("sync_file_range")
    if call is not None:
        call(out.fileno(), ctypes.c_int64(start), ctypes.c_int64(length), _START_WRITING)


def give_name(temporary: Path, final: Path) -> None:
    """Gives a file its final name beside its temporary one, and never over another."""
    try:
        os.link(temporary, final)
    except FileExistsError:
        pass
    except OSError as cause:
        if no_room(cause):
            raise
        # Some file systems know no hard links; nothing else writes here while the case is locked.
        if not final.exists():
            os.rename(temporary, final)
    final.chmod(0o444)


def drop_name(temporary: Path) -> None:
    """Takes a temporary name away, if it is still there."""
    temporary.unlink(missing_ok=True)


def sync(folder: Path, paths: Iterable[Path]) -> None:
    """Makes files and folders durable: one call for their file system where there is one, else one by one."""
    if sync_file_system(folder):
        return
    for path in paths:
        sync_path(path)


def sync_path(path: Path) -> None:
    """Makes one file, or the names in one folder, durable."""
    if path.is_dir() and sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        sync_handle(handle)
    finally:
        os.close(handle)


def sync_handle(handle: int) -> None:
    """Makes an open file durable, down to the medium where the system tells the two apart."""
    if sys.platform == "darwin":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(handle, _F_FULLFSYNC)
            return
    os.fsync(handle)


def sync_file_system(folder: Path) -> bool:
    """Flushes the file system that holds a folder (Linux syncfs); tells whether that could be done."""
    call = _c_function("syncfs")
    if call is None:
        return False
    handle = os.open(folder, os.O_RDONLY)
    try:
        if call(handle) == 0:
            return True
        code = ctypes.get_errno()
        if code in (errno.ENOSYS, errno.EINVAL, errno.EPERM):
            return False
        raise OSError(code, "the file system could not be synced")
    finally:
        os.close(handle)


def overwrite(path: Path, start: int, length: int) -> None:
    """Writes zeros over a range of a file and waits until they are on the disk."""
    path.chmod(0o600)
    with open(path, "r+b", buffering=0) as file:
        file.seek(start)
        while length > 0:
            piece = _ZEROS[: min(length, len(_ZEROS))]
            write_all(file, piece)
            length -= len(piece)
        sync_handle(file.fileno())
    path.chmod(0o444)


@functools.cache
def _c_function(name: str) -> Callable[..., int] | None:
    """Finds a function of the C library on Linux, None elsewhere."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        found: Callable[..., int] = getattr(ctypes.CDLL(None, use_errno=True), name)
    except (AttributeError, OSError):
        return None
    return found
