"""A few letters find a command; keys alone choose it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.palette_box import PaletteBox, PaletteEntry, match_score, ranked

Key = Qt.Key
ENTRIES = [
    PaletteEntry("previous", "Previous exhibit", "K", "chevron-left", "Exhibit"),
    PaletteEntry("verify", "Verify the case", "F7", "shield-check", "Case"),
    PaletteEntry("version", "Show another version", "V", "history", "Policy"),
    PaletteEntry("cite", "Cite the selected words", "Q", "quote", "Policy"),
    PaletteEntry("undo", "Undo Violating on EX-0031", "Ctrl Z", "undo", "Case"),
]


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> QWidget:
    """Returns a shown window with a field that has the focus, and a palette over it."""
    made = QWidget()
    qtbot.addWidget(made)
    QVBoxLayout(made).addWidget(QLineEdit())
    made.resize(900, 600)
    made.palette_box = PaletteBox(theme, made)  # type: ignore[attr-defined]
    made.show()
    made.activateWindow()
    field = next(each for each in made.findChildren(QLineEdit) if each.parent() is made)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    return made


def box_of(window: QWidget) -> PaletteBox:
    """The palette of a window."""
    box = window.palette_box  # type: ignore[attr-defined]
    assert isinstance(box, PaletteBox)
    return box


def field_of(window: QWidget) -> QLineEdit:
    """The window's own field."""
    return next(each for each in window.findChildren(QLineEdit) if each.parent() is window)


@pytest.mark.parametrize(
    ("letters", "best"),
    [("vc", "verify"), ("ver", "verify"), ("cite", "cite"), ("ex31", "undo"), ("pe", "previous"), ("sav", "version")],
)
def test_letters_find_what_is_meant(letters: str, best: str) -> None:
    assert ranked(ENTRIES, letters)[0].id == best


def test_letters_out_of_order_find_nothing() -> None:
    assert match_score("zx", "Verify") is None
    assert ranked(ENTRIES, "qqq") == []
    assert ranked(ENTRIES, " ") == ENTRIES


def test_keys_alone_choose(window: QWidget, qtbot: QtBot) -> None:
    box = box_of(window)
    box.open_over(ENTRIES)
    qtbot.waitUntil(box.field.hasFocus)
    qtbot.keyClick(box.field, Key.Key_Down)
    qtbot.keyClick(box.field, Key.Key_Down)
    qtbot.keyClick(box.field, Key.Key_Up)
    with qtbot.waitSignal(box.chosen) as chosen:
        qtbot.keyClick(box.field, Key.Key_Return)
    assert chosen.args == ["verify"] and box.isHidden()
    assert field_of(window).hasFocus()


def test_escape_leaves_and_gives_the_keyboard_back(window: QWidget, qtbot: QtBot) -> None:
    box = box_of(window)
    box.open_over(ENTRIES, "cite")
    with qtbot.waitSignal(box.closed):
        qtbot.keyClick(box.field, Key.Key_Escape)
    assert box.isHidden() and field_of(window).hasFocus()


def test_nothing_found_is_said(window: QWidget, qtbot: QtBot) -> None:
    box = box_of(window)
    box.open_over(ENTRIES)
    qtbot.keyClicks(box.field, "zzz")
    assert box.list.isHidden()
    qtbot.keyClick(box.field, Key.Key_Return)
    assert not box.isHidden()
    window.grab()


def test_each_line_is_said_with_its_keys(window: QWidget) -> None:
    box = box_of(window)
    box.open_over(ENTRIES)
    said = box.list.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Verify the case, Case, F7"
