"""One opened passage: its words are laid out and painted here, and are gone when it is covered again."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets.painting import box, words
from workbench.casefile.passages import Passage

WIDEST, PAD, HEAD = 720, 20, 34
_LINE_SHARE = 1.5


class PassageSheet(QWidget):
    """Paints the words of one passage, in lines; they are in no document, cannot be selected, and are not kept.

    ``stirred`` tells that somebody moves over it.
    """

    stirred = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = self._heading = self._note = ""
        self._spots: list[tuple[int, int]] = []
        self._layouts: list[QTextLayout] = []
        self._tall = self._offset = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
        self.hide()

    def toPlainText(self) -> str:
        """Gives the words that are on the screen, as Qt's own widgets of words name it; none while covered."""
        return self._text

    def show_words(self, passage: Passage, text: str, plain: bool, note: str) -> None:
        """Shows the words of a passage; ``note`` says how it is covered again."""
        self._text, self._note = text, note
        self._heading = passage.heading
        self._spots = marked(passage, plain)
        self._offset = 0.0
        self._lay_out()
        self.show()
        self.raise_()
        self.update()

    def forget(self) -> None:
        """Covers: lets go of the words and of every line that was laid out."""
        self._text = self._heading = self._note = ""
        self._spots.clear()
        for layout in self._layouts:
            layout.clearFormats()
            layout.setText("")
            layout.clearLayout()
        self._layouts.clear()
        self._tall = self._offset = 0.0
        self.hide()

    @property
    def scrolls(self) -> bool:
        """Tells whether there is more of the passage than is in view."""
        return self._most() > 0

    def scroll_lines(self, lines: float) -> bool:
        """Moves the words by some lines; tells whether they moved."""
        before = self._offset
        step = QFontMetricsF(self._theme.text(14)).height() * _LINE_SHARE
        self._offset = min(max(0.0, self._offset + lines * step), self._most())
        self.update()
        return self._offset != before

    def lines_in_view(self) -> float:
        """Counts the lines that fit."""
        return max(1.0, self._room() / (QFontMetricsF(self._theme.text(14)).height() * _LINE_SHARE) - 1)

    def sizeHint(self) -> QSize:
        """Asks for as much height as the words take."""
        return QSize(self.width(), round(self._tall + self._theme.px(HEAD) + 2 * PAD))

    def place(self, area: QRectF, beside: float) -> None:
        """Lays itself over some area: as wide as one reads, and as near to ``beside`` from the top as its words let."""
        wide = max(120.0, area.width() - 24)
        self.resize(round(wide), self.height())
        self._lay_out()
        tall = min(self.sizeHint().height(), area.height() - 16)
        top = min(max(area.top() + 8, beside), area.bottom() - 8 - tall)
        self.setGeometry(round(area.center().x() - wide / 2), round(top), round(wide), round(tall))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints heading and lines."""
        painter, theme = QPainter(self), self._theme
        whole = QRectF(self.rect())
        box(painter, whole, 10, theme.colour("pane"), theme.colour("accent"), 1.5)
        head = QRectF(PAD, 8, whole.width() - 2 * PAD, theme.px(HEAD) - 8)
        painter.setLayoutDirection(self.layoutDirection())
        words(painter, head, self._heading, theme.text(12, 600), theme.colour("text2"))
        words(painter, head, self._note, theme.text(12), theme.colour("text3"), _OPPOSITE)
        painter.setClipRect(QRectF(PAD, self._top(), whole.width() - 2 * PAD, self._room()))
        painter.setPen(theme.colour("text"))
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        at = QPointF(self.width() - PAD - self._column() if rtl else PAD, self._top() - self._offset)
        for layout in self._layouts:
            layout.draw(painter, at)
        painter.setClipping(False)
        if self.scrolls:
            self._paint_scroll(painter, whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lays the words out anew."""
        super().resizeEvent(event)
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Moves the words."""
        self.stirred.emit()
        self.scroll_lines(-event.angleDelta().y() / 40)
        event.accept()

    def mouseMoveEvent(self, event: object) -> None:
        """Tells that somebody is there."""
        self.stirred.emit()

    def _top(self) -> float:
        return self._theme.px(HEAD) + PAD / 2

    def _room(self) -> float:
        return max(1.0, self.height() - self._top() - PAD)

    def _column(self) -> float:
        return max(40.0, min(self.width() - 2.0 * PAD, float(self._theme.px(WIDEST))))

    def _most(self) -> float:
        return max(0.0, self._tall - self._room()) if self._text else 0.0

    def _lay_out(self) -> None:
        """Breaks the words into lines of the sheet's width; each of their own lines runs its own way."""
        self._layouts.clear()
        self._tall = 0.0
        width, start = self._column(), 0
        font = self._theme.text(14)
        step = QFontMetricsF(font).height() * _LINE_SHARE
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        for line in self._text.split("\n") if self._text else ():
            layout = QTextLayout(line, font)
            option.setAlignment(_RIGHT if runs_left(line) else _LEFT)
            layout.setTextOption(option)
            layout.setFormats(self._formats(start, line))
            layout.beginLayout()
            while (row := layout.createLine()).isValid():
                row.setLineWidth(width)
                row.setPosition(QPointF(0, self._tall))
                self._tall += step
            layout.endLayout()
            if not line:
                self._tall += step / 2
            self._layouts.append(layout)
            start += len(line) + 1

    def _formats(self, start: int, line: str) -> list[QTextLayout.FormatRange]:
        """Marks tokens, or what stood behind them, in one line; Qt counts in units of UTF-16."""
        formats = []
        for begin, end in self._spots:
            first, last = max(begin, start) - start, min(end, start + len(line)) - start
            if first < last:
                shape = QTextCharFormat()
                ground, ink = self._theme.colour("hover"), self._theme.colour("text2")
                shape.setBackground(QColor(ground))
                shape.setForeground(QColor(ink))
                formatted = QTextLayout.FormatRange()
                formatted.start, formatted.length = _units(line[:first]), _units(line[first:last])  # type: ignore[misc]
                formatted.format = shape  # type: ignore[misc]
                formats.append(formatted)
        return formats

    def _paint_scroll(self, painter: QPainter, whole: QRectF) -> None:
        """Paints how much of the passage is in view."""
        room = self._room()
        length = max(24.0, room * room / self._tall)
        top = self._top() + (room - length) * self._offset / self._most()
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        box(
            painter,
            QRectF(6 if rtl else whole.width() - 10, top, 4, length),
            2,
            self._theme.colour("line_strong"),
            None,
        )


def marked(passage: Passage, plain: bool) -> list[tuple[int, int]]:
    """Tells where the flagged spans of a passage stand in its words, as they are or as tokens."""
    spots, shift = [], -passage.start
    for span in passage.spans:
        begin = span.start + shift
        length = span.end - span.start if plain else len(span.flag.token)
        spots.append((begin, begin + length))
        shift += length - (span.end - span.start)
    return spots


def runs_left(line: str) -> bool:
    """Tells whether a line runs from right to left: as its first letter does (UAX 9, rules P2 and P3)."""
    strong = (unicodedata.bidirectional(character) for character in line)
    return next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L"


def _units(text: str) -> int:
    """Counts the units of UTF-16 that a text takes."""
    return len(text) + sum(character > "\uffff" for character in text)


_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_OPPOSITE = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
