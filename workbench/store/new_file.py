"""A file that leaves the case: made where nothing was, readable by its owner alone, and gone again where it fails."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from workbench.errors import NotWritten, StorageFull
from workbench.store.durable import no_room


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Makes a new file for a ``with`` block and syncs it at its end; leaving by an error takes it away again.

    It is there, empty, before anything is put into it, so that a place that cannot be written is known at once.
    Raises NotWritten where something is in its place already, also a link.
    """
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        handle = os.open(path, flags, 0o600)
    except FileExistsError as cause:
        raise NotWritten(f"{path.name} is there already.", "Choose another name; nothing is written over.") from cause
    except OSError as cause:
        raise _refused(path, cause) from cause
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException as cause:
        with contextlib.suppress(OSError):
            path.unlink()
        if isinstance(cause, OSError):
            raise _refused(path, cause) from cause
        raise


def _refused(path: Path, cause: OSError) -> NotWritten | StorageFull:
    """Says why a file could not be written."""
    if no_room(cause):
        return StorageFull("The disk is full; nothing was written.", "Free some room.", type(cause).__name__)
    return NotWritten(f"{path.name} could not be written.", "Choose another place.", type(cause).__name__)
