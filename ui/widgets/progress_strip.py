"""Running work in the status bar: what is done, how far, and Cancel."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from workbench.jobs import Progress


class ProgressStrip(QWidget):
    """Words, a thin bar, a count and Cancel; hidden while nothing runs."""

    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None: ...
    def show_progress(self, progress: Progress) -> None: ...
    def finish(self) -> None: ...
