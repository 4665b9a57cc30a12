"""A held key is one press, even where the system sends its repeats as if the key were struck again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.keyboard import Keyboard


class _Listener(QWidget):
    """Notes every key press it gets, and whether it came as a repeat."""

    def __init__(self) -> None:
        super().__init__()
        self.presses: list[bool] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Notes a press."""
        self.presses.append(event.isAutoRepeat())


@pytest.fixture
def listener(qtbot: QtBot, qapp: QApplication) -> Iterator[_Listener]:
    """Shows a listener under a watched keyboard."""
    keyboard = Keyboard(qapp)
    widget = _Listener()
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    yield widget
    qapp.removeEventFilter(keyboard)


def _send(widget: QWidget, kind: QEvent.Type, key: Qt.Key, at: int) -> bool:
    event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier)
    event.setTimestamp(at)
    event.ignore()
    handle = widget.windowHandle()
    QCoreApplication.sendEvent(handle if kind != QEvent.Type.ShortcutOverride else widget, event)
    return event.isAccepted()


def test_unmarked_repeats_are_marked_until_the_key_is_let_go(listener: _Listener) -> None:
    for at in (10, 20, 30):
        _send(listener, QEvent.Type.KeyPress, Qt.Key.Key_Space, at)
    _send(listener, QEvent.Type.KeyRelease, Qt.Key.Key_Space, 40)
    _send(listener, QEvent.Type.KeyPress, Qt.Key.Key_Space, 50)
    assert listener.presses == [False, True, True, False]


def test_one_press_that_is_met_twice_is_no_repeat(listener: _Listener) -> None:
    assert not _send(listener, QEvent.Type.ShortcutOverride, Qt.Key.Key_3, 10)
    _send(listener, QEvent.Type.KeyPress, Qt.Key.Key_3, 10)
    assert listener.presses == [False]


def test_a_held_key_keeps_its_shortcut_from_striking_again_but_walking_keys_walk(listener: _Listener) -> None:
    QShortcut(QKeySequence("3"), listener)
    assert not _send(listener, QEvent.Type.ShortcutOverride, Qt.Key.Key_3, 10)
    assert _send(listener, QEvent.Type.ShortcutOverride, Qt.Key.Key_3, 20)
    assert not _send(listener, QEvent.Type.ShortcutOverride, Qt.Key.Key_J, 10)
    assert not _send(listener, QEvent.Type.ShortcutOverride, Qt.Key.Key_J, 20)


def test_a_key_let_go_over_another_window_is_not_held_for_ever(listener: _Listener) -> None:
    _send(listener, QEvent.Type.KeyPress, Qt.Key.Key_Space, 10)
    QCoreApplication.sendEvent(listener, QEvent(QEvent.Type.WindowDeactivate))
    _send(listener, QEvent.Type.KeyPress, Qt.Key.Key_Space, 20)
    assert listener.presses == [False, False]
