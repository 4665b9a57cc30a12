"""A zoomable axis of moments and spans, of a clip or of the world, painted with level of detail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui.theme import Theme
from ui.widgets.axis_items import AxisIndex, AxisItem
from ui.widgets.axis_paint import GUTTER, RULER, AxisFace, paint_axis
from ui.widgets.axis_scale import Window, clip_words, moment_words
from ui.widgets.labels import plain_tip, visible
from ui.widgets.veil_picture import VeilPictures
from workbench.casefile.exposure import SheetFrame
from workbench.casefile.occurrences import zone_named

__all__ = ["AxisItem", "TimeAxis"]

SHORTEST_CLIP, SHORTEST_WORLD, LONGEST_WORLD = 0.2, 5.0, 3.2e9
EMPTY_WORLD = (1767225600.0, 1798761600.0)
WHEEL_ZOOM = 1.2
DRAG_FROM = 4


class TimeAxis(QWidget):
    """Lanes of marks under a ruler, a playhead and, for a clip, its veiled frames.

    Wheel, ``+`` and ``-`` zoom, drag and arrows move, Home fits; Up and Down walk the marks, Enter opens one.
    ``moved`` tells that the person put the playhead somewhere.
    """

    picked = Signal(str)
    activated = Signal(str)
    moved = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._clip: float | None = None
        self._zone: tzinfo = UTC
        self._index = AxisIndex()
        self._view = EMPTY_WORLD
        self._face = AxisFace(pictures=VeilPictures(256))
        self._press: QPointF | None = None
        self._press_view = self._view
        self._seeking = self._panning = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(theme.px(RULER) + 48)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Time axis")
        theme.changed.connect(self.update)

    # What is shown.

    def set_lanes(self, names: Sequence[str]) -> None:
        """Names the lanes from the top."""
        self._face.lanes = tuple(names)
        self.update()

    def set_items(self, items: Sequence[AxisItem]) -> None:
        """Shows other marks; the view and, if it is still there, the selection stay."""
        self._index = self._face.index = AxisIndex(items)
        if self._index.get(self._face.selected) is None:
            self._face.selected = None
        self._describe()
        self.update()

    def set_clip(self, seconds: float) -> None:
        """Turns to a clip, from 0 to ``seconds``."""
        self._clip = max(seconds, SHORTEST_CLIP)
        self._face.zone = None
        self._face.clip = self._clip
        self.fit()

    def set_world(self, zone: str = "UTC") -> None:
        """Turns to instants in the world, told in a zone."""
        self._clip = self._face.clip = None
        self._zone = self._face.zone = zone_named(zone)
        self._face.zone_name = zone
        self._face.playhead = None
        self.fit()

    def set_frames(self, frames: Sequence[SheetFrame]) -> None:
        """Shows a clip's veiled frames in the first lane."""
        self._face.frames = tuple(sorted(frames, key=lambda frame: frame.seconds))
        self.update()

    def set_playhead(self, seconds: float | None) -> None:
        """Puts the playhead, and keeps it in view."""
        self._face.playhead = seconds
        start, end = self._view
        if seconds is not None and not start <= seconds <= end and not self._seeking:
            self._show_from(seconds - (end - start) * 0.2, end - start)
        self.update()

    def set_span(self, start: float | None, end: float | None) -> None:
        """Shows the span being marked; without ``end`` it reaches to the playhead."""
        self._face.marking = (start, end)
        self.update()

    def select(self, item_id: str | None) -> None:
        """Shows which mark is chosen, and brings it into view."""
        item = self._index.get(item_id)
        self._face.selected = item.id if item is not None else None
        if item is not None and not self._view[0] <= item.start <= self._view[1]:
            span = self._view[1] - self._view[0]
            self._show_from(item.start - span / 3, span)
        self._describe()
        self.update()

    @property
    def selected(self) -> str | None:
        """The name of the chosen mark."""
        return self._face.selected

    @property
    def view(self) -> tuple[float, float]:
        """The seconds in view."""
        return self._view

    # Moving about.

    def fit(self) -> None:
        """Shows all there is."""
        if self._clip is not None:
            self._view = (0.0, self._clip)
        else:
            extent = self._index.extent()
            first, last = extent or EMPTY_WORLD
            edge = max((last - first) * 0.06, 60.0 if extent and last > first else 1800.0)
            self._view = (first - edge, last + edge * 2)
        self.update()

    def zoom(self, factor: float, at: float | None = None) -> None:
        """Comes closer by a factor above 1, about an instant or else the playhead or the middle."""
        start, end = self._view
        span = (end - start) / factor
        if at is None:
            head = self._face.playhead
            at = head if head is not None and start <= head <= end else (start + end) / 2
        share = (at - start) / (end - start)
        shortest = SHORTEST_WORLD if self._clip is None else SHORTEST_CLIP
        span = min(max(span, shortest), LONGEST_WORLD if self._clip is None else self._clip)
        self._show_from(at - share * span, span)

    def pan(self, seconds: float) -> None:
        """Moves the view along."""
        self._show_from(self._view[0] + seconds, self._view[1] - self._view[0])

    def window_in_view(self) -> Window:
        """The view over the pixels of the plot."""
        left = self.theme.px(GUTTER)
        return Window(self._view[0], self._view[1], left, max(1, self.width() - left - 16))

    def sizeHint(self) -> QSize:
        """Wide, with room for a few lanes."""
        return QSize(800, self.theme.px(160))

    def _show_from(self, start: float, span: float) -> None:
        if self._clip is not None:
            span = min(span, self._clip)
            start = min(max(start, 0.0), self._clip - span)
        self._view = (start, start + span)
        self.update()

    # Painting and words.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints what is in view."""
        painter = QPainter(self)
        self._face.focused = self.hasFocus()
        paint_axis(painter, self.theme, QRectF(self.rect()), self.window_in_view(), self._face)

    def words_of(self, item: AxisItem) -> str:
        """Says a mark in full: its words and its time."""
        if item.tip:
            return visible(item.tip)
        when = self._time_words(item.start)
        if item.end is not None:
            when += f" to {self._time_words(item.end)}"
        return f"{visible(item.words)}, {when}" if item.words else when

    def _time_words(self, seconds: float) -> str:
        if self._clip is not None:
            return clip_words(seconds, 0.01)
        return f"{moment_words(seconds, self._zone, 1)} {self._face.zone_name}"

    def _describe(self) -> None:
        item = self._index.get(self._face.selected)
        if item is None:
            self.setAccessibleDescription(f"{len(self._index):,} marks. Up and Down walk them, plus and minus zoom.")
        else:
            self.setAccessibleDescription(
                f"{self._index.rank(item.id) + 1:,} of {len(self._index):,}: {self.words_of(item)}"
            )

    # Keys and pointer.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves, zooms, walks and opens."""
        span = self._view[1] - self._view[0]
        acts = {
            Qt.Key.Key_Left: lambda: self.pan(-span / 10),
            Qt.Key.Key_Right: lambda: self.pan(span / 10),
            Qt.Key.Key_Plus: lambda: self.zoom(1.5),
            Qt.Key.Key_Equal: lambda: self.zoom(1.5),
            Qt.Key.Key_Minus: lambda: self.zoom(1 / 1.5),
            Qt.Key.Key_Home: self.fit,
            Qt.Key.Key_Down: lambda: self._walk(1),
            Qt.Key.Key_Up: lambda: self._walk(-1),
            Qt.Key.Key_Return: self._open,
            Qt.Key.Key_Enter: self._open,
        }
        act = acts.get(Qt.Key(event.key()))
        if act is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            act()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms about the pointer; sideways, or with Shift, moves along."""
        delta, sideways = event.angleDelta().y(), event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            delta, sideways = 0, delta or sideways
        span = self._view[1] - self._view[0]
        if sideways:
            self.pan(-sideways / 1200 * span)
        if delta:
            self.zoom(WHEEL_ZOOM ** (delta / 120), self.window_in_view().seconds(event.position().x()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Picks a mark, puts the playhead, or takes hold of the axis."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        item = self._item_at(event.position())
        if item is not None and event.button() is Qt.MouseButton.LeftButton:
            self.select(item.id)
            self.picked.emit(item.id)
            return
        self._press, self._press_view = event.position(), self._view
        left = event.button() is Qt.MouseButton.LeftButton
        self._seeking = left and self._clip is not None and not event.modifiers()
        if self._seeking:
            self._seek(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags the playhead or the axis."""
        if self._press is None:
            return
        if self._seeking:
            self._seek(event.position().x())
        elif self._panning or abs(event.position().x() - self._press.x()) >= DRAG_FROM:
            self._panning = True
            start, end = self._press_view
            by = (event.position().x() - self._press.x()) * (end - start) / self.window_in_view().width
            self._show_from(start - by, end - start)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go."""
        self._press = None
        self._seeking = self._panning = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens a mark."""
        item = self._item_at(event.position())
        if item is not None:
            self.activated.emit(item.id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Repaints for the new width."""
        super().resizeEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tells a mark in full, letter by letter."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            item = self._item_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), plain_tip(self.words_of(item)) if item else "", self)
            return True
        return super().event(event)

    def _walk(self, by: int) -> None:
        item = self._index.beside(self._face.selected, by, self._view[0])
        if item is not None:
            self.select(item.id)
            self.picked.emit(item.id)

    def _open(self) -> None:
        if self._face.selected is not None:
            self.activated.emit(self._face.selected)

    def _seek(self, x: float) -> None:
        seconds = min(max(self.window_in_view().seconds(x), 0.0), self._clip or 0.0)
        self.set_playhead(seconds)
        self.moved.emit(seconds)

    def _item_at(self, spot: QPointF) -> AxisItem | None:
        return next((item for rect, item in reversed(self._face.hits) if rect.contains(spot)), None)
