"""Originals on disk: stored once, named by their SHA-256, never altered.

Order of an acquisition, so that a crash at any moment loses nothing that was confirmed: the bytes go to a
temporary file while they are hashed; one sync a batch makes them durable; a hard link gives each its final name
(and refuses to overwrite); a second sync makes the names durable; only then is the entry committed.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from workbench.casefile.identity import is_digest, new_id
from workbench.errors import AcquisitionError, NoSuchItem, SourceChanged, StorageFull
from workbench.jobs import Job, Progress, finish

# Larger buffers fall out of the processor's cache and cost two to five times as much.
_BUFFER = 128 * 1024
_HEAD = 4096
_TELL_EVERY = 64 * 1024 * 1024
_NO_SPACE = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


@dataclass(frozen=True, slots=True)
class Incoming:
    """Bytes that were copied and hashed and have no final name yet; ``head`` is their first 4 KiB."""

    path: Path
    digest: str
    size: int
    head: bytes
    modified: datetime | None


class Blobs:
    """The originals of one case."""

    def __init__(self, folder: Path) -> None:
        self._originals = folder / "originals"
        self._incoming = folder / "incoming"

    def prepare(self) -> None:
        """Makes the folders, and removes what an interrupted acquisition left behind."""
        self._originals.mkdir(exist_ok=True)
        self._incoming.mkdir(exist_ok=True)
        for left_over in self._incoming.iterdir():
            left_over.unlink()

    def path(self, digest: str) -> Path:
        """Names the place of an original; raises NoSuchItem for what is no digest."""
        if not is_digest(digest):
            raise NoSuchItem("That is not the name of an original.")
        return self._originals / digest[:2] / digest

    def take_file(self, source: Path) -> Job[Incoming]:
        """Copies and hashes one regular file, and refuses it if it changes meanwhile; tells of every 64 MiB."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        try:
            handle = os.open(source, flags)
        except OSError as cause:
            raise AcquisitionError(*_cannot_open(cause)) from cause
        with os.fdopen(handle, "rb", buffering=0) as file:
            before = os.fstat(handle)
            if not stat.S_ISREG(before.st_mode):
                raise AcquisitionError("This is not a file with content of its own.", "Acquire the file it stands for.")
            pieces = iter(lambda: file.read(_BUFFER), b"")
            incoming = yield from self._take(pieces, _modified(before), before.st_size)
            after = os.fstat(handle)
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or incoming.size != after.st_size:
            self.discard([incoming])
            raise SourceChanged("The file changed while it was read.", "Acquire it again once nothing writes to it.")
        return incoming

    def take_bytes(self, data: bytes) -> Incoming:
        """Copies and hashes bytes that came without a file, from the clipboard say."""
        return finish(self._take(iter([data]), None, len(data)))

    def _take(self, pieces: Iterator[bytes], modified: datetime | None, total: int) -> Job[Incoming]:
        """Writes pieces to a temporary file while hashing them."""
        path = self._incoming / new_id()
        hasher = hashlib.sha256()
        size, head = 0, b""
        try:
            with open(path, "xb", buffering=0) as out:
                for piece in pieces:
                    hasher.update(piece)
                    _write_all(out, piece)
                    size += len(piece)
                    if len(head) < _HEAD:
                        head += piece[: _HEAD - len(head)]
                    if size % _TELL_EVERY < len(piece):
                        yield Progress(size, total, "Copying and hashing")
        except OSError as cause:
            path.unlink(missing_ok=True)
            if cause.errno in _NO_SPACE:
                raise StorageFull(
                    "The disk has no room left for this case.", "Free some room, then acquire the rest again."
                ) from cause
            raise AcquisitionError("The file could not be read to its end.", "", type(cause).__name__) from cause
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Incoming(path, hasher.hexdigest(), size, head, modified)

    def settle(self, batch: Sequence[Incoming]) -> None:
        """Gives a batch its final names, durably; bytes that are there already are kept as they are."""
        if not batch:
            return
        self._sync(incoming.path for incoming in batch)
        folders = set()
        for incoming in batch:
            final = self.path(incoming.digest)
            final.parent.mkdir(exist_ok=True)
            folders.add(final.parent)
            if final.exists() and finish(digest_of_file(final)) != incoming.digest:
                # An interrupted acquisition can leave a torn file under a good name; nothing refers to it.
                final.unlink()
            _give_name(incoming.path, final)
        self._sync([*folders, self._originals, self._incoming])

    def discard(self, batch: Sequence[Incoming]) -> None:
        """Removes temporary files that are not wanted."""
        for incoming in batch:
            with contextlib.suppress(OSError):
                incoming.path.unlink(missing_ok=True)

    def open(self, digest: str) -> BinaryIO:
        """Opens an original for reading; raises NoSuchItem where it is missing."""
        try:
            return open(self.path(digest), "rb")
        except OSError as cause:
            raise NoSuchItem(
                "The original is missing from the case folder.", "Verify the case; restore the file from a copy."
            ) from cause

    def names(self) -> Iterator[str]:
        """Lists every file that lies among the originals, by name."""
        for folder in sorted(self._originals.glob("*")):
            if folder.is_dir():
                yield from (path.name for path in sorted(folder.iterdir()))

    def _sync(self, paths: Iterator[Path] | Sequence[Path]) -> None:
        """Makes files and folders durable: one call for the file system where there is one, else one by one."""
        if _sync_file_system(self._originals):
            return
        for path in paths:
            if path.is_dir() and sys.platform == "win32":
                continue
            handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def digest_of_file(path: Path) -> Job[str]:
    """Hashes a file's bytes; tells of every 64 MiB."""
    hasher = hashlib.sha256()
    size = 0
    with open(path, "rb", buffering=0) as file:
        total = os.fstat(file.fileno()).st_size
        while piece := file.read(_BUFFER):
            hasher.update(piece)
            size += len(piece)
            if size % _TELL_EVERY < len(piece):
                yield Progress(size, total, "Hashing")
    return hasher.hexdigest()


