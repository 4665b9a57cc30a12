"""How complete a capture is, as three small parts: filled where it is there, hollow where it is not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.painting import box

PART, GAP = 14, 4


class CaptureMark(QWidget):
    """Paints one part for each thing that a capture should have; the words beside it name them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[bool, ...] = (False, False, False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_parts(self, parts: Sequence[bool], words: str) -> None:
        """Shows which parts are there, and tells a screen reader in words."""
        self._parts = tuple(parts)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As many parts as there are, side by side."""
        return QSize(len(self._parts) * (PART + GAP) - GAP, PART)

    def minimumSizeHint(self) -> QSize:
        """As small as it is."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the parts; one that is there carries a check, so that no colour is needed to tell."""
        painter, theme = QPainter(self), self._theme
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        shown = reversed(self._parts) if mirrored else self._parts
        for place, there in enumerate(shown):
            spot = QRectF(place * (PART + GAP), 0, PART, PART)
            if there:
                box(painter, spot, 4, theme.colour("text2"), None)
                theme.paint_icon(painter, spot.adjusted(2, 2, -2, -2), "check", "pane")
            else:
                box(painter, spot, 4, None, theme.colour("text3"))
