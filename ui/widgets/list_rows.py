"""One painted row of a quiet list: a line of small words, a title, and how far something is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.theme import Theme

EDGE, PAD, GAP = 6, 10, 4
SHARE_LENGTH, SHARE_LEAST, SHARE_GAP = 80, 16, 10


@dataclass(frozen=True, slots=True)
class Row:
    """What one row says: small words above, a title of up to ``lines`` lines, and below a share of what is done.

    ``tone`` is the colour role of ``trailing``; ``bar`` the role of a bar at the row's start; ``icon`` stands
    before the title. A heading is a ``title`` with ``heading`` set.
    """

    title: str
    kicker: str = ""
    trailing: str = ""
    tone: str = "text2"
    share: float | None = None
    count: str = ""
    note: str = ""
    bar: str = ""
    lines: int = 2
    heading: bool = False
    card: bool = False
    quiet: bool = False
    icon: str = ""


class RowDelegate(QStyledItemDelegate):
    """Paints rows; ``describe`` says what the row of an index shows."""

    def __init__(
        self,
        theme: Theme,
        describe: Callable[[QModelIndex | QPersistentModelIndex], Row | None],
        view: QAbstractItemView,
    ) -> None:
        super().__init__(view)
        self._theme, self._describe, self._view = theme, describe, view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Measures a row at the width of its view."""
        said = self._describe(index)
        width = self._view.viewport().width()
        if said is None:
            return QSize(width, 0)
        if said.heading:
            return QSize(width, self._theme.px(34))
        height = 2 * PAD + (2 * GAP if said.card else GAP)
        if said.kicker or said.trailing:
            height += QFontMetrics(self._theme.mono(11)).height() + GAP
        lead = self._theme.px(15) + 6 if said.icon else 0
        layout, lines = self._laid_out(said, width - 2 * (EDGE + PAD) - lead, option.direction)
        height += sum(self._line_height(layout, number) for number in range(lines))
        if said.share is not None or said.note:
            height += QFontMetrics(self._theme.text(11)).height() + GAP
        return QSize(width, height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints one row."""
        said = self._describe(index)
        if said is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Places are mirrored with the window; each text runs the way its own first letter does.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        area = QRect(option.rect)
        if said.heading:
            painter.setFont(self._theme.text(11, 600))
            painter.setPen(self._theme.colour("text3"))
            place = area.adjusted(EDGE + PAD, 12, -EDGE - PAD, 0)
            painter.drawText(place, self._flags(option, True) | Qt.AlignmentFlag.AlignVCenter, said.title)
        else:
            self._paint_ground(painter, option, area, said)
            inner = area.adjusted(EDGE + PAD, PAD + (GAP if said.card else 0), -EDGE - PAD, -PAD)
            self._paint_words(painter, option, inner, said)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, said: Row) -> None:
        """Paints selection, hover, card and the bar at the start."""
        theme = self._theme
        box = QRectF(area.adjusted(EDGE, 1 if not said.card else 2, -EDGE, -1 if not said.card else -2))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = "accent_ground" if chosen else "hover" if over else "raised" if said.card else ""
        if ground:
            painter.setBrush(theme.colour(ground))
            painter.drawRoundedRect(box, 8, 8)
        bar = said.bar or ("accent" if chosen else "")
        if bar:
            stripe = QRect(round(box.left()), round(box.top()) + 8, 3, round(box.height()) - 16)
            painter.setBrush(theme.colour(bar))
            painter.drawRoundedRect(self._mirrored(option, area, stripe), 1.5, 1.5)
        if option.state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 7, 7)

    def _paint_words(self, painter: QPainter, option: QStyleOptionViewItem, inner: QRect, said: Row) -> None:
        """Paints the three lines of words."""
        theme, top = self._theme, inner.top()
        if said.kicker or said.trailing:
            height = QFontMetrics(theme.mono(11)).height()
            line = QRect(inner.left(), top, inner.width(), height)
            taken = self._paint_end(painter, option, line, said.trailing, theme.text(11, 600), said.tone)
            self._paint_start(painter, option, line, said.kicker, theme.mono(11), "text3", taken)
            top += height + GAP
        place = QRect(inner.left(), top, inner.width(), inner.bottom() - top)
        if said.icon:
            side = theme.px(15)
            spot = QRect(place.left(), top + 1, side, side)
            theme.paint_icon(painter, self._mirrored(option, place, spot), said.icon, "text2")
            place = self._mirrored(option, place, place.adjusted(side + 6, 0, 0, 0))
        top += self._paint_title(painter, option, place, said)
        if said.share is not None or said.note:
            height = QFontMetrics(theme.text(11)).height()
            line = QRect(inner.left(), top + GAP, inner.width(), height)
            taken = self._paint_end(painter, option, line, said.note, theme.text(11), "text3")
            if said.share is not None:
                self._paint_share(painter, option, line, said, taken)
            elif said.count:
                self._paint_start(painter, option, line, said.count, theme.text(11), "text3", taken)

    def _paint_share(self, painter: QPainter, option: QStyleOptionViewItem, line: QRect, said: Row, taken: int) -> None:
        """Paints how far something is, as a count behind a bar that gives way to it."""
        theme, share = self._theme, said.share or 0.0
        room = line.width() - taken - QFontMetrics(theme.mono(11)).horizontalAdvance(said.count) - SHARE_GAP - GAP
        length = min(SHARE_LENGTH, room) if room >= SHARE_LEAST else -SHARE_GAP
        track = QRect(line.left(), line.center().y() - 1, length, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line_strong"))
        if length > 0:
            painter.drawRoundedRect(self._mirrored(option, line, track), 1.5, 1.5)
        done = QRect(track.left(), track.top(), round(track.width() * share), track.height())
        if done.width() > 0:
            painter.setBrush(theme.colour("accent" if option.state & QStyle.StateFlag.State_Selected else "text3"))
            painter.drawRoundedRect(self._mirrored(option, line, done), 1.5, 1.5)
        painter.setFont(theme.mono(11))
        painter.setPen(theme.colour("text2"))
        place = self._mirrored(
            option, line, QRect(track.left() + length + SHARE_GAP, line.top(), line.width(), line.height())
        )
        painter.drawText(place, self._flags(option, True), said.count)

    def _paint_title(self, painter: QPainter, option: QStyleOptionViewItem, place: QRect, said: Row) -> int:
        """Paints the title in as many lines as it may have, the last elided, and tells its height."""
        font = self._title_font(said)
        layout, lines = self._laid_out(said, place.width(), option.direction)
        painter.setPen(self._theme.colour("text2" if said.quiet else "text"))
        painter.setFont(font)
        top = 0
        for number in range(lines):
            line, height = layout.lineAt(number), self._line_height(layout, number)
            if number == lines - 1 and layout.lineCount() > lines:
                rest = said.title[line.textStart() :]
                words = QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, place.width())
                box = QRect(place.left(), place.top() + top, place.width(), height)
                painter.drawText(box, self._flags(option, True), words)
            else:
                line.setPosition(QPointF(0, top))
                line.draw(painter, QPointF(place.topLeft()))
            top += height
        return top

    def _title_font(self, said: Row) -> QFont:
        return self._theme.text(12 if said.card or said.quiet else 13, 400 if said.card or said.quiet else 500)

    def _laid_out(self, said: Row, width: int, direction: Qt.LayoutDirection) -> tuple[QTextLayout, int]:
        """Breaks a title into lines, and tells how many of them are shown."""
        layout = QTextLayout(said.title, self._title_font(said))
        choice = QTextOption()
        choice.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        choice.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        mirrored = direction == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        choice.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        layout.setTextOption(choice)
        layout.beginLayout()
        while layout.lineCount() <= said.lines:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(max(20, width))
        layout.endLayout()
        return layout, max(1, min(said.lines, layout.lineCount()))

    @staticmethod
    def _line_height(layout: QTextLayout, number: int) -> int:
        """The height of one line; a script of taller letters gets the room it needs."""
        return round(layout.lineAt(number).height()) + 2 if layout.lineCount() else 0

    def _paint_end(
        self, painter: QPainter, option: QStyleOptionViewItem, line: QRect, words: str, font: QFont, role: str
    ) -> int:
        """Paints words at a line's end and tells the width they take."""
        if not words:
            return 0
        painter.setFont(font)
        painter.setPen(self._theme.colour(role))
        painter.drawText(line, self._flags(option, False), words)
        return QFontMetrics(font).horizontalAdvance(words) + 8

    def _paint_start(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        line: QRect,
        words: str,
        font: QFont,
        role: str,
        taken: int,
    ) -> None:
        """Paints words at a line's start, elided before what stands at its end."""
        painter.setFont(font)
        painter.setPen(self._theme.colour(role))
        width = max(0, line.width() - taken)
        place = self._mirrored(option, line, QRect(line.left(), line.top(), width, line.height()))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, width)
        painter.drawText(place, self._flags(option, True), shown)

    @staticmethod
    def _flags(option: QStyleOptionViewItem, start: bool) -> Qt.AlignmentFlag:
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if start == mirrored else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute

    @staticmethod
    def _mirrored(option: QStyleOptionViewItem, area: QRect, place: QRect) -> QRect:
        return QStyle.visualRect(option.direction, area, place)


class RowList(QListView):
    """A list of painted rows that lays out anew when its width changes."""

    def __init__(
        self,
        theme: Theme,
        describe: Callable[[QModelIndex | QPersistentModelIndex], Row | None],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setItemDelegate(RowDelegate(theme, describe, self))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        theme.changed.connect(self.viewport().update)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Breaks titles anew for another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