def _write_all(out: BinaryIO, piece: bytes) -> None:
    """Writes all of a piece to an unbuffered file."""
    view = memoryview(piece)
    while view:
        view = view[out.write(view) :]


def _give_name(temporary: Path, final: Path) -> None:
    """Moves a file to its final name, and never over another."""
    try:
        os.link(temporary, final)
    except FileExistsError:
        pass
    except OSError:
        # Some file systems know no hard links; nothing else writes here while the case is locked.
        if not final.exists():
            os.rename(temporary, final)
            final.chmod(0o444)
            return
    final.chmod(0o444)
    temporary.unlink()


def _sync_file_system(folder: Path) -> bool:
    """Flushes the file system that holds a folder (Linux syncfs); tells whether that could be done."""
    if not sys.platform.startswith("linux"):
        return False
    handle = os.open(folder, os.O_RDONLY)
    try:
        return bool(ctypes.CDLL(None, use_errno=True).syncfs(handle) == 0)
    except AttributeError:
        return False
    finally:
        os.close(handle)


def _modified(status: os.stat_result) -> datetime:
    """Reads a file's modification time."""
    return datetime.fromtimestamp(status.st_mtime, UTC)


def _cannot_open(cause: OSError) -> tuple[str, str, str]:
    """Says why a source cannot be opened."""
    detail = type(cause).__name__
    if isinstance(cause, FileNotFoundError):
        return "There is no such file.", "Check the path.", detail
    if isinstance(cause, PermissionError):
        return "You may not read this file.", "Ask for the right to read it, or acquire a copy.", detail
    if cause.errno == errno.ELOOP:
        return "This is a link to another file; links are not followed.", "Acquire the file it points to.", detail
    return "The file could not be opened.", "", detail
