"""Brings every window to rest or under a calm page at once: nobody there, screen locked, a pause, or panic."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from ui.theme import Theme
from ui.widgets.calm_page import CalmPage
from ui.windows.watch import Watch
from workbench.casefile.exposure import EndCause


class Stillness(StrEnum):
    """Why every window lies under a calm page; NONE where none does."""

    NONE = ""
    SEALED = "sealed"
    LOCKED = "locked"
    PAUSE = "pause"


_PAGES = {
    Stillness.SEALED: ("Everything is sealed", "Nothing is shown until you go on. Pictures on the clipboard are gone."),
    Stillness.LOCKED: ("Everything is sealed", "Nobody was here, or the machine was locked. What you did is kept."),
    Stillness.PAUSE: ("A pause", "Everything is sealed and kept as it is. Nothing waits for you here."),
}
_BACK = {Stillness.PAUSE: "Back to work"}


class Calm(QObject):
    """Covers all surfaces of all windows; ``changed`` tells that a calm page came or went."""

    changed = Signal(object)
    ended = Signal(object)

    def __init__(self, theme: Theme, watch: Watch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pages: list[CalmPage] = []
        self.stillness = Stillness.NONE
        self.watch = watch
        watch.idled.connect(lambda: rest_pictures(EndCause.IDLE))
        watch.quieted.connect(self.quiet)
        watch.locked.connect(lambda cause: self.still(Stillness.LOCKED, cause))

    # Coming to rest --------------------------------------------------------------------------------------------

    def quiet(self) -> None:
        """Ends every look, and takes pictures off the clipboard."""
        for surface in surfaces():
            surface.stop(EndCause.IDLE)
        forget_copied_pictures()

    def panic(self) -> None:
        """Seals everything of every window, and keeps it so until somebody goes on."""
        self.still(Stillness.SEALED, EndCause.SEALED_ALL)

    def pause(self) -> None:
        """Seals everything and shows a clock."""
        self.still(Stillness.PAUSE, EndCause.PAUSED)

    def still(self, stillness: Stillness, cause: EndCause) -> None:
        """Seals every surface first, and only then covers the windows."""
        seal_all(cause)
        forget_copied_pictures()
        if self.stillness in (Stillness.NONE, Stillness.SEALED):
            self.stillness = stillness
        self._cover()
        self.changed.emit(self.stillness)

    def go_on(self) -> None:
        """Lifts the pages: somebody is here and says so. What was sealed stays sealed until it is asked for."""
        before, self.stillness = self.stillness, Stillness.NONE
        pages, self._pages = self._pages, []
        for page in pages:
            page.uncover()
            page.deleteLater()
        for surface in surfaces():
            if hasattr(surface, "resume"):
                surface.resume()
        self.watch.resume()
        self.changed.emit(Stillness.NONE)
        if before is not Stillness.NONE:
            self.ended.emit(before)

    def set_toggle(self, toggle: bool) -> None:
        """Lets the keys of looks be pressed once and again, in every surface, instead of being held."""
        for surface in surfaces():
            if hasattr(surface, "set_toggle"):
                surface.set_toggle(toggle)

    def _cover(self) -> None:
        """Puts a page over each window, the one in front last, so that it has the keys."""
        popup = QApplication.activePopupWidget()
        while popup is not None:
            popup.close()
            popup = QApplication.activePopupWidget()
        title, words = _PAGES[self.stillness]
        covered = {page.parentWidget(): page for page in self._pages}
        front = QApplication.activeModalWidget() or QApplication.activeWindow()
        for window in sorted(windows(), key=lambda each: each is front):
            page = covered.get(window) or self._page(window)
            page.cover(title, words, _BACK.get(self.stillness, "Go on"), self.stillness is Stillness.PAUSE)

    def _page(self, window: QWidget) -> CalmPage:
        """Makes the page of one window."""
        page = CalmPage(self._theme, window)
        page.left.connect(self.go_on)
        self._pages.append(page)
        return page


def windows() -> Iterator[QWidget]:
    """Finds every window of the program that can be seen: the case's, the start, sheets and pages."""
    for widget in QApplication.topLevelWidgets():
        if widget.isVisible() and (isinstance(widget, QDialog | QMainWindow) or widget.objectName() == "start-window"):
            yield widget


def surfaces() -> list[Any]:
    """Finds everything in every window that can show what is covered: each says ``lookWanted`` and can be stopped."""
    return [widget for widget in QApplication.allWidgets() if hasattr(widget, "stop") and hasattr(widget, "lookWanted")]


def seal_all(cause: EndCause) -> None:
    """Ends every look of every window, and lets none begin again before somebody goes on."""
    for surface in surfaces():
        seal = getattr(surface, "latch", None) or getattr(surface, "seal", None) or surface.stop
        seal(cause)


def rest_pictures(cause: EndCause) -> None:
    """Ends looks at pictures; words have a longer patience of their own, since one sits still to read."""
    for surface in surfaces():
        if not getattr(surface, "patient", False):
            surface.stop(cause)


def forget_copied_pictures() -> None:
    """Takes a picture off the clipboard; words that were copied stay."""
    board = QGuiApplication.clipboard()
    data = board.mimeData()
    if data is not None and data.hasImage():
        board.clear()
