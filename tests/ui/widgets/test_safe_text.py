"""The text browser loads nothing, goes nowhere and copies letters alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QTextBrowser
from pytestqt.qtbot import QtBot

from ui.widgets.safe_text import SafeBrowser


def _red(view: QTextBrowser) -> int:
    view.resize(200, 200)
    image = view.grab().toImage()
    return sum(image.pixelColor(x, y) == QColor("#FF0000") for x in range(image.width()) for y in range(image.height()))


@pytest.fixture
def page(tmp_path: Path) -> str:
    """Returns markup that names a red picture on the disk, twice."""
    image = QImage(30, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("#FF0000"))
    path = tmp_path / "red.png"
    assert image.save(str(path))
    return f'<img src="{path}"><img src="{QUrl.fromLocalFile(str(path)).toString()}"><a href="{path}">go</a>'


def test_a_plain_browser_would_draw_it(page: str, qtbot: QtBot) -> None:
    view = QTextBrowser()
    qtbot.addWidget(view)
    view.setHtml(page)
    assert _red(view) > 0


def test_no_local_picture_is_drawn(page: str, qtbot: QtBot) -> None:
    view = SafeBrowser()
    qtbot.addWidget(view)
    view.setHtml(page)
    assert _red(view) == 0


def test_it_goes_nowhere(page: str, qtbot: QtBot, tmp_path: Path) -> None:
    view = SafeBrowser()
    qtbot.addWidget(view)
    view.setPlainText("here")
    view.setSource(QUrl.fromLocalFile(str(tmp_path / "red.png")))
    assert view.toPlainText() == "here" and not view.openLinks() and not view.openExternalLinks()


def test_a_copy_is_letters_alone(qtbot: QtBot) -> None:
    view = SafeBrowser()
    qtbot.addWidget(view)
    view.setHtml("<b>bold</b> words")
    view.selectAll()
    data = view.createMimeDataFromSelection()
    assert data.formats() == ["text/plain"] and data.text() == "bold words"
