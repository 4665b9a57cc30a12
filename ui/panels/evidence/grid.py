"""The grid of veiled tiles."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from ui.models.exhibits import ExhibitsModel
from ui.theme import Theme
from ui.widgets.preview_tile import TileDelegate, columns_that_fit


class EvidenceGrid(QTableView):
    """Tiles in as many columns as fit; one delegate paints them all."""

    def __init__(self, theme: Theme, model: ExhibitsModel) -> None:
        super().__init__()
        self._tiles = TileDelegate(theme, self)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(self._tiles)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(1)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setDragEnabled(False)
        # The delegate paints the selection as a ring; the table's own ground for it would fill the gaps.
        self.setStyleSheet("selection-background-color: transparent;")
        self.setAccessibleName("Evidence")
        theme.changed.connect(self._fit)
        model.modelReset.connect(self._fit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Goes to the first or the last exhibit, where a table would go to the ends of a row."""
        place = {int(Qt.Key.Key_Home): 0, int(Qt.Key.Key_End): -1}.get(event.key())
        if place is None or event.modifiers() or not self._model.numbers:
            super().keyPressEvent(event)
        else:
            self.setCurrentIndex(self._model.index_of(self._model.numbers[place]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lays out anew where another number of columns fits."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Finds how many columns fit and shares the width among them."""
        cell = self._tiles.cell_size()
        width = self.viewport().width()
        self._model.set_columns(columns_that_fit(width, cell))
        self.verticalHeader().setDefaultSectionSize(cell.height())
        columns = max(1, self._model.columnCount())
        for place in range(columns):
            self.setColumnWidth(place, width // columns)
