"""A button that names what is chosen and opens a list of what else there is."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from ui.theme import Theme


class PickerButton(QAbstractButton):
    """Shows an icon, a title, a quiet note at its end, and a chevron."""

    def __init__(self, theme: Theme, icon: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icon, self._name = theme, icon, name
        self._title = self._note = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover, True)
        theme.changed.connect(self.update)
        self.say("", "")

    def say(self, title: str, note: str) -> None:
        """Names what is chosen."""
        self._title, self._note = title, note
        self.setAccessibleName(f"{self._name}: {title} {note}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        """One comfortable line."""
        return QSize(240, self._theme.px(36))

    def minimumSizeHint(self) -> QSize:
        """May be narrow."""
        return QSize(120, self._theme.px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the box and its words."""
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(1, 1, -1, -1)
        painter.setBrush(theme.colour("hover" if self.underMouse() or self.isDown() else "raised"))
        focused = self.hasFocus()
        painter.setPen(QPen(theme.colour("accent" if focused else "line_strong"), 2 if focused else 1))
        painter.drawRoundedRect(box, 7, 7)
        middle = box.center().y() - 7
        theme.paint_icon(painter, self._place(QRect(12, middle, 16, 16)), self._icon)
        theme.paint_icon(painter, self._place(QRect(self.width() - 28, middle, 16, 16)), "chevron-down")
        note_font, title_font = theme.text(12), theme.text(13, 600)
        note_width = min(QFontMetrics(note_font).horizontalAdvance(self._note) + 2, self.width() // 2)
        end = self.width() - 36
        self._words(
            painter, QRect(end - note_width, 0, note_width, self.height()), self._note, note_font, "text2", False
        )
        self._words(painter, QRect(38, 0, end - note_width - 46, self.height()), self._title, title_font, "text", True)
        painter.end()

    def _words(self, painter: QPainter, place: QRect, words: str, font: QFont, role: str, start: bool) -> None:
        """Paints elided words on the side where they belong."""
        painter.setFont(font)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setPen(self._theme.colour(role))
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignLeft if start != mirrored else Qt.AlignmentFlag.AlignRight
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(
            self._place(place), side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute, shown
        )

    def _place(self, place: QRect) -> QRect:
        """Mirrors a place where the window runs from right to left."""
        return QStyle.visualRect(self.layoutDirection(), self.rect(), place)
