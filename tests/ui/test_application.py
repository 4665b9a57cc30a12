"""The start of the program: a window first, and nothing heavy before it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house_rules import read_house
from tests.ui.desktop import until
from ui.windows.opening import demonstration_case

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ["sqlalchemy", "sqlcipher3", "numpy", "PIL", "av", "cv2", "typst", "jinja2", "cryptography", "markdown_it"]
FIRST_PAINT = f"""
import json, sys
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from ui.application import Session

class Watch(QObject):
    seen = None
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and self.seen is None:
            self.seen = [name for name in {HEAVY!r} if name in sys.modules]
        return False

app = QApplication(["workbench"])
watch = Watch()
app.installEventFilter(watch)
session = Session(app)
session.begin()
while watch.seen is None:
    app.processEvents()
print(json.dumps([watch.seen, (session.case_window or session.start_window).objectName()]))
session.desk.cancel()
session.end()
"""


@pytest.mark.parametrize("last_case", [False, True], ids=["first start", "with a last case"])
def test_nothing_heavy_is_loaded_before_the_first_paint(make_case, last_case):
    before = ""
    if last_case:
        before = (
            "from pathlib import Path; from ui.windows.remembered import Remembered; "
            "from workbench.settings import profile_folder; "
            f"r = Remembered(profile_folder()); r.put('case', {str(make_case())!r}); r.sync(); del r\n"
        )
    done = subprocess.run(
        [sys.executable, "-c", before + FIRST_PAINT], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    heavy, window = json.loads(done.stdout.strip().splitlines()[-1])
    assert heavy == []
    assert window == ("case-window" if last_case else "start-window")


def test_the_start_window_leads_to_a_known_case(start, make_case):
    make_case()
    session = start(None)
    window = session.start_window
    until(lambda: window.model.count() == 1, "the case is listed")
    index = window.model.index(1)
    window.list.activated.emit(index)
    until(lambda: session.case_window is not None and session.case_window.isVisible(), "the case window is there")
    assert not window.isVisible()
    until(lambda: len(session.case_window.model.numbers) == 3, "its evidence stands in the grid")
    until(lambda: session.case_window.focusWidget() is session.case_window.evidence.grid, "the keys belong to the grid")


def test_a_half_made_demonstration_is_not_taken_for_one(tmp_path):
    assert demonstration_case(tmp_path) is None
    half = tmp_path / "demonstration" / "case"
    half.mkdir(parents=True)
    (half / "case.sqlite3").touch()
    assert demonstration_case(tmp_path) is None
    whole = tmp_path / "demonstration-2"
    (whole / "case").mkdir(parents=True)
    (whole / "case" / "case.sqlite3").touch()
    (whole / "memo.md").touch()
    assert demonstration_case(tmp_path) == whole / "case"


def test_broken_settings_are_told_and_not_overwritten(start, profile):
    path = profile / "profile" / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text("theme = [broken", "utf-8")
    session = start(None)
    until(session.start_window.problems.isVisible, "the trouble is told")
    assert "settings" in session.start_window.problems.accessibleName()
    assert path.read_text("utf-8") == "theme = [broken"


def test_clear_pixels_are_asked_for_in_one_place_alone():
    asking = [
        name for name, source in read_house(ROOT).items() if name.startswith("ui.") and "begin_look" in source.text
    ]
    assert asking == ["ui.panels.viewer.looks"]
    showing = [name for name, source in read_house(ROOT).items()
               if name.startswith("ui.") and ".show_pixels(" in source.text]  # fmt: skip
    assert showing == ["ui.panels.viewer.seeing"]
