"""The ledger of the case: who did what, newest first, and the last act to take back."""

from __future__ import annotations

import re

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.models.entries import EntriesModel
from ui.models.values import VALUE_ROLE
from ui.theme import Theme
from ui.widgets.controls import button, column, row
from ui.widgets.labels import PlainLabel, plain_tip, visible
from ui.widgets.list_rows import Row, RowList
from workbench.actions.custody import entries
from workbench.casefile.custody import Entry
from workbench.casefile.exhibit_numbers import exhibit_number
from workbench.casefile.identity import short_digest

_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")

BARS = {"exhibit.decide": "accent", "citation.add": "cited", "undo": "borderline", "memo.export": "escalate"}


class HistoryPanel(QWidget):
    """Shows entries and offers to undo the last act."""

    undo_asked = Signal()
    proof_asked = Signal()

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.model = EntriesModel(self)
        self.undo_words = ""
        self.list = RowList(theme, self._row, "History")
        self.list.setModel(self.model)
        self.list.clicked.connect(self._follow)
        self.list.activated.connect(self._follow)
        self._count = PlainLabel("", "meta")
        self._undo = button("Undo", self.undo_asked.emit, name="undo")
        self._undo.setEnabled(False)
        self._proof = button("Copy proof", self.proof_asked.emit, "link", "copy-proof")
        self._proof.setToolTip("Copies what shows that the chosen entry stands in the ledger")
        column(self, row(None, self._count, 1, self._proof, self._undo, margins=(16, 12, 16, 8)), self.list, gap=0)
        desk.opened.connect(self._open)
        desk.changed.connect(self._heed)

    def say_undo(self, words: str) -> None:
        """Names what undo would take back; empty where there is nothing."""
        self.undo_words = words
        self._undo.setToolTip(plain_tip(words))
        self._undo.setAccessibleName(words or "Nothing to undo")
        self._undo.setEnabled(bool(words))

    def chosen(self) -> int | None:
        """Names the chosen entry, or else the newest; None where there is none."""
        entry = self.list.currentIndex().data(VALUE_ROLE) or (self.model.values[0] if self.model.values else None)
        return entry.number if entry is not None else None

    def _open(self) -> None:
        """Shows another case's entries."""
        self.model.show(())
        self._desk.ask(entries, then=self._show)

    def _show(self, found: tuple[Entry, ...]) -> None:
        """Takes the newest entries in."""
        self.model.show(found)
        self._say_count()

    def _heed(self, entry: Entry) -> None:
        """Takes one new entry in."""
        self.model.append(entry)
        self._say_count()

    def _say_count(self) -> None:
        """Says how many entries the ledger has."""
        newest = self.model.values[0].number if self.model.values else 0
        self._count.setText(f"{newest:,} entries, chained")

    def _follow(self, index: QModelIndex) -> None:
        """Brings the exhibit that an entry is about into view."""
        entry = index.data(VALUE_ROLE)
        for subject in entry.subjects if entry is not None else ():
            if subject.startswith("EX-"):
                self._desk.select(exhibit_number(subject))
                return

    def _row(self, index: QModelIndex | QPersistentModelIndex) -> Row | None:
        """Says what an entry's row shows."""
        entry = index.data(VALUE_ROLE)
        if entry is None:
            return None
        return Row(
            title=visible(_DIGEST.sub(lambda found: short_digest(found.group()), entry.label)),
            kicker=f"{entry.number}  {entry.at.astimezone():%H:%M:%S}",
            trailing=visible(entry.actor.name),
            tone="text3",
            bar=BARS.get(entry.verb, ""),
            lines=2,
            quiet=entry.verb.startswith(("look.", "exhibit.preview")),
        )
