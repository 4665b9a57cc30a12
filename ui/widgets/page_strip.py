"""The pages of a document as a strip of veiled pages, with the number of the one in view."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets.veil_strip import StripCell, VeilStrip
from workbench.casefile.exposure import Rung, Veil

CELL = QSize(42, 56)
MOST = 2_000


class PageStrip(VeilStrip):
    """Turns the pages of a document; ``turned`` says which page, from 1. Nothing clearer than a veil is shown here."""

    turned = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, CELL, "Pages", parent)
        self.chosen.connect(lambda place: self.turned.emit(place + 1))

    def set_pages(self, pages: Sequence[Veil], count: int, rung: Rung) -> None:
        """Shows as many pages as the document has, the first of them with their veils."""
        count = min(max(count, len(pages)), MOST)
        cells = []
        for place in range(count):
            veil = pages[place] if place < len(pages) else None
            cover = "veiled" if veil is not None else "no preview"
            cells.append(StripCell(veil, str(place + 1), f"Page {place + 1}, {cover}."))
        self.set_cells(cells, rung)

    @property
    def page(self) -> int:
        """The page in view, from 1."""
        return self.current + 1

    def set_page(self, page: int) -> None:
        """Shows which page is in view; nobody is told."""
        self.set_current(page - 1)

    def turn(self, by: int) -> None:
        """Turns some pages on or back, and says so."""
        self._go(self.current + by)
