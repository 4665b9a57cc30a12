"""Running work in the status bar: what is done, how far, how much is left, and Cancel."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from ui.theme import Theme
from ui.widgets.labels import PlainLabel
from workbench.jobs import Progress

REST_AFTER_SECONDS = 4.0


class ProgressStrip(QWidget):
    """Words, a thin bar, a count and Cancel; hidden while nothing runs."""

    cancelled = Signal()

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._began: float | None = None
        self._doing = PlainLabel("", "secondary", parent=self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(theme.px(120))
        self._count = PlainLabel("", "mono-meta", parent=self)
        self._cancel = QPushButton("Cancel", self)
        self._cancel.setProperty("role", "link")
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self._ask_cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for part in (self._doing, self._bar, self._count, self._cancel):
            layout.addWidget(part)
        self.setAccessibleName("Running work")
        self.hide()

    def show_progress(self, progress: Progress) -> None:
        """Shows how far the work is; ``total`` 0 while that is unknown."""
        if self._began is None:
            self._began = self._clock()
            self._cancel.setEnabled(True)
            self._cancel.setText("Cancel")
        self._doing.setText(progress.doing)
        self._bar.setRange(0, max(0, progress.total))
        self._bar.setValue(progress.done)
        self._count.setText(self._count_words(progress))
        self.show()

    def finish(self) -> None:
        """The work is over."""
        self._began = None
        self.hide()

    def _ask_cancel(self) -> None:
        self._cancel.setEnabled(False)
        self._cancel.setText("Stopping")
        self.cancelled.emit()

    def _count_words(self, progress: Progress) -> str:
        if not progress.total:
            return f"{progress.done:,}" if progress.done else ""
        said = f"{progress.done:,} of {progress.total:,}"
        passed = self._clock() - (self._began or 0)
        if not progress.done or passed < REST_AFTER_SECONDS or progress.done >= progress.total:
            return said
        rest = passed / progress.done * (progress.total - progress.done)
        return f"{said}, {_rest_words(rest)} left"


def _rest_words(seconds: float) -> str:
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
