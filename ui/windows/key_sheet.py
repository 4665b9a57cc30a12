"""Every command with its keys, on one sheet that can be searched."""

from __future__ import annotations

from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHeaderView, QLineEdit, QTreeView, QWidget

from ui.commands import COMMANDS, key_words
from ui.theme import Theme
from ui.widgets.controls import column
from ui.widgets.labels import PlainLabel


class KeySheet(QDialog):
    """Lists commands by menu: keys, words, what they do, and where the keys count."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("All keys")
        self.resize(1020, 680)
        self._source = command_model(theme)
        self._sieve = QSortFilterProxyModel(self)
        self._sieve.setSourceModel(self._source)
        self._sieve.setRecursiveFilteringEnabled(True)
        self._sieve.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._sieve.setFilterKeyColumn(-1)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a key or a command")
        self.search.setAccessibleName("Find a key or a command")
        self.search.textChanged.connect(self._find)
        self.view = QTreeView()
        self.view.setModel(self._sieve)
        self.view.setRootIsDecorated(False)
        self.view.setItemsExpandable(False)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setIndentation(0)
        self.view.setAccessibleName("All keys")
        self.view.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.view.header().setStretchLastSection(False)
        self.view.header().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self._span()
        column(self, PlainLabel("All keys", "title"), self.search, self.view, gap=12, margins=(24, 20, 24, 20))

    def _find(self, words: str) -> None:
        """Shows what holds the words."""
        self._sieve.setFilterFixedString(words)
        self._span()

    def _span(self) -> None:
        """Lets headings run across, and keeps everything open."""
        self.view.expandAll()
        for place in range(self._sieve.rowCount()):
            self.view.setFirstColumnSpanned(place, self.view.rootIndex(), True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and ? close the sheet."""
        if event.text() == "?":
            self.accept()
        else:
            super().keyPressEvent(event)


def command_model(theme: Theme) -> QStandardItemModel:
    """Makes the sheet's model from the commands: one heading for each menu, one row for each command."""
    model = QStandardItemModel()
    model.setHorizontalHeaderLabels(["Keys", "Command", "What it does", "Where"])
    headings: dict[str, QStandardItem] = {}
    for item in COMMANDS:
        if item.menu not in headings:
            heading = headings[item.menu] = QStandardItem(item.menu)
            heading.setFont(theme.text(13, 600))
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            model.appendRow(heading)
        keys = QStandardItem("   ".join(dict.fromkeys(key_words(key) for key in item.keys)))
        keys.setFont(theme.mono(12))
        texts = [QStandardItem(words) for words in (item.words, item.help, item.scope.value)]
        headings[item.menu].appendRow([keys, *texts])
    return model
