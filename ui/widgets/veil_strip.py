"""A row of small veiled pictures under a surface, one of them current: frames of a clip, or pages of a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.painting import CENTRE, box, paint_focus, rounded, words
from ui.widgets.veil_picture import VeilPictures, covering
from workbench.casefile.exposure import Rung, Veil

GAP, BREAK, MARGIN, CAPTION = 4, 14, 12, 16


@dataclass(frozen=True, slots=True)
class StripCell:
    """One picture of a strip: its veil, the words under it, how it is spoken, and whether something begins there."""

    veil: Veil | None
    caption: str
    spoken: str
    begins: bool = False


class VeilStrip(QWidget):
    """Paints veils and nothing clearer; arrows walk the cells, Home and End go to its ends, a click chooses.

    With Ctrl the arrows go to where the next part begins. ``chosen`` says which cell a person went to.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, cell: QSize, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._cell, self._title = cell, name
        self._cells: tuple[StripCell, ...] = ()
        self._lefts: list[float] = []
        self._current = -1
        self._rung = Rung.SEALED
        self._offset = 0.0
        self._pictures = VeilPictures(512)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._resize)
        self.setAccessibleName(name)

    # What is shown.

    def set_cells(self, cells: Sequence[StripCell], rung: Rung) -> None:
        """Shows other pictures, each at a free rung; at SEALED no picture is shown at all."""
        self._cells, self._rung = tuple(cells), min(rung, Rung.HAZE)
        left, self._lefts = float(MARGIN), []
        for place, cell in enumerate(self._cells):
            left += (BREAK if cell.begins else GAP) if place else 0
            self._lefts.append(left)
            left += self._cell.width()
        self._offset = 0.0
        self._current = min(self._current, len(self._cells) - 1)
        self._describe()
        self.update()

    def set_current(self, place: int) -> None:
        """Shows which cell is current, and brings it into view; nobody is told."""
        if place != self._current and -1 <= place < len(self._cells):
            self._current = place
            self._reveal()
            self._describe()
            self.update()

    @property
    def current(self) -> int:
        """The place of the current cell; -1 where there is none."""
        return self._current

    @property
    def cells(self) -> tuple[StripCell, ...]:
        """All cells."""
        return self._cells

    def cell_rect(self, place: int) -> QRectF:
        """Where a cell's picture lies on the screen."""
        return QRectF(self._lefts[place] - self._offset, 8, self._cell.width(), self._cell.height())

    def sizeHint(self) -> QSize:
        """Wide, and as high as a cell with its words."""
        return QSize(400, self._cell.height() + self.theme.px(CAPTION) + 16)

    def minimumSizeHint(self) -> QSize:
        """Room for one cell."""
        return QSize(self._cell.width() + 2 * MARGIN, self.sizeHint().height())

    def _resize(self) -> None:
        self.updateGeometry()
        self.update()

    def _describe(self) -> None:
        count, here = len(self._cells), self._current
        if 0 <= here < count:
            self.setAccessibleName(f"{self._title}: {here + 1} of {count}. {self._cells[here].spoken}")
        else:
            self.setAccessibleName(f"{self._title}: {count}")

    # Where it stands.

    def _most(self) -> float:
        end = self._lefts[-1] + self._cell.width() + MARGIN if self._lefts else 0.0
        return max(0.0, end - self.width())

    def _reveal(self) -> None:
        if 0 <= self._current < len(self._lefts):
            left, wide = self._lefts[self._current], self._cell.width()
            low, high = left + wide + MARGIN + wide - self.width(), left - MARGIN - wide
            # A neighbour on either side stays in view, so that one sees where a step leads.
            self._offset = min(max(min(max(self._offset, low), high), 0.0), self._most())

    def _at(self, x: float) -> int:
        """The cell under a point; the nearest, so that no gap is dead."""
        middles = [left + self._cell.width() / 2 - self._offset for left in self._lefts]
        return min(range(len(middles)), key=lambda place: abs(middles[place] - x), default=-1)

    def _go(self, place: int) -> None:
        place = min(max(place, 0), len(self._cells) - 1)
        if place != self._current and self._cells:
            self.set_current(place)
            self.chosen.emit(place)

    def _beginning(self, way: int) -> int:
        """The cell at which the part before or after this one begins."""
        places = [place for place, cell in enumerate(self._cells) if cell.begins or place == 0]
        if way > 0:
            return next((place for place in places if place > self._current), len(self._cells) - 1)
        return next((place for place in reversed(places) if place < self._current), 0)

    # Keys and pointer.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walks the cells."""
        far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        mirrored = -1 if self.isRightToLeft() else 1
        steps = {Qt.Key.Key_Right: mirrored, Qt.Key.Key_Left: -mirrored, Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._go(self._beginning(step) if far else self._current + step)
        elif event.key() == Qt.Key.Key_Home:
            self._go(0)
        elif event.key() == Qt.Key.Key_End:
            self._go(len(self._cells) - 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Goes to a cell."""
        if event.button() is Qt.MouseButton.LeftButton and self._cells:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._go(self._at(event.position().x()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Moves the strip along."""
        delta = event.angleDelta().y() or event.angleDelta().x()
        self._offset = min(max(self._offset - delta / 2, 0.0), self._most())
        self.update()
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the current cell in view."""
        super().resizeEvent(event)
        self._reveal()

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the cells in view."""
        painter, theme = QPainter(self), self.theme
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), theme.colour("pane"))
        painter.fillRect(QRectF(0, 0, self.width(), 1), theme.colour("line"))
        for place, cell in enumerate(self._cells):
            rect = self.cell_rect(place)
            if rect.right() > 0 and rect.left() < self.width():
                self._paint_cell(painter, rect, cell, place == self._current)
        painter.end()

    def _paint_cell(self, painter: QPainter, rect: QRectF, cell: StripCell, current: bool) -> None:
        theme = self.theme
        if cell.veil is None or self._rung is Rung.SEALED:
            box(painter, rect, 4, theme.colour("raised"), theme.colour("line"))
            side = theme.px(16)
            spot = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
            theme.paint_icon(painter, spot, "eye-off", "text3")
        else:
            image = self._pictures.picture(cell.veil, self._rung)
            painter.save()
            painter.setClipPath(rounded(rect, 4))
            painter.drawImage(rect, image, covering(QSizeF(image.size()), rect))
            painter.restore()
        if cell.begins:
            mark = QRectF(rect.left() - BREAK / 2 - 1.5, rect.top(), 3, rect.height() + theme.px(CAPTION))
            box(painter, mark, 1.5, theme.colour("line_strong"), None)
        if current:
            ring = theme.colour("accent" if self.hasFocus() else "text2")
            box(painter, rect.adjusted(-2, -2, 2, 2), 6, None, ring, 2)
            if self.hasFocus():
                paint_focus(painter, theme, rect, 6, 4)
        foot = QRectF(rect.left() - GAP, rect.bottom() + 3, rect.width() + 2 * GAP, theme.px(CAPTION))
        ink = theme.colour("text" if current else "text3")
        words(painter, foot, cell.caption, theme.mono(11, 500), ink, CENTRE)
