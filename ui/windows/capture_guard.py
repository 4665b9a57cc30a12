"""Asks the system to leave a window out of screenshots and shared screens, and says honestly whether it does.

Windows alone has a call for it (SetWindowDisplayAffinity, from Windows 10 version 2004 on). It keeps well-behaved
programs from capturing the window; it is no security boundary, and a camera sees what it sees. On macOS the nearest
thing is passed over by newer capture programs, on X11 there is nothing, and Wayland leaves the consent to its portal:
there the status is that it is not available, and nothing more is claimed.
"""

from __future__ import annotations

import ctypes
import sys
from enum import StrEnum
from typing import Any

from PySide6.QtWidgets import QWidget

EXCLUDE_FROM_CAPTURE = 0x11


class CaptureProtection(StrEnum):
    """Whether a window is left out of what other programs capture."""

    ON = "on"
    REFUSED = "refused"
    NOT_AVAILABLE = "not available"

    @property
    def words(self) -> str:
        """The status in a sentence."""
        return {
            CaptureProtection.ON: "Windows leaves this window out of screenshots and shared screens.",
            CaptureProtection.REFUSED: "Windows was asked to leave this window out of screenshots, and does not.",
            CaptureProtection.NOT_AVAILABLE: "This system cannot keep a window out of screenshots or shared screens.",
        }[self]


def protect(window: QWidget, user32: Any = None) -> CaptureProtection:
    """Asks for a window to be left out of captures, and reads back whether the system took it.

    ``user32`` is the library that is asked, that of Windows where none is given.
    """
    library = user32 or _user32()
    if library is None:
        return CaptureProtection.NOT_AVAILABLE
    handle, said = int(window.winId()), ctypes.c_uint32(0)
    try:
        library.SetWindowDisplayAffinity(handle, EXCLUDE_FROM_CAPTURE)
        told = library.GetWindowDisplayAffinity(handle, ctypes.byref(said))
    except (AttributeError, OSError):
        return CaptureProtection.NOT_AVAILABLE
    return CaptureProtection.ON if told and said.value == EXCLUDE_FROM_CAPTURE else CaptureProtection.REFUSED


def _user32() -> Any:
    """Finds the library that knows of windows; None where the system is another."""
    if sys.platform != "win32":
        return None
    try:
        return ctypes.WinDLL("user32", use_last_error=True)
    except OSError:
        return None
