"""The search of a case: a page over the window that answers while one types, and leads to what it found."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from ui.desk import Desk
from ui.lanes import Ticket
from ui.models.exhibits import ExhibitsModel
from ui.models.values import VALUE_ROLE
from ui.panels.search.hit_rows import HitDelegate, HitsModel
from ui.panels.search.narrowing import Narrowing
from ui.theme import Theme
from ui.widgets.controls import column, line, row
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import KeyCap, PlainLabel
from workbench.actions.search import search
from workbench.casefile.custody import Entry
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.searching import Filters, Hit, SearchAnswer

WIDEST, LIMIT, SOON_MS = 880, 200, 120
_WALKS = {
    Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6,
}  # fmt: skip
_TAKES = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, *_WALKS)
HINT = (
    "Words, “a phrase”, -without, either OR other. Paste a digest, an address, an account or a number to go straight "
    "to its exhibit. What is found is shown in words; nothing is uncovered."
)


class SearchPanel(QFrame):
    """Hidden until it is opened; ``followed`` tells which hit was chosen."""

    followed = Signal(object)

    def __init__(self, desk: Desk, theme: Theme, exhibits: ExhibitsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self._desk, self._theme, self._exhibits = desk, theme, exhibits
        self._before: QWidget | None = None
        self._ticket: Ticket | None = None
        self._serial = 0
        self.answer = SearchAnswer()
        self.model = HitsModel(self)
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.ask)
        self.field.textChanged.connect(lambda _: self._soon.start())
        self.narrowing.changed.connect(self.ask)
        parent.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._heed_focus)  # type: ignore[union-attr]
        desk.opened.connect(self._forget)
        desk.changed.connect(self._heed)
        self.hide()

    # Layout ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        """Builds the field, the chips, the list and the line under it."""
        theme = self._theme
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search the whole case")
        self.field.setAccessibleName("Search the whole case")
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self.narrowing = Narrowing(theme, self._people)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(HitDelegate(theme, self))
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName("What was found")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(self._follow)
        theme.changed.connect(self.list.viewport().update)
        self.nothing = EmptyState(theme, "search", "Search the case", HINT)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.nothing)
        self.count = PlainLabel("", "meta", Qt.TextElideMode.ElideRight)
        self.count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        keys: list[QWidget] = []
        for cap, said in (("↑ ↓", "choose"), ("Enter", "go there"), ("Esc", "back")):
            keys += [KeyCap(cap, theme), PlainLabel(said, "meta")]
        foot = row(None, self.count, *keys, gap=6, margins=(8, 2, 6, 0))
        foot.setStretch(0, 1)
        chips = row(None, self.narrowing, margins=(6, 2, 6, 2))
        column(self, self.field, chips, self.stack, line(), foot, gap=6, margins=(8, 6, 8, 8)).setStretch(2, 1)
        self.stack.setCurrentWidget(self.nothing)

    def _people(self) -> Sequence[str]:
        """Names who acquired or judged in this case, and who sits here."""
        return list(dict.fromkeys((self._desk.actor.name, *self._exhibits.people())))

    # Coming and going ------------------------------------------------------------------------------------------

    def open_over(self, words: str = "") -> None:
        """Comes up over the window with the words of the last time, and takes the keyboard."""
        if not self.isVisible():
            self._before = self.window().focusWidget()
        if words:
            self.field.setText(words)
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.selectAll()
        self.ask()

    def dismiss(self, back: bool = True) -> None:
        """Goes away; the keyboard goes back to where one was."""
        self._drop()
        self.hide()
        if back and self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self) -> None:
        """Stands under the top of the window, as wide and tall as there is room."""
        parent = self.parentWidget() or self.window()
        width = min(self._theme.px(WIDEST), parent.width() - 48)
        self.setFixedSize(width, max(300, min(round(parent.height() * 0.74), 780)))
        self.move((parent.width() - width) // 2, min(60, parent.height() // 12))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walks the list by keys while one types; a resized window moves the page."""
        if watched is not self.field:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
            return False
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) and isinstance(event, QKeyEvent):
            return self._heed_key(event)
        return False

    def _heed_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Goes away when the keys go elsewhere in the same window; a list that a chip opens is no other place."""
        if (
            self.isVisible()
            and now is not None
            and now.window() is self.window()
            and now is not self
            and not self.isAncestorOf(now)
        ):
            self.dismiss(back=False)

    def _heed_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        takes = key in _TAKES
        if event.type() == QEvent.Type.ShortcutOverride:
            if takes:
                event.accept()
            return takes
        if key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key in _WALKS:
            self._walk(_WALKS[key])
        elif takes:
            self._take()
        return takes

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc on a chip goes back too."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _walk(self, by: int) -> None:
        """Goes some hits on or back."""
        count = self.model.rowCount()
        if count:
            place = min(max(self.list.currentIndex().row() + by, 0), count - 1)
            self.list.setCurrentIndex(self.model.index(place))

    # Asking ----------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Asks the case; the answer to what was typed before is dropped."""
        self._soon.stop()
        self._drop()
        words, filters, case = self.field.text(), self.narrowing.filters, self._desk.case
        if case is None or (not words.strip() and filters == Filters()):
            self.model.show(())
            self.answer = SearchAnswer()
            self.count.setText("")
            self.nothing.set_words("Search the case", HINT)
            self.stack.setCurrentWidget(self.nothing)
            return
        self._serial += 1
        home = partial(self._show, self._serial, words)
        self._ticket = self._desk.run(lambda: search(case, words, filters, LIMIT, typing=True), home)

    def _drop(self) -> None:
        """Lets the answer that is on its way not come home."""
        if self._ticket is not None:
            self._ticket.forget()
            self._ticket = None

    def _show(self, serial: int, words: str, answer: SearchAnswer) -> None:
        """Shows an answer, if nothing was asked since."""
        if serial != self._serial:
            return
        self._ticket = None
        self.answer = answer
        self.model.show(answer.hits)
        if not answer.hits:
            self.nothing.set_words("Nothing is found", "No words of this case fit. Fewer words or chips find more.")
        self.stack.setCurrentWidget(self.list if answer.hits else self.nothing)
        self.count.setText(count_words(answer))
        if answer.hits:
            self.list.setCurrentIndex(self.model.index(0))
            self.list.scrollToTop()

    def _heed(self, entry: Entry) -> None:
        """Asks again where the case changed while the page is open; a look changes nothing that is searched."""
        if self.isVisible() and not entry.verb.startswith("look."):
            self._soon.start()

    def _forget(self) -> None:
        """Begins anew with another case."""
        self._drop()
        self.hide()
        self.field.clear()
        self.narrowing.clear()

    # Following -------------------------------------------------------------------------------------------------

    def _take(self) -> None:
        """Goes to the chosen hit; words that were typed this moment are asked for first."""
        if self._soon.isActive():
            self.ask()
        if self._ticket is not None:
            self._desk.later(self._take, SOON_MS // 4)
            return
        self._follow(self.list.currentIndex())

    def _follow(self, index: QModelIndex) -> None:
        """Goes to a hit."""
        hit = index.data(VALUE_ROLE)
        if isinstance(hit, Hit):
            self.dismiss()
            self.followed.emit(hit)


def count_words(answer: SearchAnswer) -> str:
    """Says how much was found, and where an identifier leads."""
    found = "1 hit" if answer.total == 1 else f"{answer.total:,} hits"
    shown = f"{found}, the first {len(answer.hits):,} shown" if answer.total > len(answer.hits) else found
    return f"{exhibit_label(answer.jump)} has this identifier. {shown}" if answer.jump is not None else shown
