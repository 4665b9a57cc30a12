"""The keys of the text surface: which open, which move, which cover, and which belong to the window."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from ui.widgets.veil_card import reason_list
from workbench.casefile.exposure import Reason
from workbench.casefile.look_state import LookState

CONFIRMING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
PAGE, ALL = 10, 10_000_000
MOVES = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -PAGE,
    Qt.Key.Key_PageDown: PAGE,
    Qt.Key.Key_Home: -ALL,
    Qt.Key.Key_End: ALL,
}


class Surface(Protocol):
    """What keys may do with the text surface."""

    @property
    def state(self) -> LookState: ...
    @property
    def reading(self) -> bool: ...
    @property
    def reason_missing(self) -> bool: ...
    @property
    def paged(self) -> bool: ...
    @property
    def latched(self) -> bool: ...
    def press_look(self) -> None: ...
    def release_look(self) -> None: ...
    def keep_open(self) -> None: ...
    def toggle_flagged(self) -> None: ...
    def choose_reason(self, reason: Reason) -> None: ...
    def walk(self, by: int) -> None: ...
    def step_up(self) -> None: ...
    def step_down(self) -> None: ...
    def resume(self) -> None: ...
    def stop(self) -> None: ...
    def seal(self) -> None: ...
    def latch(self) -> None: ...


def claims(surface: Surface, event: QKeyEvent) -> bool:
    """Tells whether a key belongs to the surface now, before any shortcut of the window sees it."""
    key = Qt.Key(event.key())
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    if key == Qt.Key.Key_Space or key in MOVES or key in CONFIRMING:
        return True
    if key == Qt.Key.Key_Escape:
        return surface.state is not LookState.RESTING
    if key == Qt.Key.Key_T:
        return surface.reading or surface.paged
    return surface.reason_missing and _reason(key) is not None


def press(surface: Surface, event: QKeyEvent) -> bool:
    """A key goes down; tells whether it meant something here."""
    key = Qt.Key(event.key())
    if not claims(surface, event):
        return _letter(surface, event)
    if key in MOVES:
        surface.walk(MOVES[key])
    elif not event.isAutoRepeat():
        _act(surface, key)
    return True


def hold_from_elsewhere(surface: Surface, event: QKeyEvent) -> bool:
    """Heeds Space held in another widget; tells whether the key is taken from that."""
    if event.key() != Qt.Key.Key_Space or event.modifiers():
        return False
    if event.type() == QEvent.Type.ShortcutOverride:
        event.accept()
    elif not event.isAutoRepeat():
        surface.press_look() if event.type() == QEvent.Type.KeyPress else surface.release_look()
    return True


def _act(surface: Surface, key: Qt.Key) -> None:
    """Does what a key of the surface's own means."""
    reason = _reason(key) if surface.reason_missing else None
    if reason is not None:
        surface.choose_reason(reason)
    elif key == Qt.Key.Key_Space:
        surface.press_look()
    elif key in CONFIRMING:
        surface.resume() if surface.latched else surface.keep_open()
    elif key == Qt.Key.Key_Escape:
        surface.stop()
    elif key == Qt.Key.Key_T:
        surface.toggle_flagged()


def _letter(surface: Surface, event: QKeyEvent) -> bool:
    """Heeds the keys of the ladder."""
    acts = {
        Qt.Key.Key_BracketRight: surface.step_up,
        Qt.Key.Key_BracketLeft: surface.step_down,
        Qt.Key.Key_0: surface.seal,
        Qt.Key.Key_F9: surface.latch,
    }
    act = acts.get(Qt.Key(event.key())) if not event.modifiers() else None
    if act is not None:
        act()
    return act is not None


def _reason(key: int) -> Reason | None:
    """Gives the reason of a digit."""
    reasons, place = reason_list(), key - Qt.Key.Key_1
    return reasons[place] if 0 <= place < len(reasons) else None
