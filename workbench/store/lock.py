"""The lock of a case: one writer at a time, and a word on who it is."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
from pathlib import Path
from typing import IO

from workbench.casefile.identity import Actor, moment_text, now


class CaseLock:
    """Holds the lock file of one case folder for as long as this session may write."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self._file: IO[str] | None = None
        #: Why nobody can become the writer here, in words; empty where somebody can.
        self.problem = ""

    def take(self, actor: Actor) -> bool:
        """Tries to become the writer; tells whether that worked."""
        try:
            file = open(self._path, "a+", encoding="utf-8")  # noqa: SIM115
        except OSError:
            return False
        try:
            taken = _lock(file)
        except OSError:
            self.problem = "nobody, since files on this share or disk cannot be locked,"
            taken = False
        if not taken:
            file.close()
            return False
        file.seek(0)
        file.truncate()
        holder = {
            "name": actor.name,
            "account": actor.account,
            "machine": socket.gethostname(),
            "process": os.getpid(),
            "since": moment_text(now()),
        }
        file.write(json.dumps(holder, ensure_ascii=False))
        file.flush()
        self._file = file
        return True

    def held(self) -> bool:
        """Tells whether the lock file is still the one that this session locked."""
        if self._file is None:
            return False
        try:
            ours, there = os.fstat(self._file.fileno()), self._path.stat()
        except OSError:
            return False
        return (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino)

    def holder(self) -> str:
        """Says who holds the case, as far as the lock file tells."""
        try:
            untrusted_holder = json.loads(self._path.read_text("utf-8"))
            name, machine = str(untrusted_holder["name"])[:80], str(untrusted_holder["machine"])[:80]
            return f"{name} on {machine}, since {str(untrusted_holder['since'])[:16]}"
        except (OSError, ValueError, KeyError, TypeError):
            return "another session"

    def release(self) -> None:
        """Gives the case free for the next writer."""
        if self._file is None:
            return
        with contextlib.suppress(OSError):
            self._file.seek(0)
            self._file.truncate()
        self._file.close()
        self._file = None


def _lock(file: IO[str]) -> bool:
    """Takes the operating system's exclusive lock on an open file, without waiting; tells whether nobody else has it.

    Raises OSError where the file system knows no locks.
    """
    if sys.platform == "win32":
        import msvcrt

        # Far past the text, since a locked range cannot be read by others on this system.
        file.seek(1 << 20)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
