"""How the loudness of a sound is painted: coarse bars, loud spans marked by shape and word, and where one stands."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from ui.theme import Theme
from ui.widgets.painting import CENTRE, LEADING, box, text_width, words
from workbench.casefile.annotations import clip_time
from workbench.casefile.waveforms import QUIETEST, Waveform

BAR, BAR_GAP, RULER = 3, 2, 22


@dataclass(frozen=True, slots=True)
class WaveFace:
    """All that one painting of a waveform needs: times in seconds, ``marks`` with their words."""

    wave: Waveform | None
    seconds: float
    position: float = 0.0
    marks: tuple[tuple[float, float | None, str], ...] = ()
    heard: tuple[float, float] | None = None


def wave_x(plot: QRectF, seconds: float, face: WaveFace) -> float:
    """Where a second lies on the screen."""
    return plot.left() + plot.width() * (seconds / face.seconds if face.seconds > 0 else 0.0)


def paint_wave(painter: QPainter, theme: Theme, plot: QRectF, face: WaveFace) -> None:
    """Paints a waveform into its place, a ruler under it."""
    lane = plot.adjusted(0, theme.px(RULER), 0, -theme.px(RULER))
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.drawLine(QPointF(lane.left(), lane.center().y()), QPointF(lane.right(), lane.center().y()))
    if face.wave is not None:
        _paint_loud(painter, theme, plot, lane, face)
        _paint_bars(painter, theme, lane, face)
    _paint_marks(painter, theme, plot, lane, face)
    _paint_ruler(painter, theme, plot, face)
    x = wave_x(plot, face.position, face)
    painter.setPen(QPen(theme.colour("accent"), 2))
    painter.drawLine(QPointF(x, lane.top() - 4), QPointF(x, lane.bottom() + 4))
    painter.setBrush(theme.colour("accent"))
    painter.drawPolygon(
        QPolygonF([QPointF(x - 5, lane.top() - 9), QPointF(x + 5, lane.top() - 9), QPointF(x, lane.top() - 2)])
    )


def _paint_bars(painter: QPainter, theme: Theme, lane: QRectF, face: WaveFace) -> None:
    """One bar for as many steps as share its place: the loudest of them, so that nothing loud is averaged away."""
    wave = face.wave
    assert wave is not None
    count = max(1, int(lane.width() // (BAR + BAR_GAP)))
    each = face.seconds / count if face.seconds else 0.0
    painter.setPen(Qt.PenStyle.NoPen)
    for place in range(count):
        first, last = int(place * each / wave.step), int((place + 1) * each / wave.step)
        piece = wave.levels[first : max(first + 1, last)]
        level = max(piece, default=0) / 255
        height = max(2.0, level * lane.height())
        heard = face.heard is not None and face.heard[0] <= place * each < face.heard[1]
        painter.setBrush(theme.colour("accent" if heard else "text3"))
        left = lane.left() + place * (BAR + BAR_GAP)
        painter.drawRoundedRect(QRectF(left, lane.center().y() - height / 2, BAR, height), 1.5, 1.5)


def _paint_loud(painter: QPainter, theme: Theme, plot: QRectF, lane: QRectF, face: WaveFace) -> None:
    """Hatches what is loud and says so, before anybody plays it."""
    assert face.wave is not None
    font, end = theme.text(11, 600), -1.0
    hatch = QBrush(theme.colour("text2", 120), Qt.BrushStyle.BDiagPattern)
    for start, stop in face.wave.loud_spans():
        left, right = wave_x(plot, start, face), wave_x(plot, min(stop, face.seconds), face)
        span = QRectF(left, lane.top(), max(4.0, right - left), lane.height())
        painter.fillRect(span, theme.colour("raised"))
        painter.fillRect(span, hatch)
        painter.setPen(QPen(theme.colour("text2"), 1.5))
        painter.drawLine(span.topLeft(), span.bottomLeft())
        painter.drawLine(span.topRight(), span.bottomRight())
        wide = text_width(font, "loud") + 14
        tab = QRectF(
            min(max(span.center().x() - wide / 2, plot.left()), plot.right() - wide), plot.top(), wide, theme.px(18)
        )
        if tab.left() > end:
            box(painter, tab, 4, theme.colour("raised"), theme.colour("text2"))
            words(painter, tab, "loud", font, theme.colour("text"), CENTRE)
            end = tab.right() + 4


def _paint_marks(painter: QPainter, theme: Theme, plot: QRectF, lane: QRectF, face: WaveFace) -> None:
    for start, stop, said in face.marks:
        left, right = wave_x(plot, start, face), wave_x(plot, stop if stop is not None else start, face)
        span = QRectF(left, lane.bottom() - 4, max(3.0, right - left), 4)
        box(painter, span, 2, theme.colour("accent"), None)
        room = QRectF(left, lane.bottom() - theme.px(20), min(180.0, plot.right() - left), theme.px(16))
        words(painter, room, said, theme.text(11, 600), theme.colour("text2"), LEADING)


def _paint_ruler(painter: QPainter, theme: Theme, plot: QRectF, face: WaveFace) -> None:
    font = theme.mono(11, 400)
    steps = next((step for step in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800) if face.seconds / step <= 10), 3600)
    at, end = 0.0, plot.left() - 1.0
    while at <= face.seconds:
        text = clip_time(at).partition(".")[0]
        wide = text_width(font, text)
        left = min(max(wave_x(plot, at, face) - wide / 2, plot.left()), plot.right() - wide)
        if left > end:
            place = QRectF(left, plot.bottom() - theme.px(18), wide + 2, theme.px(18))
            words(painter, place, text, font, theme.colour("text3"), LEADING)
            end = left + wide + 8
        at += steps


def loudness_words(wave: Waveform | None) -> str:
    """Says in words what a waveform shows: how loud it gets, and where."""
    if wave is None:
        return "Its loudness is not known."
    spans = wave.loud_spans()
    if not spans:
        return "Nothing in it is loud." if wave.peak > QUIETEST else "It is silent."
    first = ", ".join(f"{clip_time(a).partition('.')[0]} to {clip_time(b).partition('.')[0]}" for a, b in spans[:3])
    more = f", and {len(spans) - 3} more" if len(spans) > 3 else ""
    return f"Loud at {first}{more}."
