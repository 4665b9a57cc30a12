"""The covered passages of a text as a list: each a heading, quiet bars in one of three sizes, and what is flagged."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme import Theme
from ui.widgets.painting import CENTRE, LEADING, box, paint_focus, paint_pill, pill_width, text_width, words
from workbench.casefile.passages import Length, Passage, Passages, counted, spoken_name

Index = QModelIndex | QPersistentModelIndex
PASSAGE_ROLE = Qt.ItemDataRole.UserRole + 1
BARS = {Length.SHORT: (0.34,), Length.MEDIUM: (0.82, 0.5), Length.LONG: (0.92, 0.86, 0.62)}
HEIGHT, HEAD, EDGE, PAD = 62, 148, 6, 14
SHARE = 0.38
_BAR, _STEP = 8, 14


class PassagesModel(QAbstractListModel):
    """Lists passages; it holds their measures and no word of them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._passages: tuple[Passage, ...] = ()

    def show(self, passages: Passages) -> None:
        """Lists the passages of another text."""
        self.beginResetModel()
        self._passages = passages.passages
        self.endResetModel()

    def passage(self, row: int) -> Passage | None:
        """Gives the passage of a row."""
        return self._passages[row] if 0 <= row < len(self._passages) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Counts the passages."""
        return 0 if parent.isValid() else len(self._passages)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Gives the passage, its heading, or how a screen reader names it while it is covered."""
        passage = self.passage(index.row())
        if passage is None:
            return None
        if role == PASSAGE_ROLE:
            return passage
        if role == Qt.ItemDataRole.DisplayRole:
            return passage.heading
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_name(passage, len(self._passages))
        return None


class PassageDelegate(QStyledItemDelegate):
    """Paints covered passages; the row that keys are about is marked by a bar and a ring."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.current = -1
        self.focused = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Gives every row the same height."""
        return QSize(self._theme.px(240), self._theme.px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paints one row."""
        passage = index.data(PASSAGE_ROLE)
        if passage is None:
            return
        theme = self._theme
        area = QRectF(option.rect).adjusted(EDGE, 3, -EDGE, -3)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        here = index.row() == self.current
        box(painter, area, 8, theme.colour("pane"), theme.colour("line"))
        if here:
            box(painter, area, 8, theme.colour("accent_ground"), None)
            bar = QRectF(area.right() - 3 if rtl else area.left(), area.top() + 8, 3, area.height() - 16)
            box(painter, bar, 1.5, theme.colour("accent"), None)
            if self.focused:
                paint_focus(painter, theme, area.adjusted(1, 1, -1, -1), 8)
        inner = area.adjusted(PAD, 0, -PAD, 0)
        head = min(theme.px(HEAD), inner.width() * 0.4)
        ink = theme.colour("text" if here else "text2")
        painter.setLayoutDirection(option.direction)
        place = QRectF(inner.right() - head if rtl else inner.left(), inner.top(), head - 8, inner.height())
        words(painter, place, passage.heading, theme.text(12, 500), ink, LEADING)
        rest = inner.adjusted(0, 0, -head, 0) if rtl else inner.adjusted(head, 0, 0, 0)
        bars = rest.width() * SHARE
        flags = rest.adjusted(0, 0, -bars, 0) if rtl else rest.adjusted(bars, 0, 0, 0)
        self._paint_flags(painter, flags, passage, rtl)
        self._paint_bars(painter, rest, bars, passage.length, rtl, here)
        painter.restore()

    def _paint_flags(self, painter: QPainter, area: QRectF, passage: Passage, rtl: bool) -> None:
        """Paints a chip for each kind of flag as far as they fit, and how many more kinds there are."""
        theme, height, taken = self._theme, self._theme.px(20), 0.0
        chips = [counted(flag, passage) for flag in passage.flags]
        for place, chip in enumerate(chips):
            more = f"+{len(chips) - place}"
            reserve = 0.0 if place == len(chips) - 1 else text_width(theme.text(11, 600), more) + 10
            wide = float(pill_width(theme, chip, False))
            fits = taken + wide + reserve <= area.width()
            wide = wide if fits else text_width(theme.text(11, 600), more) + 8
            start = area.left() + taken if rtl else area.right() - taken - wide
            spot = QRectF(start, area.center().y() - height / 2, wide, height)
            if not fits:
                words(painter, spot, more, theme.text(11, 600), theme.colour("text2"), CENTRE)
                return
            paint_pill(painter, theme, spot, chip, "neutral")
            taken += wide + 6

    def _paint_bars(self, painter: QPainter, area: QRectF, room: float, length: Length, rtl: bool, here: bool) -> None:
        """Paints the bars: one, two or three, and nothing that could give a word's length away."""
        shares, step, thick = BARS[length], self._theme.px(_STEP), self._theme.px(_BAR)
        top = area.center().y() - (step * (len(shares) - 1) + thick) / 2
        colour = self._theme.colour("line_strong" if here else "line")
        for place, share in enumerate(shares):
            wide = max(12.0, (room - 16) * share)
            start = area.right() - wide if rtl else area.left()
            box(painter, QRectF(start, top + place * step, wide, thick), thick / 2, colour, None)


def passage_list(model: PassagesModel, delegate: PassageDelegate) -> QListView:
    """Makes the list of covered passages: nothing in it takes keys, is selected, dragged or edited."""
    view = QListView()
    view.setModel(model)
    view.setItemDelegate(delegate)
    view.setUniformItemSizes(True)
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setFrameShape(QListView.Shape.NoFrame)
    view.setAccessibleName("Passages")
    kept = view.sizePolicy()
    kept.setRetainSizeWhenHidden(True)
    view.setSizePolicy(kept)
    return view
