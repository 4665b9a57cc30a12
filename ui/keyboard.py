"""Tells a key that is held from one that is struck again, where the system does not.

An X server repeats a held key as release and press. Qt marks the pair as a repeat only if both are in its queue at
once, which they often are not: a look that is held open would then end at the first repeat, and a held digit would
judge one exhibit after another. So the server is asked to send no false releases (XkbSetDetectableAutoRepeat), and a
press of a key that is down already counts as a repeat.
"""

from __future__ import annotations

import ctypes
import ctypes.util

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

_WALKING = frozenset({Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_Comma, Qt.Key.Key_Period})
_ENDS = frozenset({QEvent.Type.ApplicationStateChange, QEvent.Type.WindowDeactivate})


class Keyboard(QObject):
    """Watches every key event of the program and marks the repeats that came without their mark."""

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__(app)
        self._down: dict[int, int] = {}
        self._passing = False
        detect_repeats(app)
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lets events through, a repeat as what it is."""
        kind = event.type()
        if kind in _ENDS:
            self._down.clear()
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._shortcut(event)
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._press(watched, event)
        elif kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent) and not event.isAutoRepeat():
            self._down.pop(event.key(), None)
        return False

    def _shortcut(self, event: QKeyEvent) -> bool:
        """Keeps a held key from striking its shortcut again, unless the key walks from item to item."""
        if event.isAutoRepeat() or not self._again(event) or event.key() in _WALKING:
            return False
        event.accept()
        return True

    def _press(self, watched: QObject, event: QKeyEvent) -> bool:
        """Sends an unmarked repeat on as a marked one."""
        if self._passing or event.isAutoRepeat():
            return False
        if self._again(event) and watched.isWindowType():
            marked = QKeyEvent(event.type(), event.key(), event.modifiers(), event.text(), True, event.count())
            self._passing = True
            try:
                QCoreApplication.sendEvent(watched, marked)
            finally:
                self._passing = False
            return True
        return False

    def _again(self, event: QKeyEvent) -> bool:
        """Tells whether a key was down before this press; one press is met several times, at one time stamp."""
        return self._down.setdefault(event.key(), event.timestamp()) != event.timestamp()


def detect_repeats(app: QGuiApplication) -> bool:
    """Asks the X server to repeat a held key without false releases; tells whether it does."""
    if app.platformName() != "xcb":
        return False
    native = getattr(app, "nativeInterface", lambda: None)()
    name = ctypes.util.find_library("X11") or "libX11.so.6"
    try:
        library = ctypes.CDLL(name)
        ask = library.XkbSetDetectableAutoRepeat
        display = native.display()
    except (OSError, AttributeError):
        return False
    ask.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
    return bool(ask(display, 1, None))
