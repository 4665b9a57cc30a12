"""A calm account of what became of many items: one sentence, and a line for each item for whoever wants them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ui.theme import Theme
from ui.widgets.controls import IconButton, button, column, row
from ui.widgets.labels import PlainLabel, visible


class ReportBar(QWidget):
    """Hidden until there is something to say; stays until it is closed. ``acted`` tells that its offer was taken."""

    acted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._words = PlainLabel("", "secondary")
        self._why = button("Why", self._toggle, "link")
        self.offer = button("", self._act, "link", "offer")
        self.offer.setAccessibleName("What can be done about it")
        close = IconButton(theme, "x", "Close this account")
        close.clicked.connect(self.hide)
        self.lines = QStringListModel(self)
        self._list = QListView()
        self._list.setModel(self.lines)
        self._list.setWordWrap(True)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setAccessibleName("Which items, and why")
        self._list.setMaximumHeight(180)
        self._list.hide()
        head = row(None, self._words, 1, self.offer, self._why, close, gap=4)
        column(self, head, self._list, gap=4, margins=(16, 4, 8, 4))
        self.hide()

    def say(self, words: str, reasons: Sequence[tuple[str, str]] = (), offer: str = "") -> None:
        """Says one sentence, with a line for each item that needs one, and offers one thing to do."""
        self.lines.setStringList([])
        self._show(words, reasons, offer)

    def go_on(self, words: str, reasons: Sequence[tuple[str, str]] = (), offer: str = "") -> None:
        """Goes on with the account that is there; its lines stay, and so does its offer unless there is another."""
        before = self.accessibleName().rstrip(".")
        self._show(f"{before}. {words}", reasons, offer or self.offer.text())

    def _show(self, words: str, reasons: Sequence[tuple[str, str]], offer: str) -> None:
        """Shows sentence, lines and offer."""
        said = [f"{visible(item)}: {visible(why)}" for item, why in reasons]
        self._words.setText(words)
        self.setAccessibleName(words)
        self.lines.setStringList([*self.lines.stringList(), *said])
        self._why.setVisible(bool(self.lines.stringList()))
        self.offer.setText(offer)
        self.offer.setAccessibleName(offer or "What can be done about it")
        self.offer.setVisible(bool(offer))
        self._list.hide()
        self.show()

    def _act(self) -> None:
        """Takes the offer, and goes."""
        self.hide()
        self.acted.emit()

    def _toggle(self) -> None:
        """Shows or hides the reasons."""
        self._list.setVisible(self._list.isHidden())
