"""The start of the program, from process to painted window, against a bare QMainWindow of the same Qt.

Run it as ``python -m tests.benchmarks.window``. Both sides are whole processes that end at a paint: ours once at that
of the window's shape, and once at that of the window itself. With a display they use it, without one Qt's offscreen
platform.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.pairs import Job, compare, head

_ROOT = Path(__file__).resolve().parents[2]

_END_AT_PAINT = """
import os, sys
from PySide6 import QtWidgets
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QMainWindow, QWidget

class Paint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            if {name!r} in ("", type(watched.window()).__name__):
                os._exit(0)
        return False

class QApplication(QtWidgets.QApplication):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.watch = Paint()
        self.installEventFilter(self.watch)

QtWidgets.QApplication = QApplication
"""
_BARE = """
application = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
window.show()
QApplication.exec()
"""
_OURS = """
from ui.threshold import stand
threshold = stand()
from ui.application import main
sys.exit(main(threshold))
"""


def _start(program: str, profile: str, name: str = "") -> None:
    """Runs one side to the first paint, or to that of the window whose class has a name."""
    environment = {**os.environ, "WORKBENCH_HOME": profile}
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    subprocess.run(
        [sys.executable, "-c", _END_AT_PAINT.format(name=name) + program],
        cwd=_ROOT,
        env=environment,
        check=True,
        stderr=subprocess.DEVNULL,
        timeout=120,
    )


def main() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        head()
        bare = Job("a bare QMainWindow", lambda: _start(_BARE, profile))
        compare("start to the window's shape", Job("ours", lambda: _start(_OURS, profile)), bare, pairs=11)
        window = Job("ours", lambda: _start(_OURS, profile, "StartWindow"))
        compare("start to the window itself", window, bare, pairs=11)


if __name__ == "__main__":
    main()
