"""Clears the memory of a look."""

from __future__ import annotations

import mmap

_ZEROS = bytes(1 << 16)


def clear(memory: mmap.mmap, used: int | None = None) -> None:
    """Overwrites what is used of a block of memory with zeros, which reaches every view of it."""
    size = len(memory) if used is None else used
    for start in range(0, size, len(_ZEROS)):
        end = min(size, start + len(_ZEROS))
        memory[start:end] = _ZEROS[: end - start]
