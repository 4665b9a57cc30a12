"""Keeps the memory of this process, where the key of an open case lies, out of core files and debuggers."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from threading import Lock

_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4
_lock = Lock()
_state: dict[str, int] = {"open": 0, "core": -1}


def guard() -> None:
    """Makes the process non-dumpable while the first unlocked case is open."""
    with _lock:
        _state["open"] += 1
        if _state["open"] == 1:
            _state["core"] = _limit_core(0)
            _set_dumpable(0)


def unguard() -> None:
    """Gives that up when the last unlocked case is closed."""
    with _lock:
        _state["open"] -= 1
        if _state["open"] == 0:
            _set_dumpable(1)
            _limit_core(_state["core"])


def _set_dumpable(value: int) -> None:
    """Sets the flag where the system has it (Linux)."""
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, value, 0, 0, 0)


def _limit_core(size: int) -> int:
    """Sets the soft limit of core files and returns the one before; -1 where there is none to set."""
    if sys.platform == "win32":
        return -1
    import resource

    before, most = resource.getrlimit(resource.RLIMIT_CORE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (size, most))
    return before


def is_dumpable() -> bool | None:
    """Tells whether the system would write this process's memory out; None where it does not say."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        return bool(ctypes.CDLL(None, use_errno=True).prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0) == 1)
    except (OSError, AttributeError):
        return None
