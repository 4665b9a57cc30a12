"""Choosing a rectangle on a picture, by drag or by arrow keys and Enter."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.theme import Theme

SMALLEST = 8
STEP, FINE_STEP = 24, 4
_MOVES = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


def arrow_move(key: int, modifiers: Qt.KeyboardModifier) -> QPointF | None:
    """How far an arrow key moves something: 24 px, with Shift 4 px; None for another key."""
    way = _MOVES.get(Qt.Key(key))
    if way is None:
        return None
    return way * (FINE_STEP if modifiers & Qt.KeyboardModifier.ShiftModifier else STEP)


class RegionDrag:
    """A rectangle being chosen inside ``picture``; arrows move it, with Ctrl they size it."""

    def __init__(self, picture: QRectF, purpose: str) -> None:
        self.purpose = purpose
        self._picture = picture
        self._start: QPointF | None = None
        self.rect = QRectF(0, 0, picture.width() * 0.3, picture.height() * 0.3)
        self.rect.moveCenter(picture.center())

    def press(self, spot: QPointF) -> None:
        """A drag begins."""
        self._start = self._inside(spot)
        self.rect = QRectF(self._start, self._start)

    def move(self, spot: QPointF) -> bool:
        """The pointer moved; tells whether a drag goes on."""
        if self._start is not None:
            self.rect = QRectF(self._start, self._inside(spot)).normalized()
        return self._start is not None

    def release(self, spot: QPointF) -> bool:
        """The drag ends; tells whether it chose a rectangle that is large enough."""
        dragged = self.move(spot)
        self._start = None
        return dragged and self.rect.width() >= SMALLEST and self.rect.height() >= SMALLEST

    def nudge(self, by: QPointF, size: bool) -> None:
        """Moves or sizes the rectangle by keys."""
        rect = QRectF(self.rect)
        if size:
            rect.setWidth(max(SMALLEST, rect.width() + by.x()))
            rect.setHeight(max(SMALLEST, rect.height() + by.y()))
        else:
            rect.translate(by)
        if rect.right() > self._picture.right():
            rect.moveRight(self._picture.right())
        if rect.bottom() > self._picture.bottom():
            rect.moveBottom(self._picture.bottom())
        rect.moveTo(max(rect.left(), self._picture.left()), max(rect.top(), self._picture.top()))
        self.rect = rect & self._picture

    def shares(self) -> tuple[float, float, float, float]:
        """The rectangle as shares of the picture, each 0 to 1."""
        whole = self._picture
        x = min(max((self.rect.left() - whole.left()) / whole.width(), 0.0), 1.0)
        y = min(max((self.rect.top() - whole.top()) / whole.height(), 0.0), 1.0)
        return x, y, min(self.rect.width() / whole.width(), 1 - x), min(self.rect.height() / whole.height(), 1 - y)

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Paints the rectangle, dashed over a dark line so that it shows on any picture."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(9, 12, 16, 200), 3))
        painter.drawRect(self.rect)
        painter.setPen(QPen(QColor("#FFFFFF"), 1.5, Qt.PenStyle.DashLine))
        painter.drawRect(self.rect)

    def _inside(self, spot: QPointF) -> QPointF:
        x = min(max(spot.x(), self._picture.left()), self._picture.right())
        y = min(max(spot.y(), self._picture.top()), self._picture.bottom())
        return QPointF(x, y)


def placed(region: tuple[float, float, float, float], picture: QRectF) -> QRectF:
    """Where a region given in shares lies on the screen."""
    x, y, width, height = region
    return QRectF(
        picture.left() + x * picture.width(),
        picture.top() + y * picture.height(),
        width * picture.width(),
        height * picture.height(),
    )
