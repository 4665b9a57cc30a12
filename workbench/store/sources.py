"""A source being read: opened without following links or waiting, and watched so that a change is noticed."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from workbench.errors import AcquisitionError, SourceChanged

#: Larger buffers fall out of the processor's cache and cost two to five times as much.
BUFFER = 128 * 1024

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)
# Reading evidence should leave no trace on it; only its owner may ask for that.
_QUIET = getattr(os, "O_NOATIME", 0)
_BY_NAME = os.open in os.supports_dir_fd and os.stat in os.supports_dir_fd


class Source(NamedTuple):
    """One regular file, open for reading; ``folder`` is an open folder that ``name`` stands in, None for a path.

    That folder is the caller's, unless the source keeps one of its own (:meth:`apart`).
    """

    handle: int
    before: os.stat_result
    name: Path | str
    folder: int | None
    keeps_folder: bool = False

    @property
    def size(self) -> int:
        """The size it had when it was opened."""
        return self.before.st_size

    @property
    def modified(self) -> datetime:
        """When it was last changed, as its file system says."""
        return datetime.fromtimestamp(self.before.st_mtime, UTC)

    def read_small(self, limit: int) -> bytes:
        """Reads all of it at once; raises SourceChanged where it has more than ``limit`` bytes by now."""
        size = self.before.st_size
        data = os.read(self.handle, size + 1)
        while piece := os.read(self.handle, BUFFER) if len(data) != size else b"":
            data += piece
            if len(data) > limit:
                raise changed()
        return data

    def pieces(self, buffers: int) -> Iterator[memoryview]:
        """Reads it piece by piece into a few buffers that are used in turn."""
        ring = [memoryview(bytearray(BUFFER)) for _ in range(buffers)]
        place = 0
        while size := os.readv(self.handle, [ring[place]]) if hasattr(os, "readv") else self._read_into(ring[place]):
            yield ring[place][:size]
            place = (place + 1) % buffers

    def rewind(self) -> None:
        """Goes back to its start, so that it can be read once more."""
        os.lseek(self.handle, 0, os.SEEK_SET)

    def apart(self) -> Source:
        """Gives the same source with a folder of its own, for a thread that outlives the caller's; it closes both."""
        if self.folder is None or self.keeps_folder:
            return self
        return Source(self.handle, self.before, self.name, os.dup(self.folder), keeps_folder=True)

    def check_unchanged(self, read: int) -> None:
        """Raises SourceChanged where the file, or the file under its name, is no longer the one that was opened."""
        try:
            named = os.stat(self.name, dir_fd=self.folder, follow_symlinks=False)
            # What stands under the name is the very file that is open: one look tells of both.
            if read == self.before.st_size and _state(named) == _state(self.before):
                return
            after = os.fstat(self.handle)
        except OSError as cause:
            raise SourceChanged(
                "The file was taken away while it was read.", "Acquire it again from where it is now."
            ) from cause
        if _state(after) != _state(self.before) or read != self.size:
            raise changed()
        if (named.st_dev, named.st_ino) != (after.st_dev, after.st_ino):
            raise SourceChanged("Another file took its place while it was read.", "Acquire it again.")

    def close(self) -> None:
        """Closes it, and the folder that it keeps open."""
        os.close(self.handle)
        if self.keeps_folder and self.folder is not None:
            os.close(self.folder)

    def _read_into(self, buffer: memoryview) -> int:
        data = os.read(self.handle, len(buffer))
        buffer[: len(data)] = data
        return len(data)


def open_source(path: Path | str, folder: int | None = None) -> Source:
    """Opens a regular file by its path, or by its name in an open folder; raises AcquisitionError with the reason."""
    try:
        handle = _open(path, folder)
    except (OSError, ValueError) as cause:
        raise AcquisitionError(*_cannot_open(cause)) from cause
    try:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            raise AcquisitionError(*what_it_is(before.st_mode))
        return Source(handle, before, path, folder)
    except BaseException:
        os.close(handle)
        raise


def what_it_is(mode: int) -> tuple[str, str]:
    """Says why something that is no regular file does not come in, and what can be done."""
    if stat.S_ISLNK(mode):
        return "This is a link to another file; links are not followed.", "Acquire the file it points to."
    if stat.S_ISDIR(mode):
        return "This is a folder and not a file.", "Acquire the folder."
    if stat.S_ISFIFO(mode):
        return "This is a pipe between programs, with no content of its own.", "Save what comes out of it to a file."
    if stat.S_ISSOCK(mode):
        return "This is a socket, with no content of its own.", "Acquire what the program behind it writes."
    if stat.S_ISBLK(mode):
        return "This is a whole disk and not a file.", "Make an image of it with an imaging tool; acquire the image."
    if stat.S_ISCHR(mode):
        return "This is a device and not a file.", "Save what comes out of it to a file."
    return "This is not a file with content of its own.", "Acquire the file it stands for."


def changed() -> SourceChanged:
    """Words the refusal of a file that something writes to."""
    return SourceChanged("The file changed while it was read.", "Acquire it again once nothing writes to it.")


def cannot_read(cause: OSError) -> AcquisitionError:
    """Words the refusal of a file that opens and then cannot be read to its end."""
    return AcquisitionError(
        "The file could not be read to its end.", "Try it on another machine, or from a copy.", type(cause).__name__
    )


def _open(path: Path | str, folder: int | None) -> int:
    """Opens for reading, without a trace on the time of last access where that is allowed."""
    if _QUIET:
        try:
            return os.open(path, _FLAGS | _QUIET, dir_fd=folder)
        except PermissionError:
            pass
    return os.open(path, _FLAGS, dir_fd=folder)


def _state(status: os.stat_result) -> tuple[int, ...]:
    """What of a file must stay as it is while it is read."""
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)


def _cannot_open(cause: OSError | ValueError) -> tuple[str, str, str]:
    """Says why a source cannot be opened."""
    detail = type(cause).__name__
    if isinstance(cause, FileNotFoundError):
        return "There is no such file.", "Check the path.", detail
    if isinstance(cause, PermissionError):
        return "You may not read this file.", "Ask for the right to read it, or acquire a copy.", detail
    code = getattr(cause, "errno", None)
    if code == errno.ELOOP:
        return "This is a link to another file; links are not followed.", "Acquire the file it points to.", detail
    if code == errno.ENAMETOOLONG:
        return "The path is too long to be opened.", "Acquire the folder that it begins with.", detail
    if code in (errno.ENXIO, errno.ENODEV):
        return "This is not a file with content of its own.", "Acquire the file it stands for.", detail
    return "The file could not be opened.", "", detail
