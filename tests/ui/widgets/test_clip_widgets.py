"""What lies under the picture: veiled strips and the play bar, by keys and pointer, and never anything clearer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.contact_sheet import ContactSheet
from ui.widgets.page_strip import PageStrip
from ui.widgets.play_bar import PlayBar
from workbench.casefile.exposure import Rung, SheetFrame, Veil

Key = Qt.Key


def veil(level: int) -> Veil:
    """A veil whose left half is dark and whose right half is of one level."""
    row = bytes(0 if place < 6 else level for place in range(12))
    wide = bytes(0 if place < 12 else level for place in range(24))
    return Veil(12, 8, row * 8, wide * 16)


FRAMES = [SheetFrame(float(place * 4), veil(15), place in (2, 5)) for place in range(12)]


@pytest.fixture
def sheet(dark: Theme, qtbot: QtBot) -> ContactSheet:
    """A contact sheet of twelve frames and three scenes, in a window narrower than it."""
    made = ContactSheet(dark)
    qtbot.addWidget(made)
    made.resize(420, made.sizeHint().height())
    made.show()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    made.set_frames(FRAMES, Rung.VEIL)
    made.set_position(0.0)
    return made


def hardest_step(widget: QWidget, left: float, top: float, width: float, height: float) -> int:
    """The hardest step between neighbours in a part of what is on the screen."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    part = rows[int(top) : int(top + height), int(left) : int(left + width)].astype(int)
    return int(np.abs(np.diff(part, axis=1)).max())


def test_a_sheet_goes_by_frames_and_by_scenes_and_says_where_it_stands(sheet: ContactSheet) -> None:
    moved: list[float] = []
    sheet.moved.connect(moved.append)
    QTest.keyClick(sheet, Key.Key_Right)
    QTest.keyClick(sheet, Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(sheet, Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert moved == [4.0, 8.0, 20.0]
    assert "6 of 12. Veiled frame at 0:20, scene 3, which begins here." in sheet.accessibleName()
    QTest.keyClick(sheet, Key.Key_End)
    assert moved[-1] == 44.0 and sheet.cell_rect(11).left() >= 0 and sheet.cell_rect(11).right() <= sheet.width()
    QTest.keyClick(sheet, Key.Key_Home)
    assert sheet.current == 0 and sheet.cell_rect(0).left() >= 0


def test_a_sheet_follows_a_position_without_telling(sheet: ContactSheet) -> None:
    moved: list[float] = []
    sheet.moved.connect(moved.append)
    sheet.set_position(23.9)
    assert sheet.current == 5 and moved == []
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=sheet.cell_rect(4).center().toPoint())
    assert moved == [16.0]


def test_a_scene_is_set_off_and_no_cell_is_clearer_than_its_veil(sheet: ContactSheet) -> None:
    gap = sheet.cell_rect(2).left() - sheet.cell_rect(1).right()
    assert gap > sheet.cell_rect(1).left() - sheet.cell_rect(0).right()
    place = sheet.cell_rect(1).adjusted(6, 6, -6, -6)
    assert 0 < hardest_step(sheet, place.left(), place.top(), place.width(), place.height()) < 24
    sheet.set_frames(FRAMES, Rung.SEALED)
    corner = sheet.cell_rect(1).adjusted(4, 4, -60, -30)
    assert hardest_step(sheet, corner.left(), corner.top(), corner.width(), corner.height()) == 0


def test_a_clear_rung_asked_of_a_sheet_gives_a_haze(sheet: ContactSheet) -> None:
    sheet.set_frames(FRAMES, Rung.COLOUR)
    place = sheet.cell_rect(1).adjusted(6, 6, -6, -6)
    assert hardest_step(sheet, place.left(), place.top(), place.width(), place.height()) < 40


def test_pages_are_turned_by_keys_and_those_without_a_preview_too(dark: Theme, qtbot: QtBot) -> None:
    strip = PageStrip(dark)
    qtbot.addWidget(strip)
    strip.resize(300, strip.sizeHint().height())
    strip.set_pages([veil(9)] * 2, 30, Rung.VEIL)
    strip.set_page(1)
    turned: list[int] = []
    strip.turned.connect(turned.append)
    for key in (Key.Key_PageDown, Key.Key_PageDown, Key.Key_PageUp, Key.Key_End):
        QTest.keyClick(strip, key)
    strip.turn(5)
    assert turned == [2, 3, 2, 30] and strip.page == 30
    assert strip.accessibleName() == "Pages: 30 of 30. Page 30, no preview."


@pytest.fixture
def bar(dark: Theme, qtbot: QtBot) -> PlayBar:
    """A play bar with the focus."""
    made = PlayBar(dark)
    qtbot.addWidget(made)
    made.set_length(47.0)
    made.show()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


def test_j_k_l_shuttle_in_silence_and_ask_for_no_look(bar: PlayBar) -> None:
    moved: list[float] = []
    held: list[bool] = []
    bar.moved.connect(moved.append)
    bar.held.connect(held.append)
    speeds = []
    for key in (Key.Key_L, Key.Key_L, Key.Key_J, Key.Key_J, Key.Key_J, Key.Key_K):
        QTest.keyClick(bar, key)
        speeds.append(bar.speed)
    assert speeds == [1, 2, 1, 0, -1, 0] and held == []
    QTest.keyClick(bar, Key.Key_J)
    bar._shuttle.timeout.emit()
    assert moved == [-0.1]
    bar.set_playing(True)
    assert bar.speed == 0, "what plays does not shuttle as well"


def test_k_held_plays_and_its_release_ends_it(bar: PlayBar) -> None:
    held: list[bool] = []
    bar.held.connect(held.append)
    QTest.keyPress(bar, Key.Key_K)
    bar._k_long.stop()
    bar._k_long.timeout.emit()
    QTest.keyRelease(bar, Key.Key_K)
    assert held == [True, False]
    QTest.mousePress(bar.button, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(bar.button, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert held == [True, False, True, False]


def test_while_something_plays_j_and_l_choose_how_fast(bar: PlayBar) -> None:
    chosen: list[bool] = []
    bar.hastened.connect(chosen.append)
    bar.set_playing(True)
    QTest.keyClick(bar, Key.Key_L)
    QTest.keyClick(bar, Key.Key_J)
    assert chosen == [True, False] and bar.speed == 0


def test_the_bar_keeps_its_letters_from_the_window_only_while_it_has_the_focus(bar: PlayBar) -> None:
    def claimed(key: Any) -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        QApplication.sendEvent(bar, event)
        return event.isAccepted()

    assert claimed(Key.Key_J) and claimed(Key.Key_K) and claimed(Key.Key_L)
    assert not claimed(Key.Key_1) and not claimed(Key.Key_M)
