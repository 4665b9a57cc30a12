"""One hit as a painted row: where it is, what it is called, and the words around it with the found ones marked."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.models.values import VALUE_ROLE, ValuesModel
from ui.theme import Theme
from ui.widgets.labels import visible
from ui.widgets.painting import LEADING, TRAILING, box, paint_focus, text_width, words
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.searching import Hit, HitKind, Piece

PLACES = {
    HitKind.EXHIBIT: ("image", "Exhibit"),
    HitKind.TEXT: ("file-text", "Words in it"),
    HitKind.NOTE: ("bookmark", "Note"),
    HitKind.OCCURRENCE: ("clock", "Timeline"),
    HitKind.CITATION: ("quote", "Citation"),
    HitKind.DETERMINATION: ("check", "Judgement"),
    HitKind.MEMO: ("page", "Memo"),
    HitKind.SUGGESTION: ("info", "Machine"),
}
PAD, LEAD, CONTEXT_LINES = 9, 30, 2


class HitsModel(ValuesModel[Hit]):
    """Hits in the order of the answer."""

    def key(self, value: Hit) -> tuple[str, str]:
        """Names a hit by its kind and record."""
        return value.kind.value, value.id

    def text(self, value: Hit) -> str:
        """Says a hit in one line."""
        said = visible(value.withheld or "".join(piece.text for piece in value.context))
        return f"{place_words(value)}: {visible(value.title)}. {said}"


class HitDelegate(QStyledItemDelegate):
    """Paints hits; every row is as tall as two lines of context need."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Measures a row."""
        hit, view = index.data(VALUE_ROLE), option.widget
        said = (hit.withheld or "".join(piece.text for piece in hit.context)) if isinstance(hit, Hit) else ""
        room = view.viewport().width() - LEAD - 4 * PAD if isinstance(view, QAbstractItemView) else 0
        lines = 0 if not said else 1 if text_width(self._theme.text(12), said) < room else CONTEXT_LINES
        return QSize(200, self._theme.px(20 + 18 * lines) + 2 * PAD)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints one row; places mirror with the window, each text runs its own way."""
        hit = index.data(VALUE_ROLE)
        if not isinstance(hit, Hit):
            return
        theme, place = self._theme, QRectF(option.rect).adjusted(4, 1, -4, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            box(painter, place, 7, theme.colour("accent_ground"), None)
            if isinstance(option.widget, QAbstractItemView) and option.widget.hasFocus():
                paint_focus(painter, theme, place.adjusted(1, 1, -1, -1), 6)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        inner = place.adjusted(PAD, PAD - 1, -PAD, -PAD)
        self._paint_head(painter, option, QRectF(inner.left(), inner.top(), inner.width(), theme.px(20)), hit, chosen)
        rest = QRectF(inner.left() + LEAD, inner.top() + theme.px(21), inner.width() - LEAD, theme.px(18) * 2 + 2)
        rest = self._mirrored(option, inner, rest)
        if hit.withheld:
            words(painter, rest, visible(hit.withheld), theme.text(12), theme.colour("text3"), _TOP)
        elif hit.context:
            self._paint_context(painter, rest, hit.context, option.direction == Qt.LayoutDirection.RightToLeft)
        painter.restore()

    def _paint_head(
        self, painter: QPainter, option: QStyleOptionViewItem, line: QRectF, hit: Hit, chosen: bool
    ) -> None:
        """Paints icon, number, title and kind on one line."""
        theme, (icon, kind) = self._theme, PLACES[hit.kind]
        side = float(theme.px(16))
        spot = QRectF(line.left() + 2, line.center().y() - side / 2, side, side)
        theme.paint_icon(painter, self._mirrored(option, line, spot), icon, "accent" if chosen else "text3")
        wide = text_width(theme.text(11), kind) + 4
        end = QRectF(line.right() - wide, line.top(), wide, line.height())
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        words(painter, self._mirrored(option, line, end), kind, theme.text(11), theme.colour("text3"), _side(mirrored))
        left = line.left() + LEAD
        if hit.exhibit is not None:
            label = exhibit_label(hit.exhibit)
            room = text_width(theme.mono(11, 600), label) + 12
            at = self._mirrored(option, line, QRectF(left, line.top(), room, line.height()))
            words(painter, at, label, theme.mono(11, 600), theme.colour("text2"), _side(not mirrored))
            left += room
        at = self._mirrored(option, line, QRectF(left, line.top(), line.right() - wide - 10 - left, line.height()))
        title = visible(hit.title.removeprefix(exhibit_label(hit.exhibit)).lstrip(", ") if hit.exhibit else hit.title)
        words(painter, at, title, theme.text(13, 500), theme.colour("text"), _side(not mirrored))

    def _paint_context(self, painter: QPainter, place: QRectF, context: tuple[Piece, ...], mirrored: bool) -> None:
        """Paints the words around a hit in two lines, what was looked for on its own ground."""
        theme, text, formats = self._theme, "", []
        for piece in context:
            shown = visible(piece.text)
            if piece.hit and shown:
                style = QTextCharFormat()
                style.setBackground(theme.colour("cited_ground"))
                style.setForeground(theme.colour("cited"))
                marked = QTextLayout.FormatRange()
                marked.start, marked.length, marked.format = _units(text), _units(shown), style
                formats.append(marked)
            text += shown
        layout = QTextLayout(text, theme.text(12))
        wrapping = QTextOption()
        wrapping.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        wrapping.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        wrapping.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        layout.setTextOption(wrapping)
        layout.setFormats(formats)
        layout.beginLayout()
        top = 0.0
        for _ in range(CONTEXT_LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(max(20.0, place.width()))
            line.setPosition(QPointF(0, top))
            top += max(line.height(), theme.px(18))
        layout.endLayout()
        painter.setPen(theme.colour("text2"))
        painter.setClipRect(place)
        layout.draw(painter, place.topLeft())

    @staticmethod
    def _mirrored(option: QStyleOptionViewItem, area: QRectF, place: QRectF) -> QRectF:
        if option.direction != Qt.LayoutDirection.RightToLeft:
            return place
        return QRectF(area.left() + area.right() - place.right(), place.top(), place.width(), place.height())


_TOP = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop


def _side(start: bool) -> Qt.AlignmentFlag:
    return LEADING if start else TRAILING


def _units(text: str) -> int:
    """Counts a text as Qt does, in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def place_words(hit: Hit) -> str:
    """Says where a hit is."""
    kind = PLACES[hit.kind][1]
    return f"{exhibit_label(hit.exhibit)}, {kind}" if hit.exhibit is not None else kind
