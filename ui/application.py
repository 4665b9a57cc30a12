"""The one place where the window's objects are made and handed to each other."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ui.desk import Desk
from ui.keyboard import Keyboard
from ui.lanes import Lanes
from ui.problems import install_hooks
from ui.theme import Scheme, Theme
from ui.threshold import Threshold
from ui.windows.calm import Calm
from ui.windows.case_window import CaseWindow
from ui.windows.opening import Opening, demonstration_case
from ui.windows.remembered import Remembered, may_hold_case
from ui.windows.start_window import StartWindow
from ui.windows.system_bus import listen
from ui.windows.watch import Watch
from workbench.actions.cases import this_actor
from workbench.actions.exposure import open_person
from workbench.actions.previewing import open_decoder
from workbench.casefile.identity import Actor
from workbench.settings import Settings, SettingsUnreadable, load, login_name, profile_folder

NAME = "Investigation Workbench"


class Session(QObject):
    """One run of the program: theme, lanes, desk and the two windows."""

    def __init__(self, app: QApplication, theme: Theme | None = None) -> None:
        super().__init__()
        self._app = app
        settings, trouble = _settings()
        self.theme = theme or Theme(Scheme(settings.theme))
        if theme is None:
            self.theme.apply(app)
        self.lanes = Lanes(self)
        self.decoder = open_decoder()
        self.person = open_person()
        self.desk = Desk(self.lanes, _actor(trouble), self.decoder, self.person, self)
        self.watch = Watch(app, parent=self)
        self.calm = Calm(self.theme, self.watch, self)
        self.remembered = Remembered(profile_folder())
        self.opening = Opening(self.desk, self)
        self.start_window: StartWindow | None = None
        self.case_window: CaseWindow | None = None
        self.desk.opened.connect(self._follow)
        # The first look then waits for nothing; where the decoder cannot be confined, the window says so at once.
        once = Qt.ConnectionType.SingleShotConnection
        self.desk.opened.connect(lambda: self.lanes.run(self.decoder.prepare, None, None, self.desk.fail), once)
        self.desk.opened.connect(self._listen, once)
        install_hooks(self.desk.failed.emit)
        self._trouble = trouble

    def begin(self) -> QWidget:
        """Puts a window on the screen, and only then begins to work; returns the window."""
        folder = Path(self.remembered.text("case"))
        window: QWidget
        if self.remembered.text("case") and may_hold_case(folder):
            window = self._show_case()
            FirstPaint(window, lambda: self.opening.open(folder))
        else:
            window = self._show_start()
            first = not self.remembered.text("started") and demonstration_case(profile_folder()) is None
            self.remembered.put("started", "yes")
            FirstPaint(window, self.opening.open_demonstration if first else window.refresh)
        if self._trouble is not None:
            self.desk.failed.emit(self._trouble)
        return window

    def _show_start(self) -> StartWindow:
        """Shows the start window."""
        if self.start_window is None:
            self.start_window = StartWindow(self.desk, self.theme, self.opening)
            self.start_window.theme_asked.connect(self._turn)
        self.start_window.show()
        return self.start_window

    def _show_case(self) -> CaseWindow:
        """Shows the case window."""
        if self.case_window is None:
            self.case_window = CaseWindow(self.desk, self.theme, self.opening, self.remembered, self.calm)
            self.case_window.gone.connect(self._app.quit, Qt.ConnectionType.QueuedConnection)
        self.case_window.show()
        return self.case_window

    def _listen(self) -> None:
        """Listens to the desktop's buses, once there is something to cover."""
        self.bus = listen(self)
        self.bus.locked.connect(self.watch.lock)

    def _follow(self) -> None:
        """Brings the case window to the front once a case is on the desk."""
        if self.desk.case is not None and self.case_window is None:
            window = self._show_case()
            self.desk.opened.emit()
            window.raise_()
        if self.desk.case is not None and self.start_window is not None:
            self.start_window.hide()

    def _turn(self) -> None:
        """Changes between dark and light."""
        self.theme.choose(Scheme.LIGHT if self.theme.dark else Scheme.DARK)

    def end(self) -> None:
        """Ends the lanes, the decoder and the personal record."""
        for window in (self.case_window, self.start_window):
            if window is not None:
                window.deleteLater()
        self.case_window = self.start_window = None
        self.lanes.close()
        self.decoder.close()
        self.person.close()
        self.remembered.sync()


class FirstPaint(QObject):
    """Calls something once a window has been painted, or at the latest after a second."""

    def __init__(self, window: QWidget, call: Callable[[], object]) -> None:
        super().__init__(window)
        self._window = window
        self._wait = QTimer(self, singleShot=True, interval=1000)
        self._wait.timeout.connect(call)
        self._wait.start()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Waits for the paint, and lets it be finished."""
        if event.type() == QEvent.Type.Paint and self._wait.isActive():
            self._window.removeEventFilter(self)
            self._wait.start(0)
        return False


def main(threshold: Threshold | None = None) -> int:
    """Opens the window, where the threshold stands if there is one; returns the exit status when it is closed."""
    app = threshold.app if threshold is not None else QApplication(sys.argv[:1])
    app.setApplicationName(NAME)
    app.setApplicationDisplayName("")
    app.setQuitOnLastWindowClosed(True)
    Keyboard(app)
    session = Session(app, threshold.theme if threshold is not None else None)
    window = session.begin()
    if threshold is not None:
        FirstPaint(window, threshold.give_way)
    try:
        return app.exec()
    finally:
        session.end()


def _settings() -> tuple[Settings, SettingsUnreadable | None]:
    """Reads the settings; where they are broken, the defaults and what to say about it."""
    try:
        return load(), None
    except SettingsUnreadable as trouble:
        return Settings(), trouble


def _actor(trouble: SettingsUnreadable | None) -> Actor:
    """Names the person at the desk, by the login name where the settings cannot be read."""
    return this_actor() if trouble is None else Actor(login_name(), login_name())
