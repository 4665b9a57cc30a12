"""The first thing on the screen: the shape of the window, painted before the program itself is read.

Reading the program takes several times as long as opening a window. What stands here meanwhile has the place, the
panes and the colours of the window that follows, no words and no content, and takes no keys.
"""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import Scheme, Theme
from ui.windows.remembered import Remembered, may_hold_case
from workbench.settings import Settings, SettingsUnreadable, load, profile_folder

PAINT_SECONDS = 0.5
START_SIZE = (1040, 600)
CASE_SIZE = (1680, 1020)
CASE_MARGINS = (40, 60)


class Threshold(QWidget):
    """Stands where the window will be until :meth:`give_way`."""

    def __init__(self, app: QApplication, theme: Theme, remembered: Remembered) -> None:
        super().__init__(None, Qt.WindowType.SplashScreen | Qt.WindowType.FramelessWindowHint)
        self.app, self.theme = app, theme
        self._of_case = bool(remembered.text("case")) and may_hold_case(Path(remembered.text("case")))
        self.painted = False
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        geometry = remembered.bytes("geometry")
        if not (self._of_case and geometry is not None and self.restoreGeometry(geometry)):
            self.setGeometry(self._place())

    def _place(self) -> QRect:
        """Finds the middle of the screen."""
        room = QGuiApplication.primaryScreen().availableGeometry()
        width, height = START_SIZE
        if self._of_case:
            width = min(CASE_SIZE[0], room.width() - CASE_MARGINS[0])
            height = min(CASE_SIZE[1], room.height() - CASE_MARGINS[1])
        place = QRect(0, 0, width, height)
        place.moveCenter(room.center())
        return place

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the panes that will be there."""
        colours, width, height = self.theme.palette, self.width(), self.height()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.ground))
        if self._of_case:
            painter.fillRect(0, 0, width, height - 28, QColor(colours.pane))
            for line in ((0, 52, width, 1), (264, 53, 1, height - 81), (616, 53, 1, height - 313)):
                painter.fillRect(*line, QColor(colours.line))
            painter.fillRect(617, 53, width - 617 - 408, height - 313, QColor(colours.canvas))
            painter.fillRect(265, height - 260, width - 265, 1, QColor(colours.line))
        else:
            painter.fillRect(width * 3 // 5, 0, width, height, QColor(colours.pane))
        painter.end()
        self.painted = True

    def give_way(self) -> None:
        """Leaves the place to the window that is there now."""
        self.close()
        self.deleteLater()


def stand() -> Threshold:
    """Makes the application and puts the threshold on the screen; returns once it is painted."""
    app = QApplication(sys.argv[:1])
    settings = Settings()
    with contextlib.suppress(SettingsUnreadable):
        settings = load()
    theme = Theme(Scheme(settings.theme))
    theme.apply(app)
    threshold = Threshold(app, theme, Remembered(profile_folder()))
    threshold.show()
    limit = time.monotonic() + PAINT_SECONDS
    while not threshold.painted and time.monotonic() < limit:
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    return threshold
