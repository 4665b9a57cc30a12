"""One exhibit as a tile of the evidence grid: veil, kind, number and judgement, painted by one delegate."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QWidget

from ui.theme import Theme
from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import Rung, Veil

TILE_ROLE = 0x0100  # Qt.UserRole: the model answers it with a TileData, or None for a cell past the last exhibit


@dataclass(frozen=True, slots=True)
class TileData:
    """All that one tile shows."""

    number: int
    label: str
    family: str
    duration: str = ""
    veil: Veil | None = None
    rung: Rung = Rung.VEIL
    judgement: Judgement | None = None
    sensitivity: Sensitivity = Sensitivity.UNCLASSIFIED
    problem: str = ""


class TileDelegate(QStyledItemDelegate):
    """Paints TileData cells of a QTableView; ``cell_size()`` is the size of a cell, gap included."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None: ...
    def cell_size(self) -> QSize: ...


def columns_that_fit(width: int, cell: QSize) -> int:
    """Tells how many tiles stand side by side in a width, at least one."""
