"""How keys come to a surface that can be uncovered: its own, and those of the widgets it was told to hear."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.look_widget import LookWidget
from workbench.casefile import look_events as events
from workbench.casefile.exposure import EndCause


class KeyedLook(LookWidget):
    """Takes the keys that mean a look before any shortcut does, also from a grid or a strip that keeps its focus."""

    _sharing: tuple[KeyedLook, ...] = ()

    def claims(self, event: QKeyEvent) -> bool:
        """Tells whether a key belongs to the surface now, before any shortcut of the window sees it."""
        raise NotImplementedError

    def take_press(self, event: QKeyEvent) -> bool:
        """A key goes down; tells whether it meant something here."""
        raise NotImplementedError

    def take_release(self, event: QKeyEvent) -> bool:
        """A key goes up; tells whether it meant something here."""
        raise NotImplementedError

    def take_keys_of(self, widget: QWidget) -> None:
        """Lets Space held in another widget, the grid, look too, without moving the focus."""
        for surface in (self, *self._sharing):
            surface._watched.append(widget)
            widget.installEventFilter(surface)

    def share_keys_with(self, other: KeyedLook) -> None:
        """Lets another surface, which may be in view instead, hear the same widgets from now on."""
        self._sharing = (*self._sharing, other)

    def event(self, event: QEvent) -> bool:
        """Keeps the keys that mean something here from the shortcuts of the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self.claims(event):
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes the look's keys from the widgets it was told of, beside what the window says."""
        if watched in self._watched:
            return self.isVisible() and self._heed_watched(event)
        return super().eventFilter(watched, event)

    def _heed_watched(self, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self._feed(events.Stop(EndCause.FOCUS_LOST))
        if not isinstance(event, QKeyEvent):
            return False
        if self.looking:
            self._stir(event)
        ours = self.claims(event)
        if kind == QEvent.Type.ShortcutOverride and ours:
            event.accept()
            return True
        if kind == QEvent.Type.KeyPress and ours:
            return self.take_press(event)
        return kind == QEvent.Type.KeyRelease and self.take_release(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leads a key to what it means here."""
        if not self.take_press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Ends a held look."""
        if not self.take_release(event):
            super().keyReleaseEvent(event)
