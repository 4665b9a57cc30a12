"""How caps, pills, rings and boxes are painted, alike wherever a widget paints itself."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QTextLayout

from ui.theme import Theme

CENTRE = Qt.AlignmentFlag.AlignCenter
LEADING = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
TRAILING = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
JUDGED = ("violating", "borderline", "clear", "escalate")


def text_width(font: QFont, text: str) -> float:
    """The width of one line of words in a font."""
    return QFontMetricsF(font).horizontalAdvance(text)


def rounded(rect: QRectF, radius: float) -> QPainterPath:
    """A path around a rectangle with round corners."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path


def box(
    painter: QPainter, rect: QRectF, radius: float, fill: QColor | None, line: QColor | None, width: float = 1
) -> None:
    """Paints a box whose line lies inside the rectangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, width) if line is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    half = width / 2 if line is not None else 0
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)
    painter.restore()


def words(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    colour: QColor,
    align: Qt.AlignmentFlag = LEADING,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    """Paints one line of words, shortened to its rectangle."""
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, int(align), QFontMetricsF(font).elidedText(text, elide, rect.width() + 0.5))


def wrapped(font: QFont, text: str, width: float, most: int) -> list[str]:
    """Breaks words into at most some lines of a width; what does not fit is shortened in the last."""
    layout = QTextLayout(text, font)
    lines: list[str] = []
    start = 0
    layout.beginLayout()
    while len(lines) < most:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        start = line.textStart()
        lines.append(text[start : start + line.textLength()].strip())
    layout.endLayout()
    if lines:
        lines[-1] = QFontMetricsF(font).elidedText(text[start:].strip(), Qt.TextElideMode.ElideRight, width)
    return lines


def key_width(theme: Theme, keys: str) -> int:
    """The width of a key cap."""
    return max(theme.px(20), round(text_width(theme.text(11, 600), keys)) + 11)


def paint_key(
    painter: QPainter, theme: Theme, rect: QRectF, keys: str, line: QColor | None = None, ink: QColor | None = None
) -> None:
    """Paints a key cap that fills its rectangle."""
    box(painter, rect, 4, None, line or theme.colour("line_strong"))
    words(painter, rect, keys, theme.text(11, 600), ink or theme.colour("text2"), CENTRE)


def pill_width(theme: Theme, text: str, icon: bool) -> int:
    """The width of a pill or badge."""
    return round(text_width(theme.text(11, 600), text)) + 16 + (theme.px(17) if icon else 0)


def pill_colours(theme: Theme, role: str) -> tuple[QColor, QColor]:
    """The ground and the ink of a role."""
    if role == "neutral":
        return theme.colour("hover"), theme.colour("text2")
    return theme.colour(f"{role}_ground"), theme.colour(role)


def paint_pill(
    painter: QPainter, theme: Theme, rect: QRectF, text: str, role: str, icon: str = "", radius: float | None = None
) -> None:
    """Paints a pill that fills its rectangle."""
    ground, ink = pill_colours(theme, role)
    box(painter, rect, rect.height() / 2 if radius is None else radius, ground, None)
    inner = rect.adjusted(8, 0, -8, 0)
    if icon:
        side = theme.px(13)
        theme.paint_icon(painter, QRectF(inner.left(), rect.center().y() - side / 2, side, side), icon, ink)
        inner.adjust(theme.px(17), 0, 0, 0)
    words(painter, inner, text, theme.text(11, 600), ink, LEADING if icon else CENTRE)


def paint_focus(painter: QPainter, theme: Theme, rect: QRectF, radius: float, offset: float = 0) -> None:
    """Paints the ring of focus, 2 px, set off from what it surrounds by ``offset``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("accent"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    grown = rect.adjusted(-offset, -offset, offset, offset)
    painter.drawRoundedRect(grown, radius + offset, radius + offset)
    painter.restore()


def paint_hint(painter: QPainter, theme: Theme, at: QPointF, keys: str, text: str, line: QColor, ink: QColor) -> float:
    """Paints a key cap and what it does, vertically centred on ``at``; returns the width it took."""
    font, cap, height = theme.text(12, 500), key_width(theme, keys), theme.px(19)
    paint_key(painter, theme, QRectF(at.x(), at.y() - height / 2, cap, height), keys, line, ink)
    wide = text_width(font, text)
    words(painter, QRectF(at.x() + cap + 7, at.y() - height, wide + 2, height * 2), text, font, ink)
    return cap + 7 + wide


def hint_width(theme: Theme, keys: str, text: str) -> float:
    """The width :func:`paint_hint` takes."""
    return key_width(theme, keys) + 7 + text_width(theme.text(12, 500), text)
