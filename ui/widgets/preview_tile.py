"""One exhibit as a tile of the evidence grid: veil, kind, number and judgement, painted by one delegate."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui.theme import Theme
from ui.widgets.labels import judgement_role, judgement_words, visible
from ui.widgets.painting import CENTRE, LEADING, TRAILING, box, paint_focus, paint_pill, pill_width, rounded, text_width
from ui.widgets.painting import words as paint_words
from ui.widgets.veil_picture import VeilPictures, covering
from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibits import Holding, Sensitivity
from workbench.casefile.exposure import Rung, Veil
from workbench.casefile.harms import Harm

TILE_ROLE = int(Qt.ItemDataRole.UserRole)
PICTURE = QSize(156, 106)
FOOT = 24
GAP = 8
BRANCH = 10
CHIP = QColor(13, 17, 22, 214)
CHIP_INK = QColor("#F3F6FA")
ICONS = {
    "Image": "image",
    "Video": "film",
    "Audio": "waveform",
    "Text": "file-text",
    "Page capture": "page",
    "Chat": "chat",
    "Mail": "mail",
    "Document": "file-text",
    "Archive": "archive",
}
PLATES = {Holding.REFERENCE: "Reference only", Holding.DESTROYED: "Destroyed"}
_SEALED_WORDS = {
    Sensitivity.SEVERE: "Sealed: severe",
    Sensitivity.EXTREME: "Sealed: extreme",
}


@dataclass(frozen=True, slots=True)
class TileData:
    """All that one tile shows; ``family`` in words (``Video``), ``duration`` as text (``0:47``).

    ``plate`` says in words that the case has no bytes (``Reference only``), ``depth`` how far below a container the
    exhibit was unpacked, and ``inner`` how many were unpacked from it. ``description`` says what is to be seen.
    """

    number: int
    label: str
    family: str
    duration: str = ""
    veil: Veil | None = None
    rung: Rung = Rung.VEIL
    judgement: Judgement | None = None
    sensitivity: Sensitivity = Sensitivity.UNCLASSIFIED
    problem: str = ""
    plate: str = ""
    depth: int = 0
    inner: int = 0
    harms: tuple[Harm, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class TileState:
    """How a tile stands in its grid."""

    selected: bool = False
    focused: bool = False
    hovered: bool = False


class TileDelegate(QStyledItemDelegate):
    """Paints the cells of a grid; each cell answers ``TILE_ROLE`` with a TileData, or None past the last exhibit."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.pictures = VeilPictures()

    def cell_size(self) -> QSize:
        """The size of a cell, its share of the gaps included."""
        return QSize(PICTURE.width() + GAP, PICTURE.height() + self.theme.px(FOOT) + GAP)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Every cell is alike."""
        return self.cell_size()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints one tile from the one value that is asked of the model."""
        tile = index.data(TILE_ROLE)
        if not isinstance(tile, TileData):
            return
        state = option.state
        flags = QStyle.StateFlag
        stands = TileState(
            selected=bool(state & flags.State_Selected),
            focused=bool(state & flags.State_HasFocus),
            hovered=bool(state & flags.State_MouseOver),
        )
        paint_tile(painter, QRectF(option.rect), self.theme, tile, stands, self.pictures)


