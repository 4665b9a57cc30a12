"""A person at the window, for tests: it clicks, types and looks at the screen, and calls nothing behind the widgets."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QWidget

PATIENCE = 60


def until(true: Callable[[], bool], why: str, seconds: float = PATIENCE) -> None:
    """Lets the program go on until something is so."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"it never came to this: {why}")
        QApplication.processEvents()
        time.sleep(0.004)


def idle(seconds: float = 0.05) -> None:
    """Lets the program go on for a moment."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.004)


def press(key: str | Qt.Key, *held: Qt.KeyboardModifier) -> None:
    """Presses a key where the focus is, as a keyboard does."""
    target = QApplication.activePopupWidget() or QApplication.focusWidget() or QApplication.activeWindow()
    assert target is not None, "no window is in front"
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= one
    if isinstance(key, str):
        QTest.keyClick(target, key, modifiers)
    else:
        QTest.keyClick(target, key, modifiers)
    idle(0.02)


def write(words: str) -> None:
    """Types words where the focus is."""
    target = QApplication.focusWidget()
    assert target is not None, "nothing has the focus"
    QTest.keyClicks(target, words)
    idle(0.02)


def click(widget: QWidget, at: QPoint | None = None, *held: Qt.KeyboardModifier) -> None:
    """Clicks a widget, in its middle if nothing else is said."""
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= one
    come_forward(widget)
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, modifiers, at or widget.rect().center())
    idle(0.02)


def come_forward(widget: QWidget) -> None:
    """Brings a widget's window to the front, as a window manager does after a dialog or for a click."""
    window = widget.window()
    if not window.isActiveWindow():
        window.activateWindow()
        until(window.isActiveWindow, "the window is in front")


@contextmanager
def holding(key: Qt.Key) -> Iterator[None]:
    """Holds a key down for as long as the block lasts."""
    target = QApplication.focusWidget()
    assert target is not None, "nothing has the focus"
    QTest.keyPress(target, key)
    try:
        yield
    finally:
        QTest.keyRelease(QApplication.focusWidget() or target, key)
        idle(0.02)


def drop(widget: QWidget, paths: list[Path]) -> None:
    """Drops files on a widget."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at = widget.rect().center()
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    arguments = (mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(at, actions, *arguments)
    QApplication.sendEvent(widget, entering)
    assert entering.isAccepted(), "the widget does not take files"
    QApplication.sendEvent(widget, QDropEvent(QPointF(at), actions, *arguments))
    idle(0.02)


def answer_file_dialog(path: Path) -> None:
    """Types a path into the file dialog that is open, and takes it."""
    until(lambda: isinstance(QApplication.activeWindow(), QFileDialog), "a file dialog is open")
    dialog = QApplication.activeWindow()
    assert isinstance(dialog, QFileDialog)
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert field is not None
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, str(path))
    idle(0.05)
    QTest.keyClick(field, Qt.Key.Key_Escape) if _completing(dialog) else None
    QTest.keyClick(field, Qt.Key.Key_Return)
    until(lambda: not dialog.isVisible(), "the file dialog has closed")
    parent = dialog.parentWidget()
    if parent is not None and not parent.isActiveWindow():
        parent.activateWindow()
        until(
            lambda: parent.isActiveWindow() or QApplication.activeModalWidget() is not None,
            "the window, or the next dialog, is in front",
        )


def open_dialog(kind: type[QDialog]) -> QDialog:
    """Finds the dialog of a kind that is in front."""
    until(lambda: isinstance(QApplication.activeWindow(), kind), f"{kind.__name__} is open")
    dialog = QApplication.activeWindow()
    assert isinstance(dialog, kind)
    return dialog


def picture(widget: QWidget) -> QImage:
    """Takes what a widget shows on the screen."""
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def edges(image: QImage, left: int, top: int, width: int, height: int) -> int:
    """Counts hard steps between neighbours in a part of a picture: a veil has none, a clear picture many."""
    found = 0
    for y in range(top, top + height, 3):
        before = None
        for x in range(left, left + width):
            grey = image.pixelColor(x, y).value()
            if before is not None and abs(grey - before) > 60:
                found += 1
            before = grey
    return found


def _completing(dialog: QFileDialog) -> bool:
    """Tells whether the dialog's list of completions is open over its field."""
    popup = QApplication.activePopupWidget()
    return popup is not None and popup is not dialog
