"""The one pass over the bytes of a large original: read, hash four ways, write, and tell how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from workbench.errors import AcquisitionError, WorkbenchError
from workbench.jobs import Job, Progress
from workbench.store import durable
from workbench.store.hashing import Hashing, new_hash
from workbench.store.sealing import Cipher, Sealing
from workbench.store.sources import BUFFER, cannot_read

HEAD = 8192
_TELL_EVERY = 64 * 1024 * 1024
_START_EVERY = 8 * 1024 * 1024
_ZEROS = bytes(BUFFER)


class Copy:
    """The temporary copy of a large original: plain, sealed, or none at all."""

    def __init__(self, path: Path | None, cipher: Cipher | None) -> None:
        self._file: BinaryIO | None = None
        self._sealing: Sealing | None = None
        self._started = 0
        if path is None:
            return
        try:
            self._file = open(path, "x+b", buffering=0)  # noqa: SIM115
            self._sealing = None if cipher is None else cipher.seal(self._file)
        except OSError as cause:
            self.close()
            raise cannot_write(cause) from cause

    def write(self, piece: bytes | memoryview, size: int) -> None:
        """Writes the next piece, which begins at ``size``; a piece of nothing but zeros is left out as a hole."""
        if self._file is None:
            return
        try:
            if self._sealing is not None:
                self._sealing.write(piece)
            elif _is_hole(piece):
                self._file.seek(len(piece), 1)
            else:
                durable.write_all(self._file, piece)
            if size - self._started >= _START_EVERY:
                durable.start_writing(self._file, self._started, size - self._started)
                self._started = size
        except OSError as cause:
            raise cannot_write(cause) from cause

    def finish(self, digest: str, size: int) -> None:
        """Ends the copy once all of it is written."""
        if self._file is None:
            return
        try:
            if self._sealing is not None:
                self._sealing.finish(digest)
            else:
                self._file.truncate(size)
        except OSError as cause:
            raise cannot_write(cause) from cause

    def close(self) -> None:
        """Closes the file."""
        if self._file is not None:
            self._file.close()

    def __enter__(self) -> Copy:
        """Lends the copy to a ``with`` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the file at the end of a ``with`` block."""
        self.close()


def flow(
    pieces: Iterator[bytes] | Iterator[memoryview], hashing: Hashing, copy: Copy, total: int
) -> Job[tuple[int, bytes]]:
    """Hashes and copies every piece; returns how many bytes there were, and the first of them."""
    size, head = 0, b""
    try:
        for piece in pieces:
            hashing.update(piece)
            copy.write(piece, size)
            size += len(piece)
            if len(head) < HEAD:
                head += bytes(piece[: HEAD - len(head)])
            if size % _TELL_EVERY < len(piece):
                yield Progress(size, total, "Copying and hashing")
    except OSError as cause:
        raise cannot_read(cause) from cause
    return size, head


def digest_of(file: BinaryIO) -> Job[str]:
    """Hashes what an open file has; tells of every 64 MiB."""
    hasher = new_hash("sha256")
    buffer = memoryview(bytearray(BUFFER))
    read = getattr(file, "readinto", None)
    total = file.seek(0, 2)
    file.seek(0)
    size = 0
    while length := read(buffer) if read else _read_into(file, buffer):
        hasher.update(buffer[:length])
        size += length
        if size % _TELL_EVERY < length:
            yield Progress(size, total, "Hashing")
    return str(hasher.hexdigest())


def cannot_write(cause: OSError) -> WorkbenchError:
    """Words the failure to write a copy."""
    if durable.no_room(cause):
        return durable.storage_full(cause)
    return AcquisitionError(
        "The copy could not be written into the case folder.", "Check the disk of the case.", type(cause).__name__
    )


def _is_hole(piece: bytes | memoryview) -> bool:
    """Tells whether a full piece is nothing but zeros."""
    return len(piece) == BUFFER and not piece[0] and not piece[-1] and bytes(piece) == _ZEROS


def _read_into(file: BinaryIO, buffer: memoryview) -> int:
    """Reads into a buffer from a file that cannot do so itself."""
    data = file.read(len(buffer))
    buffer[: len(data)] = data
    return len(data)


def digest_of_file(path: Path) -> Job[str]:
    """Hashes a file's bytes as they lie; tells of every 64 MiB."""
    with open(path, "rb", buffering=0) as file:
        return (yield from digest_of(file))