def prepare_grid(view: QTableView, delegate: TileDelegate) -> None:
    """Makes a table view a grid of tiles: no headers, no lines, cells of one size, the keys of a grid."""
    view.setProperty("role", "tiles")
    view.setItemDelegate(delegate)
    view.setShowGrid(False)
    view.setTabKeyNavigation(False)
    view.setMouseTracking(True)
    view.setWordWrap(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setDragEnabled(False)
    cell = delegate.cell_size()
    for header, size in ((view.horizontalHeader(), cell.width()), (view.verticalHeader(), cell.height())):
        header.hide()
        header.setMinimumSectionSize(1)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setDefaultSectionSize(size)
    view.verticalScrollBar().setSingleStep(cell.height() // 3)


def columns_that_fit(width: int, cell: QSize) -> int:
    """Tells how many tiles stand side by side in a width, at least one."""
    return max(1, width // max(1, cell.width()))


def tile_words(tile: TileData) -> str:
    """Says a tile for a screen reader; a model answers AccessibleTextRole with it."""
    kind = f"{tile.family} {tile.duration}".strip()
    if tile.plate:
        return f"{tile.label}. {kind}. {tile.plate}. {judgement_words(tile.judgement)}."
    cover = "No picture" if tile.veil is None else "Sealed" if tile.rung is Rung.SEALED else "Veiled"
    problem = f" {visible(tile.problem)}." if tile.problem else ""
    harms = f" {', '.join(harm.value for harm in tile.harms).capitalize()}." if tile.harms else ""
    described = f" Description: {visible(tile.description)}" if tile.description else ""
    return f"{tile.label}. {kind}. {cover}.{harms} {judgement_words(tile.judgement)}.{problem}{described}"


def paint_tile(
    painter: QPainter, cell: QRectF, theme: Theme, tile: TileData, state: TileState, pictures: VeilPictures
) -> None:
    """Paints a tile at the middle of its cell."""
    foot = theme.px(FOOT)
    place = QRectF(0, 0, min(PICTURE.width(), cell.width() - GAP), PICTURE.height())
    place.moveCenter(cell.center())
    place.moveTop(cell.top() + GAP / 2)
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    _paint_picture(painter, theme, place, tile, pictures)
    _paint_chips(painter, theme, place, tile)
    if state.hovered and not state.selected:
        box(painter, place, 8, None, theme.colour("line_strong"), 2)
    if state.selected:
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 7, 7)
    if state.focused:
        paint_focus(painter, theme, place, 8, 2)
    _paint_foot(painter, theme, QRectF(place.left(), place.bottom() + 3, place.width(), foot - 3), tile, state)
    painter.restore()


def _paint_picture(painter: QPainter, theme: Theme, place: QRectF, tile: TileData, pictures: VeilPictures) -> None:
    if tile.plate:
        _paint_plate(painter, theme, place, tile)
        return
    if tile.veil is None or tile.rung is Rung.SEALED or not tile.rung.free:
        _paint_card(painter, theme, place, tile)
        return
    image = pictures.picture(tile.veil, tile.rung)
    painter.save()
    painter.setClipPath(rounded(place, 8))
    painter.drawImage(place, image, covering(QSizeF(image.size()), place))
    painter.restore()


def _paint_card(painter: QPainter, theme: Theme, place: QRectF, tile: TileData) -> None:
    """Paints the calm face of an exhibit of which no pixel is shown."""
    box(painter, place, 8, theme.colour("raised"), theme.colour("line"))
    side = theme.px(24)
    spot = QRectF(place.center().x() - side / 2, place.top() + 22, side, side)
    theme.paint_icon(painter, spot, "info" if tile.problem else ICONS.get(tile.family, "file-text"), "text3")
    said = "No preview" if tile.problem else _SEALED_WORDS.get(tile.sensitivity, "")
    if said:
        line = QRectF(place.left() + 8, spot.bottom() + 4, place.width() - 16, theme.px(18))
        paint_words(painter, line, said, theme.text(11, 500), theme.colour("text2"), CENTRE)


def _paint_plate(painter: QPainter, theme: Theme, place: QRectF, tile: TileData) -> None:
    """Paints the plate of an exhibit whose bytes the case does not have: what it is and what became of it, in words."""
    destroyed = tile.plate == PLATES[Holding.DESTROYED]
    box(painter, place, 8, theme.colour("ground"), None)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    style = Qt.PenStyle.SolidLine if destroyed else Qt.PenStyle.DashLine
    painter.setPen(QPen(theme.colour("line_strong"), 1, style))
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
    side = theme.px(20)
    spot = QRectF(place.center().x() - side / 2, place.top() + 18, side, side)
    theme.paint_icon(painter, spot, "seal" if destroyed else "link", "text3")
    line = QRectF(place.left() + 8, spot.bottom() + 7, place.width() - 16, theme.px(18))
    paint_words(painter, line, tile.plate, theme.text(12, 600), theme.colour("text2"), CENTRE)
    line.translate(0, theme.px(18))
    kind = f"{tile.family} {tile.duration}".strip()
    paint_words(painter, line, kind, theme.text(11), theme.colour("text3"), CENTRE)


def _paint_inner(painter: QPainter, theme: Theme, place: QRectF, count: int) -> None:
    """Paints how many exhibits were unpacked from a container."""
    side, inset, text = theme.px(20), 6, f"{count:,}"
    wide = side + text_width(theme.mono(11, 600), text) + 6
    chip = QRectF(place.left() + inset, place.top() + inset, wide, side)
    box(painter, chip, 5, CHIP, None)
    theme.paint_icon(painter, QRectF(chip.left() + 3, chip.top() + 3, side - 6, side - 6), "layers", CHIP_INK)
    paint_words(painter, chip.adjusted(side, 0, -2, 0), text, theme.mono(11, 600), CHIP_INK, LEADING)


def _paint_chips(painter: QPainter, theme: Theme, place: QRectF, tile: TileData) -> None:
    side, inset = theme.px(20), 6
    if tile.inner:
        _paint_inner(painter, theme, place, tile.inner)
    if tile.plate:
        return
    veiled = tile.veil is not None
    if veiled:
        chip = QRectF(place.right() - inset - side, place.top() + inset, side, side)
        box(painter, chip, 5, CHIP, None)
        theme.paint_icon(painter, chip.adjusted(3, 3, -3, -3), "eye-off", CHIP_INK)
    text = f"{tile.family} {tile.duration}".strip()
    font = theme.text(11, 600)
    wide = min(text_width(font, text) + 14, place.width() - 2 * inset)
    kind = QRectF(place.left() + inset, place.bottom() - inset - side, wide, side)
    box(painter, kind, 5, CHIP, None)
    paint_words(painter, kind, text, font, CHIP_INK, CENTRE)


def _paint_foot(painter: QPainter, theme: Theme, foot: QRectF, tile: TileData, state: TileState) -> None:
    strong = state.selected or state.focused
    ink = theme.colour("text" if strong else "text2")
    lead = _paint_branch(painter, theme, foot, tile.depth)
    paint_words(painter, foot.adjusted(2 + lead, 0, 0, 0), tile.label, theme.mono(11, 500), ink, LEADING)
    said = judgement_words(tile.judgement)
    if tile.judgement is None:
        paint_words(painter, foot.adjusted(0, 0, -2, 0), said, theme.text(11), theme.colour("text3"), TRAILING)
        return
    wide, high = pill_width(theme, said, False), theme.px(18)
    pill = QRectF(foot.right() - wide, foot.center().y() - high / 2, wide, high)
    paint_pill(painter, theme, pill, said, judgement_role(tile.judgement), radius=4)


def _paint_branch(painter: QPainter, theme: Theme, foot: QRectF, depth: int) -> float:
    """Paints the small branch on which an unpacked exhibit hangs; tells the room it takes."""
    if not depth:
        return 0.0
    left, middle = foot.left() + 3 + BRANCH * (depth - 1), foot.center().y()
    painter.setPen(QPen(theme.colour("text3"), 1.2))
    painter.drawPolyline([QPointF(left, middle - 6), QPointF(left, middle), QPointF(left + BRANCH - 4, middle)])
    return BRANCH * depth + 2.0
