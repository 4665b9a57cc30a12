"""How a time axis is painted: ruler, lanes, marks, frames and playhead, from values alone."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import tzinfo
from operator import attrgetter

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.theme import Theme
from ui.widgets.axis_items import AxisIndex, AxisItem, LaneItems, Placed
from ui.widgets.axis_scale import Window, clip_ticks, world_ticks
from ui.widgets.painting import LEADING, box, paint_focus, pill_colours, rounded, text_width, words
from ui.widgets.veil_picture import VeilPictures, covering
from workbench.casefile.exposure import Rung, SheetFrame

GUTTER = 108
RULER = 28
FRAMES = 40
ROW = 24
SLOT = 56


@dataclass(slots=True)
class AxisFace:
    """All that one painting of an axis needs; ``hits`` are the places of marks, as last painted."""

    pictures: VeilPictures
    lanes: tuple[str, ...] = ()
    index: AxisIndex = field(default_factory=AxisIndex)
    frames: tuple[SheetFrame, ...] = ()
    clip: float | None = None
    zone: tzinfo | None = None
    zone_name: str = "UTC"
    playhead: float | None = None
    marking: tuple[float | None, float | None] = (None, None)
    selected: str | None = None
    focused: bool = False
    hits: list[tuple[QRectF, AxisItem]] = field(default_factory=list)


def paint_axis(painter: QPainter, theme: Theme, bounds: QRectF, window: Window, face: AxisFace) -> None:
    """Paints everything in view."""
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.fillRect(bounds, theme.colour("pane"))
    face.hits = []
    plot = QRectF(window.left, 0, window.width, bounds.height())
    _paint_marking(painter, theme, window, plot, face)
    _paint_ruler(painter, theme, window, face)
    for number, lane in enumerate(lane_rects(theme, bounds, face)):
        name = QRectF(16, lane.top(), window.left - 24, theme.px(FRAMES if number == 0 and face.frames else ROW))
        words(painter, name, face.lanes[number], theme.text(12), theme.colour("text2"), LEADING)
        painter.setPen(theme.colour("line"))
        if number:
            painter.drawLine(QPointF(window.left, lane.top() - 2.5), QPointF(plot.right(), lane.top() - 2.5))
        painter.save()
        painter.setClipRect(QRectF(window.left - 1, lane.top(), window.width + 2, lane.height()))
        if number == 0 and face.frames:
            _paint_frames(painter, window, lane, face)
        items = face.index.lanes.get(number)
        if items is not None:
            _paint_items(painter, theme, window, lane, items, face)
        painter.restore()
    _paint_playhead(painter, theme, window, plot, face)
    if face.focused and face.selected is None:
        paint_focus(painter, theme, bounds.adjusted(2, 2, -2, -2), 6)


def lane_rects(theme: Theme, bounds: QRectF, face: AxisFace) -> list[QRectF]:
    """Where the lanes lie: frames at their own height, the others share what is left."""
    if not face.lanes:
        return []
    top, gap = float(theme.px(RULER)), 5.0
    framed = 1 if face.frames else 0
    room = bounds.height() - top - 6 - framed * (theme.px(FRAMES) + gap)
    others = len(face.lanes) - framed
    row = theme.px(ROW)
    each = max(row, (room - gap * others) / max(1, others))
    each = min(each, 2 * row + 2) if face.clip is not None else each
    rects = []
    for number in range(len(face.lanes)):
        height = theme.px(FRAMES) if framed and number == 0 else each
        rects.append(QRectF(0, top, bounds.width(), height))
        top += height + gap
    return rects


def _paint_ruler(painter: QPainter, theme: Theme, window: Window, face: AxisFace) -> None:
    base = theme.px(RULER) - 6.0
    font, strong = theme.mono(11), theme.mono(11, 600)
    ticks = clip_ticks(window) if face.zone is None else world_ticks(window, face.zone)
    for tick in ticks:
        x = round(window.x(tick.at)) + 0.5
        if not window.left - 1 <= x <= window.left + window.width + 1:
            continue
        painter.setPen(theme.colour("line_strong" if tick.words else "line"))
        painter.drawLine(QPointF(x, base - (9 if tick.words else 4)), QPointF(x, base))
        if tick.words:
            face_font = strong if tick.strong else font
            room = QRectF(x + 4, 1, text_width(face_font, tick.words) + 4, base - 4)
            words(painter, room, tick.words, face_font, theme.colour("text" if tick.strong else "text2"))
    if face.zone is not None:
        room = QRectF(16, 1, window.left - 24, base - 4)
        words(painter, room, face.zone_name, theme.mono(11), theme.colour("text3"))
    painter.setPen(theme.colour("line"))
    painter.drawLine(QPointF(window.left, base + 0.5), QPointF(window.left + window.width, base + 0.5))


def _paint_frames(painter: QPainter, window: Window, lane: QRectF, face: AxisFace) -> None:
    """Fills the lane with veiled frames: in each slot the one nearest to its middle."""
    starts = [frame.seconds for frame in face.frames]
    slots = max(1, round(window.width / (SLOT * lane.height() / 36)))
    wide = window.width / slots
    for slot in range(slots):
        place = QRectF(window.left + slot * wide + 1, lane.top() + 1, wide - 2, lane.height() - 2)
        middle = window.seconds(place.center().x())
        after = min(bisect_left(starts, middle), len(starts) - 1)
        before = max(0, after - 1)
        near = after if abs(starts[after] - middle) < abs(starts[before] - middle) else before
        image = face.pictures.picture(face.frames[near].veil, Rung.VEIL)
        painter.save()
        painter.setClipPath(rounded(place, 4))
        painter.drawImage(place, image, covering(QSizeF(image.size()), place))
        painter.restore()


def _paint_items(
    painter: QPainter, theme: Theme, window: Window, lane: QRectF, items: LaneItems, face: AxisFace
) -> None:
    if items.crowded(window):
        _paint_counts(painter, theme, window, lane, items, face)
        return
    font = theme.text(11, 600)
    icon_room = theme.px(18)

    def width_of(item: AxisItem) -> float:
        return text_width(font, item.words) + icon_room + 12 if item.words else icon_room

    placing = items.laid_out(window, lane, theme.px(ROW), width_of)
    for placed in sorted(placing, key=attrgetter("labelled")):
        if not placed.labelled and placed.item.end is None:
            _paint_pin(painter, theme, lane, placed, face)
            continue
        rect = placed.rect.adjusted(0, 1.5, 0, -1.5)
        if placed.item.end is None:
            _paint_moment(painter, theme, rect, placed)
        else:
            _paint_span(painter, theme, rect, placed, window)
        face.hits.append((rect, placed.item))
        if placed.item.id == face.selected:
            paint_focus(painter, theme, rect.adjusted(1, 1, -1, -1), 4)


def _paint_moment(painter: QPainter, theme: Theme, rect: QRectF, placed: Placed) -> None:
    """A moment is a pin at its time with its words beside it, in a quiet box."""
    item, ink = placed.item, pill_colours(theme, placed.item.role)[1]
    box(painter, rect, 4, theme.colour("raised"), theme.colour("line"))
    box(painter, QRectF(rect.left(), rect.top(), 3, rect.height()), 1.5, ink, None)
    left, side = rect.left() + 7, theme.px(13)
    if item.icon:
        theme.paint_icon(painter, QRectF(left, rect.center().y() - side / 2, side, side), item.icon, ink)
    else:
        dot = QRectF(left + 2, rect.center().y() - 3, 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(dot)
    room = rect.adjusted(side + 11 if item.icon else 20, 0, -3, 0)
    words(painter, room, item.words, theme.text(11, 600), theme.colour("text"), LEADING)


def _paint_pin(painter: QPainter, theme: Theme, lane: QRectF, placed: Placed, face: AxisFace) -> None:
    """A moment without room for its words is a small pin at the foot of its lane."""
    chosen = placed.item.id == face.selected
    pin = QRectF(placed.rect.left(), lane.bottom() - 5, 4, 5).adjusted(-1, -4, 1, 0) if chosen else None
    spot = pin or QRectF(placed.rect.left(), lane.bottom() - 5, 3, 5)
    box(painter, spot, 1.5, pill_colours(theme, "accent" if chosen else placed.item.role)[1], None)
    face.hits.insert(0, (spot.adjusted(-2, -4, 2, 1), placed.item))


def _paint_span(painter: QPainter, theme: Theme, rect: QRectF, placed: Placed, window: Window) -> None:
    """A span is a box from start to end with a bar where it starts and its words inside."""
    item = placed.item
    ground, ink = pill_colours(theme, item.role)
    box(painter, rect, 4, ground, ink)
    box(painter, QRectF(rect.left(), rect.top(), 4, rect.height()), 2, ink, None)
    inside = rect & QRectF(window.left, rect.top(), window.width, rect.height())
    if inside.width() > 24:
        words(painter, inside.adjusted(10, 0, -4, 0), item.words, theme.text(11, 600), ink, LEADING)


def _paint_counts(
    painter: QPainter, theme: Theme, window: Window, lane: QRectF, items: LaneItems, face: AxisFace
) -> None:
    """Where marks crowd, how many begin in each few pixels: the higher the bar, the more."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent", 190))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    tallest = lane.height() - theme.px(17)
    for x, count, first in items.counts(window):
        height = min(tallest, 4 + 5 * math.log2(count + 1))
        bar = QRectF(x, lane.bottom() - height - 1, 2, height)
        painter.drawRect(bar)
        face.hits.append((QRectF(x, lane.top(), 3, lane.height()), items.items[first]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    first, after = items.in_view(window)
    note = f"{after - first:,} in view, zoom in to tell them apart"
    room = QRectF(window.left + 4, lane.top(), window.width - 8, theme.px(14))
    words(painter, room, note, theme.text(11), theme.colour("text3"))


def _paint_marking(painter: QPainter, theme: Theme, window: Window, plot: QRectF, face: AxisFace) -> None:
    start, end = face.marking
    if start is None:
        return
    upto = end if end is not None else face.playhead if face.playhead is not None else start
    left, right = sorted((window.x(start), window.x(upto)))
    area = QRectF(left, 0, max(2.0, right - left), plot.height()) & plot
    painter.fillRect(area, theme.colour("accent_ground"))
    painter.fillRect(QRectF(window.x(start), 0, 1.5, plot.height()), theme.colour("accent"))


def _paint_playhead(painter: QPainter, theme: Theme, window: Window, plot: QRectF, face: AxisFace) -> None:
    if face.playhead is None:
        return
    x = window.x(face.playhead)
    if not plot.left() - 1 <= x <= plot.right() + 1:
        return
    accent = theme.colour("accent")
    painter.setPen(QPen(QColor(accent), 1.5))
    painter.drawLine(QPointF(x, 8), QPointF(x, plot.bottom()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(accent)
    shape = ((-5.5, 1.0), (5.5, 1.0), (5.5, 9.0), (0.0, 15.0), (-5.5, 9.0))
    painter.drawPolygon(QPolygonF([QPointF(x + dx, dy) for dx, dy in shape]))
