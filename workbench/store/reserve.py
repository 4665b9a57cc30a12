"""A little room that a case keeps for itself, so that a full disk can still be written down."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_SIZE = 1 << 20


class Reserve:
    """One megabyte beside the store; given up when the disk is full, taken again when there is room."""

    def __init__(self, root: Path) -> None:
        self._path = root / "reserve"

    @property
    def held(self) -> bool:
        """Tells whether the room is there to be given up."""
        with suppress(OSError):
            return self._path.stat().st_size >= _SIZE
        return False

    def refill(self) -> None:
        """Takes the room again; where there is none, the case goes on without."""
        if self.held:
            return
        with suppress(OSError):
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _fill(handle)
            except OSError:
                self.release()
            finally:
                os.close(handle)

    def release(self) -> bool:
        """Gives the room up; tells whether there was any."""
        was_held = self.held
        with suppress(OSError):
            self._path.unlink()
        return was_held


def _fill(handle: int) -> None:
    """Has the disk set the room aside, not merely promise it."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, _SIZE)
    else:
        os.write(handle, bytes(_SIZE))
