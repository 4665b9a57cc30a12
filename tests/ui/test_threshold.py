"""The threshold is painted before the program is read, where the window will be, and gives way to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ui.theme import Scheme, Theme
from ui.threshold import Threshold
from ui.windows.remembered import Remembered

ROOT = Path(__file__).resolve().parents[2]
_STAND = """
import sys
from ui.threshold import stand
threshold = stand()
assert threshold.painted and threshold.isVisible()
heavy = [name for name in sys.modules if name.startswith(("workbench.actions", "workbench.store", "ui.panels"))]
assert not heavy, heavy
assert not {"sqlalchemy", "numpy", "PIL", "av", "msgspec"} & set(sys.modules)
"""


def test_it_is_painted_before_anything_of_the_program_is_read() -> None:
    ended = subprocess.run([sys.executable, "-c", _STAND], cwd=ROOT, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr.decode()


@pytest.fixture
def threshold(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Threshold]:
    """Makes the threshold of somebody who left a case open in a window of a size of their own."""
    remembered = Remembered(tmp_path)
    left = QWidget()
    qtbot.addWidget(left)
    left.setGeometry(30, 40, 700, 500)
    case = tmp_path / "case"
    case.mkdir()
    (case / "case.sqlite3").touch()
    remembered.put("case", str(case))
    remembered.put("geometry", left.saveGeometry())
    made = Threshold(qapp, Theme(Scheme.LIGHT), remembered)
    yield made
    if isValid(made):
        made.give_way()


def test_it_stands_where_the_case_window_stood_and_takes_no_keys(qtbot: QtBot, threshold: Threshold) -> None:
    with qtbot.waitExposed(threshold):
        threshold.show()
    assert (threshold.width(), threshold.height()) == (700, 500)
    assert not threshold.hasFocus() and threshold.focusPolicy().value == 0
    picture = threshold.grab().toImage()
    assert picture.pixelColor(5, 5).name().upper() == threshold.theme.palette.pane
    assert picture.pixelColor(5, 495).name().upper() == threshold.theme.palette.ground


def test_it_leaves_when_it_gives_way(qtbot: QtBot, threshold: Threshold) -> None:
    with qtbot.waitExposed(threshold):
        threshold.show()
    with qtbot.waitSignal(threshold.destroyed):
        threshold.give_way()


def test_a_case_that_is_gone_has_the_shape_of_a_first_start(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    remembered = Remembered(tmp_path)
    remembered.put("case", str(tmp_path / "gone"))
    made = Threshold(qapp, Theme(Scheme.DARK), remembered)
    qtbot.addWidget(made)
    assert (made.width(), made.height()) == (1040, 600)
