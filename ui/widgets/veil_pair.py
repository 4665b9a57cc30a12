"""Two veils side by side, the second laid as the first lies, with the parts in which they differ marked on both."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.painting import CENTRE, box, rounded
from ui.widgets.painting import words as paint_words
from ui.widgets.veil_picture import VeilPictures, covering
from workbench.casefile.exposure import Rung, Veil

NOTICED = 2
Grid = tuple[tuple[int, ...], ...]
_QUARTERS = {1: 3, 3: 1}


def grid_of(veil: Veil) -> Grid:
    """The levels of a veil's coarse samples, row by row."""
    return tuple(tuple(veil.veil[row * veil.width : (row + 1) * veil.width]) for row in range(veil.height))


def turned(grid: Grid, turn: int) -> Grid:
    """Lays a grid in one of the eight ways a copy may lie, in the order of ``fingerprints.TURNS``."""
    flipped = {4: grid[::-1], 5: tuple(row[::-1] for row in grid)}
    if turn in flipped:
        return flipped[turn]
    if turn in (6, 7):
        return turned(turned(grid, 5), 1 if turn == 6 else 3)
    for _ in range({1: 1, 2: 2, 3: 3}.get(turn, 0)):
        grid = tuple(zip(*grid, strict=True))[::-1]
    return grid


def laid_back(grid: Grid, turn: int, like: Grid) -> tuple[Grid, int]:
    """Turns a copy's grid back to lie as the other does, whichever way its quarter turn was counted; with the turn."""
    choices = dict.fromkeys((_QUARTERS.get(turn, turn), turn))
    found = [(turned(grid, way), way) for way in choices]
    return min(found, key=lambda one: _unlike(one[0], like))


def differences(one: Grid, other: Grid) -> tuple[tuple[int, int], ...]:
    """Finds the samples, by column and row, in which two grids of one size differ; nothing for other sizes."""
    if not _same_size(one, other):
        return ()
    return tuple(
        (column, row)
        for row, (left, right) in enumerate(zip(one, other, strict=True))
        for column, (here, there) in enumerate(zip(left, right, strict=True))
        if abs(here - there) >= NOTICED
    )


def _same_size(one: Grid, other: Grid) -> bool:
    return bool(one) and bool(other) and (len(one), len(one[0])) == (len(other), len(other[0]))


def _unlike(one: Grid, other: Grid) -> int:
    if not _same_size(one, other):
        return 1 << 30
    return sum(abs(a - b) for left, right in zip(one, other, strict=True) for a, b in zip(left, right, strict=True))


class VeilPair(QWidget):
    """Shows what the ladder's first rung gives of two exhibits, and no more."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pictures = VeilPictures(limit=16)
        self._veils: tuple[Veil, Veil] | None = None
        self._names = ("", "")
        self._turn = 0
        self.marks: tuple[tuple[int, int], ...] = ()
        self.comparable = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Two pictures and their names."""
        return QSize(320, self._theme.px(150))

    def minimumSizeHint(self) -> QSize:
        """May be narrow."""
        return QSize(180, self._theme.px(150))

    def show_pair(self, one: Veil, other: Veil, turn: int, names: Sequence[str]) -> None:
        """Compares two veils; ``turn`` says how the second lies to the first."""
        self._veils, self._names = (one, other), (names[0], names[1])
        like = grid_of(one)
        back, self._turn = laid_back(grid_of(other), turn, like)
        self.comparable = _same_size(like, back)
        self.marks = differences(like, back)
        self.setAccessibleName(self.words())
        self.update()

    def words(self) -> str:
        """Says in how many parts they differ."""
        if self._veils is None:
            return ""
        if not self.comparable:
            return "They are of different shape, so their veils cannot be laid over each other."
        if not self.marks:
            return "Their veils do not differ; finer differences are behind them."
        count, parts = len(self.marks), self._veils[0].width * self._veils[0].height
        return f"Their veils differ in {count} of {parts} parts, outlined on both."

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints both veils and the marks on them."""
        if self._veils is None:
            return
        painter, line = QPainter(self), self._theme.px(18)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        half = (self.width() - 10) / 2
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for place in (0, 1):
            left = (half + 10) * (1 - place if mirrored else place)
            frame = QRectF(left, 0, half, self.height() - line)
            self._paint_one(painter, frame, place)
            under = QRectF(left, frame.bottom() + 1, half, line)
            ink = self._theme.colour("text2")
            paint_words(painter, under, self._names[place], self._theme.mono(11), ink, CENTRE)

    def _paint_one(self, painter: QPainter, frame: QRectF, place: int) -> None:
        """Paints one veil, the second turned back, in the shape of its samples."""
        assert self._veils is not None
        veil = self._veils[place]
        image = self._pictures.picture(veil, Rung.VEIL)
        if place == 1 and self._turn:
            image = image.transformed(_transform(self._turn))
        size = QSizeF(image.size()).scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
        shown = QRectF(0, 0, size.width(), size.height())
        shown.moveCenter(frame.center())
        box(painter, frame, 6, self._theme.colour("canvas"), None)
        painter.save()
        painter.setClipPath(rounded(frame, 6))
        painter.drawImage(shown, image, covering(QSizeF(image.size()), shown))
        painter.restore()
        grid = self._veils[0]
        if not self.comparable:
            return
        wide, high = shown.width() / grid.width, shown.height() / grid.height
        painter.setPen(QPen(self._theme.colour("accent"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for column, row in self.marks:
            cell = QRectF(shown.left() + column * wide, shown.top() + row * high, wide, high)
            painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), 2, 2)


def _transform(turn: int) -> QTransform:
    """How a picture is turned the way :func:`turned` turns its grid."""
    made = QTransform()
    if turn in (1, 2, 3):
        made.rotate({1: -90, 2: 180, 3: 90}[turn])
    elif turn == 4:
        made.scale(1, -1)
    elif turn == 5:
        made.scale(-1, 1)
    elif turn in (6, 7):
        made.rotate(-90 if turn == 6 else 90)
        made.scale(-1, 1)
    return made
