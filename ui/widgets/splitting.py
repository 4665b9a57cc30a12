"""A splitter whose handle is one quiet line with a wide grip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from ui.theme import Theme

GRIP = 5


class _QuietHandle(QSplitterHandle):
    """A line of one pixel in the middle of a grip that is easy to take hold of."""

    def __init__(self, theme: Theme, orientation: Qt.Orientation, parent: QSplitter) -> None:
        super().__init__(orientation, parent)
        self._theme = theme

    def enterEvent(self, event: QEnterEvent) -> None:
        """Shows that it can be moved."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Shows its rest again."""
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the line; under the pointer in the accent and wider."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("pane"))
        live = self.underMouse()
        wide, middle = (3, GRIP // 2 - 1) if live else (1, GRIP // 2)
        colour = self._theme.colour("accent" if live else "line")
        if self.orientation() is Qt.Orientation.Horizontal:
            painter.fillRect(middle, 0, wide, self.height(), colour)
        else:
            painter.fillRect(0, middle, self.width(), wide, colour)


class QuietSplitter(QSplitter):
    """Panes side by side, or one above the other; none collapses by a slip of the hand."""

    def __init__(self, theme: Theme, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self._theme = theme
        self.setHandleWidth(GRIP)
        self.setChildrenCollapsible(False)
        theme.changed.connect(self._repaint_handles)

    def createHandle(self) -> QSplitterHandle:
        """Makes the quiet handle."""
        return _QuietHandle(self._theme, self.orientation(), self)

    def _repaint_handles(self) -> None:
        for index in range(self.count()):
            self.handle(index).update()
