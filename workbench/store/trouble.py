"""What a failing disk or database says, in the words of the person whose case lies there."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import CaseReadOnly, CaseUnreachable, StorageFull, WorkbenchError
from workbench.store.database import StoreUnreadable, database_errors
from workbench.store.durable import no_room

_GONE = frozenset({errno.ENOENT, errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOTCONN, errno.EHOSTDOWN})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@contextmanager
def in_words(folder: Path, kept: str) -> Iterator[None]:
    """Turns what a database or a file of a case raises into words; ``kept`` says what became of the step."""
    try:
        yield
    except WorkbenchError:
        raise
    except refusals() as cause:
        raise worded(cause, folder, kept) from cause


def refusals() -> tuple[type[Exception], ...]:
    """Lists what a disk or a database raises when it does not do what it should."""
    return (*database_errors(), OSError)


def worded(cause: Exception, folder: Path, kept: str) -> WorkbenchError:
    """Says what happened to the case and what can be done; only the kind of the failure goes into the detail."""
    said, detail = str(cause).lower(), type(cause).__name__
    if is_gone(cause, folder):
        return unreachable(kept, detail)
    if "full" in said or (isinstance(cause, OSError) and no_room(cause)):
        return StorageFull(f"The disk is full; {kept}", "Free some room, then repeat it.", detail)
    if "readonly" in said or (isinstance(cause, OSError) and cause.errno in _REFUSED):
        return CaseReadOnly(
            f"The case folder may no longer be written; {kept}",
            "Look at the rights of the folder, then repeat it.",
            detail,
        )
    if "database is locked" in said:
        return CaseReadOnly(
            f"Another program holds the store of the case; {kept}", "Wait until it is done, then repeat it.", detail
        )
    return StoreUnreadable(
        f"The store of the case could not be used; {kept}", "Verify the case, or restore it from a copy.", detail
    )


def unreachable(kept: str, detail: str = "") -> CaseUnreachable:
    """Says that the folder of an open case is gone."""
    return CaseUnreachable(
        f"The case folder cannot be reached: it was moved or removed, or its disk was taken out; {kept}",
        "Bring the folder back to its place, then close the case and open it again.",
        detail,
    )


def is_gone(cause: Exception, folder: Path) -> bool:
    """Tells whether a failure comes from a folder that is no longer there."""
    if isinstance(cause, OSError) and cause.errno in _GONE - {errno.ENOENT}:
        return True
    if not _is_there(folder):
        return True
    return "disk i/o error" in str(cause).lower() and not _is_readable(folder)


def _is_there(folder: Path) -> bool:
    """Tells whether the folder answers at all."""
    try:
        return folder.is_dir()
    except OSError:
        return False


def _is_readable(folder: Path) -> bool:
    """Tells whether the folder can be listed."""
    try:
        return any(True for _ in folder.iterdir())
    except OSError:
        return False
