"""Small words never lie and never read markup."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.labels import Chip, JudgementBadge, KeyCap, Pill, PlainLabel, isolated, plain_tip, visible
from workbench.casefile.decisions import Judgement


@pytest.fixture
def red_picture(tmp_path: Path) -> Path:
    """Returns a red picture on the disk that no widget may draw."""
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#FF0000"))
    path = tmp_path / "red.png"
    assert image.save(str(path))
    return path


def red_pixels(widget: QWidget) -> int:
    """Counts the red pixels a widget shows."""
    image = widget.grab().toImage()
    return sum(image.pixelColor(x, y) == QColor("#FF0000") for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain name.jpg", "plain name.jpg"),
        ("photo\u202egpj.exe", "photo\\u{202E}gpj.exe"),
        ("a\u200bb", "a\\u{200B}b"),
        ("two\nlines", "two lines"),
        ("bell\x07", "bell\\u{0007}"),
        ("a\u200db", "a\\u{200D}b"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),
        ("\u3164blank", "\\u{3164}blank"),
        ("مرحبا", "مرحبا"),
    ],
)
def test_hidden_characters_are_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_isolation_keeps_direction_inside() -> None:
    assert isolated("a\u202eb") == "\u2068a\\u{202E}b\u2069"


def test_a_tip_shows_markup_as_letters() -> None:
    assert plain_tip("<img src='x'>") == "<span>&lt;img src=&#x27;x&#x27;&gt;</span>"
    assert plain_tip("") == ""


def test_a_label_draws_no_picture_that_its_words_name(qtbot: QtBot, red_picture: Path) -> None:
    label = PlainLabel(f'<img src="{red_picture}">')
    qtbot.addWidget(label)
    label.resize(300, 60)
    assert red_pixels(label) == 0
    label.setText(f'<img src="{red_picture}">')
    assert red_pixels(label) == 0
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_long_name_is_shortened_and_told_whole(qtbot: QtBot) -> None:
    label = PlainLabel("a very long name of an exhibit.jpg", elide=Qt.TextElideMode.ElideMiddle)
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert "…" in label.text() and label.text() != label.words()
    assert label.accessibleName() == "a very long name of an exhibit.jpg"
    assert "a very long name" in label.toolTip()
    label.resize(600, 20)
    assert label.text() == label.words() and label.toolTip() == ""


def test_painted_words_are_named_for_a_screen_reader(theme: Theme, qtbot: QtBot) -> None:
    parts = [
        (KeyCap("Ctrl K", theme), "Key Ctrl K"),
        (Pill("Elections risk", theme, "escalate", "ballot"), "Elections risk"),
        (Chip("To review", theme, 1900), "To review 1,900"),
        (JudgementBadge(theme, Judgement.VIOLATING), "1 Violating"),
        (JudgementBadge(theme), "To review"),
    ]
    for widget, name in parts:
        qtbot.addWidget(widget)
        widget.resize(widget.sizeHint())
        widget.grab()
        assert widget.accessibleName() == name


def test_a_chip_is_pressed_by_keys(dark: Theme, qtbot: QtBot) -> None:
    chip = Chip("Clear", dark, 3)
    qtbot.addWidget(chip)
    chip.show()
    with qtbot.waitSignal(chip.toggled):
        qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert chip.isChecked()
