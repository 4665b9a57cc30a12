"""The start of the program, from process to first painted window, against a bare QMainWindow of the same Qt.

Run it as ``python -m tests.benchmarks.window``. Both sides are whole processes that end at their first paint; with a
display they use it, without one Qt's offscreen platform.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.pairs import Job, compare, head

_ROOT = Path(__file__).resolve().parents[2]

_FIRST_PAINT = """
import os, sys
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            os._exit(0)
        return False

run = QApplication.exec
def watched_run(*arguments):
    watch = FirstPaint()
    QApplication.instance().installEventFilter(watch)
    return run()
QApplication.exec = watched_run
"""
_BARE = """
application = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
window.show()
QApplication.exec()
"""
_OURS = "from ui.application import main; sys.exit(main([]))"


def _start(program: str, profile: str) -> None:
    """Runs one side to its first paint."""
    environment = {**os.environ, "WORKBENCH_HOME": profile}
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    subprocess.run(
        [sys.executable, "-c", _FIRST_PAINT + program],
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
        compare(
            "start to first paint",
            Job("ours", lambda: _start(_OURS, profile)),
            Job("a bare QMainWindow", lambda: _start(_BARE, profile)),
            pairs=11,
        )


if __name__ == "__main__":
    main()
