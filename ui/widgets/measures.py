"""Quiet measures of how much there was: bars with a name and a figure, and a column for each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.labels import PlainLabel
from ui.widgets.painting import CENTRE, box
from ui.widgets.painting import words as paint_words


@dataclass(frozen=True, slots=True)
class Measure:
    """One amount: its name, its share of the whole bar (0 to 1), and the figure in words."""

    name: str
    share: float
    figure: str
    full: bool = False


class _Bar(QWidget):
    """A bar that grows from where one begins to read; what is full is amber, and its figure says so too."""

    def __init__(self, theme: Theme, measure: Measure) -> None:
        super().__init__()
        self._theme, self._measure = theme, measure
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(16))
        self.setMinimumWidth(60)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the trough and what fills it."""
        painter, high = QPainter(self), 6.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        trough = QRectF(0, (self.height() - high) / 2, self.width(), high)
        box(painter, trough, high / 2, self._theme.colour("line"), None)
        share = min(1.0, max(0.0, self._measure.share))
        if share > 0:
            filled = QRectF(trough)
            filled.setWidth(max(high, trough.width() * share))
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                filled.moveRight(trough.right())
            box(painter, filled, high / 2, self._theme.colour("borderline" if self._measure.full else "accent"), None)


class MeasureBars(QWidget):
    """Named bars under each other, their figures in one column."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self._shown: tuple[Measure, ...] = ()

    def words(self) -> list[str]:
        """Every measure in words."""
        return [f"{measure.name}: {measure.figure}" for measure in self._shown]

    def show_measures(self, measures: Sequence[Measure]) -> None:
        """Shows these measures and no others."""
        if tuple(measures) == self._shown:
            return
        self._shown = tuple(measures)
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, measure in enumerate(measures):
            bar = _Bar(self._theme, measure)
            bar.setAccessibleName(f"{measure.name}: {measure.figure}")
            figure = PlainLabel(measure.figure, "measure-full" if measure.full else "measure")
            figure.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            for at, part in enumerate((PlainLabel(measure.name, "secondary"), bar, figure)):
                self._grid.addWidget(part, place, at)


class DayColumns(QWidget):
    """One column for each day, with its amount over it and its name under it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._days: tuple[Measure, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Low and wide."""
        return QSize(280, self._theme.px(110))

    def minimumSizeHint(self) -> QSize:
        """May be narrow."""
        return QSize(160, self._theme.px(110))

    def show_days(self, days: Sequence[Measure]) -> None:
        """Shows these days, oldest first; a share of 1 is the fullest."""
        self._days = tuple(days)
        self.setAccessibleName("; ".join(f"{day.name}: {day.figure}" for day in days))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the columns on a line."""
        if not self._days:
            return
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, wide = theme.px(17), self.width() / len(self._days)
        floor, tall = self.height() - line - 2, self.height() - 2 * line - 8
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter.fillRect(QRectF(0, floor, self.width(), 1), theme.colour("line"))
        for place, day in enumerate(reversed(self._days) if mirrored else self._days):
            left, last = wide * place, day is self._days[-1]
            high = max(3.0, tall * day.share) if day.share > 0 else 0.0
            column = QRectF(left + wide / 2 - min(14.0, wide / 3), floor - high, min(28.0, wide * 2 / 3), high)
            if high:
                box(painter, column, 3, theme.colour("accent" if last else "line_strong"), None)
                over = QRectF(left, column.top() - line - 1, wide, line)
                paint_words(painter, over, day.figure, theme.mono(11), theme.colour("text2"), CENTRE)
            ink = theme.colour("text" if last else "text3")
            below = QRectF(left, floor + 3, wide, line)
            paint_words(painter, below, day.name, theme.text(11, 600 if last else 400), ink, CENTRE)
