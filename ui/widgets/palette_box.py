"""The command palette: a few letters find a command or an item, Enter does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.theme import Theme
from ui.widgets.labels import PlainLabel, visible
from ui.widgets.painting import box, key_width, paint_key, text_width, words

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
ROW, SHOWN_ROWS, WIDTH = 36, 10, 560
_WALKS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: SHOWN_ROWS, Qt.Key.Key_PageUp: -SHOWN_ROWS}


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One line of the palette."""

    id: str
    title: str
    shortcut: str = ""
    icon: str = ""
    group: str = ""


def match_score(wanted: str, title: str) -> float | None:
    """Tells how well letters fit a title, more is better; None where they do not stand in it in that order.

    Letters at the starts of words and letters in a row count most, so ``vc`` finds "Verify case" before "Previous".
    """
    letters, text = wanted.casefold().replace(" ", ""), title.casefold()
    score, place, run = 0.0, -1, 0
    for letter in letters:
        found = text.find(letter, place + 1)
        start = _word_start(text, letter, place + 1)
        if start is not None and found != place + 1:
            found = start
        if found < 0:
            return None
        run = run + 1 if found == place + 1 else 0
        at_start = found == 0 or not text[found - 1].isalnum()
        score += 1 + 2 * at_start + 1.5 * run
        place = found
    return score - len(text) * 0.01


def _word_start(text: str, letter: str, after: int) -> int | None:
    place = text.find(letter, after)
    while place > 0 and text[place - 1].isalnum():
        place = text.find(letter, place + 1)
    return place if place >= 0 else None


def ranked(entries: Sequence[PaletteEntry], wanted: str) -> list[PaletteEntry]:
    """The entries that fit some letters, best first; all in their order where nothing is wanted."""
    if not wanted.strip():
        return list(entries)
    scored = []
    for entry in entries:
        direct = match_score(wanted, entry.title)
        grouped = match_score(wanted, f"{entry.group} {entry.title}") if entry.group else None
        best = max((score for score in (direct, grouped and grouped - 2) if score is not None), default=None)
        if best is not None:
            scored.append((-best, entry.title, entry))
    return [entry for _, _, entry in sorted(scored, key=lambda each: each[:2])]


class _Entries(QAbstractListModel):
    """The entries that are shown."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[PaletteEntry] = []

    def show(self, entries: list[PaletteEntry]) -> None:
        """Shows other entries."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        """An entry, its title, or what a screen reader says of it."""
        if not index.isValid() or index.row() >= len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return visible(entry.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (visible(entry.title), entry.group, entry.shortcut) if part)
        return None


class _EntryDelegate(QStyledItemDelegate):
    """Paints one line: icon, title, group, keys."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Every line is alike."""
        return QSize(200, self.theme.px(ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints the line."""
        entry, theme = index.data(ENTRY_ROLE), self.theme
        if not isinstance(entry, PaletteEntry):
            return
        place = QRectF(option.rect).adjusted(6, 1, -6, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            box(painter, place, 6, theme.colour("accent_ground"), None)
        left, right, side = place.left() + 10, place.right() - 10, float(theme.px(16))
        if entry.icon:
            spot = QRectF(left, place.center().y() - side / 2, side, side)
            theme.paint_icon(painter, spot, entry.icon, "accent" if chosen else "text2")
        left += side + 10
        for key in reversed(entry.shortcut.split()):
            wide, high = float(key_width(theme, key)), theme.px(19)
            right -= wide
            paint_key(painter, theme, QRectF(right, place.center().y() - high / 2, wide, high), key)
            right -= 4
        if entry.group:
            wide = text_width(theme.text(11), entry.group)
            right -= wide + 6
            room = QRectF(right, place.top(), wide + 2, place.height())
            words(painter, room, entry.group, theme.text(11), theme.colour("text2" if chosen else "text3"))
        room = QRectF(left, place.top(), right - left - 8, place.height())
        words(painter, room, visible(entry.title), theme.text(13, 500), theme.colour("text"))


class PaletteBox(QFrame):
    """A box over its parent window, hidden until :meth:`open_over`; ``chosen`` tells the id of what was picked."""

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.theme = theme
        self._entries: tuple[PaletteEntry, ...] = ()
        self._before: QWidget | None = None
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Type a command, an exhibit or a section")
        self.field.setAccessibleName("Find a command")
        self.list = QListView(self)
        self._model = _Entries(self)
        self._nothing = PlainLabel("Nothing fits these letters.", "secondary", parent=self)
        self._build()
        self.hide()

    def _build(self) -> None:
        self.list.setModel(self._model)
        self.list.setItemDelegate(_EntryDelegate(self.theme, self))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("Commands")
        self.list.clicked.connect(self._take)
        self._nothing.setMargin(14)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(4)
        for part in (self.field, self.list, self._nothing):
            layout.addWidget(part)
        self.field.textChanged.connect(self._find)
        self.field.installEventFilter(self)

    def open_over(self, entries: Sequence[PaletteEntry], text: str = "") -> None:
        """Shows the entries over the window and takes the keyboard until one is chosen or Esc is pressed."""
        self._entries = tuple(entries)
        self._before = self.window().focusWidget()
        self.field.setText(text)
        self._find(text)
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.selectAll()

    def dismiss(self) -> None:
        """Goes away and gives the keyboard back."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walks the list by keys while one types."""
        if (
            event.type() == QEvent.Type.FocusOut
            and self.isVisible()
            and not self.isAncestorOf(self.window().focusWidget() or self)
        ):
            self.dismiss()
            return False
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) and isinstance(event, QKeyEvent):
            return self._heed_key(event)
        return False

    def _heed_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        takes = key in _WALKS or key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() == QEvent.Type.ShortcutOverride:
            if takes:
                event.accept()
            return takes
        if key in _WALKS:
            self._walk(_WALKS[key])
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
        elif takes:
            self._take(self.list.currentIndex())
        return takes

    def _walk(self, by: int) -> None:
        count = self._model.rowCount()
        if count:
            row = self.list.currentIndex().row() + by
            row = row % count if abs(by) == 1 else min(max(row, 0), count - 1)
            self.list.setCurrentIndex(self._model.index(row, 0))

    def _take(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY_ROLE)
        if isinstance(entry, PaletteEntry):
            self.dismiss()
            self.chosen.emit(entry.id)

    def _find(self, text: str) -> None:
        self._model.show(ranked(self._entries, text))
        found = self._model.rowCount() > 0
        self.list.setVisible(found)
        self._nothing.setVisible(not found)
        if found:
            self.list.setCurrentIndex(self._model.index(0, 0))
        self._place()

    def _place(self) -> None:
        parent = self.parentWidget() or self.window()
        width = min(self.theme.px(WIDTH), parent.width() - 32)
        rows = min(SHOWN_ROWS, max(1, self._model.rowCount()))
        self.list.setFixedHeight(rows * self.theme.px(ROW) + 2)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((parent.width() - width) // 2, min(max(16, parent.height() // 8), 120))
