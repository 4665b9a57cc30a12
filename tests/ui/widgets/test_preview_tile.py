"""Tiles are painted from one value, hold no colour of a picture, and say what they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.preview_tile import TILE_ROLE, TileData, TileDelegate, columns_that_fit, prepare_grid, tile_words
from ui.widgets.veil_picture import SCREEN_SIDE, VeilPictures, veil_image
from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.exposure import TONE_HIGH, TONE_LOW, Rung, Veil

VEIL = Veil(12, 9, bytes(index % 16 for index in range(108)), bytes(index % 16 for index in range(432)))


class Tiles(QAbstractTableModel):
    """A grid of given tiles that keeps which roles were asked of it."""

    def __init__(self, tiles: list[TileData]) -> None:
        super().__init__()
        self.tiles = tiles
        self.asked: set[int] = set()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        """Two tiles a row."""
        return (len(self.tiles) + 1) // 2

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        """Two."""
        return 2

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        """The tile of a cell."""
        self.asked.add(int(role))
        place = index.row() * 2 + index.column()
        return self.tiles[place] if role == TILE_ROLE and place < len(self.tiles) else None


@pytest.mark.parametrize("rung", [Rung.VEIL, Rung.HAZE])
@pytest.mark.parametrize("size", [(12, 9), (1, 1), (12, 1), (1, 12), (7, 12)])
def test_a_base_picture_is_small_grey_soft_and_of_low_contrast(rung: Rung, size: tuple[int, int]) -> None:
    count = size[0] * size[1]
    veil = Veil(*size, bytes(15 * (index % 2) for index in range(count)), bytes(15 * (i % 2) for i in range(4 * count)))
    image = veil_image(veil, rung)
    assert max(image.width(), image.height()) <= SCREEN_SIDE
    assert image.format() is QImage.Format.Format_Grayscale8
    levels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    levels = levels[:, : image.width()]
    assert levels.min() >= TONE_LOW - 1 and levels.max() <= TONE_HIGH + 1


def test_pictures_are_kept_once_and_not_without_end() -> None:
    pictures = VeilPictures(limit=3)
    first = pictures.picture(VEIL, Rung.VEIL)
    assert pictures.picture(VEIL, Rung.VEIL) is first
    for level in range(5):
        pictures.picture(Veil(1, 1, bytes([level]), bytes([level] * 4)), Rung.VEIL)
    assert len(pictures) == 3


def test_a_grid_paints_every_kind_of_tile_and_asks_for_one_value(theme: Theme, qtbot: QtBot) -> None:
    tiles = [
        TileData(1, "EX-0001", "Video", "0:47", VEIL, judgement=Judgement.VIOLATING),
        TileData(2, "EX-0002", "Image", veil=VEIL, rung=Rung.HAZE),
        TileData(3, "EX-0003", "Image", veil=VEIL, rung=Rung.SEALED, sensitivity=Sensitivity.SEVERE),
        TileData(4, "EX-0004", "Chat"),
        TileData(5, "EX-0005", "Image", problem="The bytes are cut short."),
    ]
    view = QTableView()
    qtbot.addWidget(view)
    prepare_grid(view, TileDelegate(theme, view))
    model = Tiles(tiles)
    view.setModel(model)
    view.resize(360, 520)
    view.show()
    view.setCurrentIndex(model.index(0, 0))
    model.asked.clear()
    view.viewport().grab()
    assert model.asked <= {TILE_ROLE, int(Qt.ItemDataRole.ToolTipRole)}
    assert TILE_ROLE in model.asked


def test_a_tile_of_a_clear_rung_is_never_painted_clear(dark: Theme, qtbot: QtBot) -> None:
    view = QTableView()
    qtbot.addWidget(view)
    delegate = TileDelegate(dark, view)
    prepare_grid(view, delegate)
    view.setModel(Tiles([TileData(1, "EX-0001", "Image", veil=VEIL, rung=Rung.COLOUR)]))
    view.resize(360, 300)
    view.viewport().grab()
    assert len(delegate.pictures) == 0


def test_columns_are_as_many_as_fit() -> None:
    cell = QSize(164, 138)
    assert [columns_that_fit(width, cell) for width in (10, 164, 327, 328, 1000)] == [1, 1, 1, 2, 6]


def test_a_tile_is_said_in_words() -> None:
    tile = TileData(31, "EX-0031", "Video", "0:47", VEIL, judgement=Judgement.VIOLATING)
    assert tile_words(tile) == "EX-0031. Video 0:47. Veiled. 1 Violating."
    sealed = TileData(4, "EX-0004", "Image", veil=VEIL, rung=Rung.SEALED, problem="odd\u202e")
    assert tile_words(sealed) == "EX-0004. Image. Sealed. To review. odd\\u{202E}."
