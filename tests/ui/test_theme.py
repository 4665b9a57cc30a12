"""The palette keeps its contrast, the style sheet is whole, and every icon is drawn."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.theme import DARK, LIGHT, RESOURCES, Palette, Scheme, Theme

PAIRS = [
    ("text", "pane", 4.5), ("text", "ground", 4.5), ("text2", "pane", 4.5), ("text2", "raised", 4.5),
    ("text3", "pane", 4.5), ("accent", "pane", 4.5), ("on_accent", "accent", 4.5), ("accent", "accent_ground", 4.5),
    ("violating", "violating_ground", 4.5), ("borderline", "borderline_ground", 4.5), ("clear", "clear_ground", 4.5),
    ("escalate", "escalate_ground", 4.5), ("cited", "cited_ground", 4.5), ("accent", "canvas", 3.0),
]  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in QColor(colour).getRgbF()]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_contrast(palette: Palette, ink: str, ground: str, least: float) -> None:
    roles = asdict(palette)
    high, low = sorted((luminance(roles[ink]), luminance(roles[ground])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= least


def test_the_style_sheet_has_no_place_left_open(theme: Theme) -> None:
    sheet = theme.stylesheet()
    assert not re.search(r"@\w+@|\dfx\b", sheet)
    assert theme.palette.accent in sheet


def test_text_grows_with_the_scale(dark: Theme) -> None:
    dark.choose_scale(2.0)
    assert dark.text(13).pixelSize() == 26
    assert "26px" in dark.stylesheet()


def test_a_choice_wins_over_the_system(dark: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dark.changed):
        dark.choose(Scheme.LIGHT)
    dark._heed_system(Qt.ColorScheme.Dark)
    assert not dark.dark
    dark.choose(Scheme.SYSTEM)
    assert dark.dark
    dark._heed_system(Qt.ColorScheme.Light)
    assert not dark.dark


def test_every_icon_is_drawn_in_the_colour_asked_for(dark: Theme) -> None:
    names = sorted(path.stem for path in (RESOURCES / "icons").glob("*.svg"))
    assert "mark" in names
    for name in names:
        image = dark.icon(name, "accent", 96).pixmap(96, 96).toImage().convertToFormat(QImage.Format.Format_ARGB32)
        inked = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())
                 if image.pixelColor(x, y).alpha() == 255]  # fmt: skip
        assert any(colour.name().upper() == DARK.accent for colour in inked), name


def test_icons_reach_for_nothing_outside_themselves() -> None:
    for path in (RESOURCES / "icons").glob("*.svg"):
        assert not re.search(r"href|url\(|<image|<use|<script|<style", path.read_text(encoding="utf-8")), path.name


def test_an_unknown_icon_is_a_mistake_in_the_code(dark: Theme) -> None:
    with pytest.raises(FileNotFoundError):
        dark.icon("no-such-icon")


def test_it_dresses_the_application(dark: Theme, qapp: QApplication) -> None:
    before = qapp.styleSheet()
    try:
        dark.apply(qapp)
        assert qapp.palette().window().color() == QColor(DARK.pane)
        assert qapp.styleSheet() == dark.stylesheet()
    finally:
        qapp.setStyleSheet(before)
