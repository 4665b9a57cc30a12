"""What an exhibit was unpacked from and what was unpacked from it; each name leads there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from ui.widgets.controls import button, column, row
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import PlainLabel, visible
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit

SHOWN = 8


class Kin(QWidget):
    """One line for the parent, some names for the children; hidden where there are neither."""

    chosen = Signal(object)  # an exhibit's number is wider than a C int

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[int | None, tuple[int, ...]] = (None, ())
        self.links: list[QPushButton] = []
        self._up, self._down = QWidget(), QWidget()
        self._up_row = row(self._up, PlainLabel("Unpacked from", "meta"), 1, gap=4)
        self._below = PlainLabel("", "meta")
        held = QWidget()
        self._names = FlowLayout(held, gap=2)
        column(self._down, self._below, held, gap=0)
        column(self, self._up, self._down, gap=2)
        self.hide()

    def show_kin(self, parent: int | None, children: Sequence[Exhibit]) -> None:
        """Names parent and children."""
        now = (parent, tuple(child.number for child in children))
        if now == self._shown:
            return
        self._shown = now
        for link in self.links:
            link.setParent(None)
            link.deleteLater()
        self.links.clear()
        while self._names.count():
            self._names.takeAt(0)
        self._up.setVisible(parent is not None)
        if parent is not None:
            self._up_row.insertWidget(1, self._link(parent, exhibit_label(parent), ""))
        self._down.setVisible(bool(children))
        more = len(children) - SHOWN
        count = "1 exhibit was unpacked from it" if len(children) == 1 else f"{len(children):,} were unpacked from it"
        self._below.setText(f"{count}; the first {SHOWN}:" if more > 0 else f"{count}:")
        for child in children[:SHOWN]:
            self._names.addWidget(self._link(child.number, child.label, visible(child.neutral_name)))
        self.setVisible(parent is not None or bool(children))

    def _link(self, number: int, words: str, name: str) -> QPushButton:
        """Makes a name that leads to an exhibit."""
        made = button(words, lambda: self.chosen.emit(number), "link")
        made.setAccessibleName(f"Go to {words} {name}".strip())
        made.show()
        self.links.append(made)
        return made
