"""A quiet line that offers a pause at the boundary between two exhibits: never over a look, never in the way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.theme import Theme
from ui.widgets.controls import IconButton, button, row
from ui.widgets.labels import PlainLabel
from workbench.actions.budgets import standing
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exposure_record import Standing


class AdviceLine(QWidget):
    """Reads the person's standing after each look, and says at the next exhibit what there is to say."""

    pause_asked = Signal()
    snooze_asked = Signal()
    reason_asked = Signal()

    def __init__(self, desk: Desk, theme: Theme, looking: Callable[[], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._looking = desk, looking
        self.standing = Standing()
        self.setProperty("surface", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.words = PlainLabel("", "secondary", Qt.TextElideMode.ElideRight)
        self.pause = button("Pause now", self._pause, "link", "advice-pause")
        self.reason = button("Write a reason…", self._reason, "link", "advice-reason")
        self.later = button("Not now", self._later, "link", "advice-later")
        close = IconButton(theme, "x", "Close this line")
        close.clicked.connect(self.hide)
        across = row(self, self.words, self.pause, self.reason, self.later, close, gap=4, margins=(16, 4, 8, 4))
        across.setStretch(0, 1)
        desk.looked.connect(self.read)
        desk.opened.connect(self.hide)
        desk.selected.connect(lambda _: self._boundary())
        self.hide()

    def read(self) -> None:
        """Reads how the day stands; nothing is said yet."""
        person, number = self._desk.person, self._desk.number
        item = exhibit_label(number) if number is not None else ""
        self._desk.run(lambda: standing(person, None, item), self._take, lambda _: None)

    def _take(self, found: Standing) -> None:
        """Keeps it for the next boundary; what is no longer so goes."""
        self.standing = found
        if not found.advice:
            self.hide()

    def _boundary(self) -> None:
        """Says what there is to say, now that one exhibit is done with and the next not begun."""
        if not self.standing.advice or self._looking():
            return
        self.words.setText(self.standing.advice)
        self.setAccessibleName(self.standing.advice)
        self.reason.setVisible(self.standing.stopped)
        self.later.setVisible(not self.standing.stopped)
        self.show()

    def _pause(self) -> None:
        self.hide()
        self.pause_asked.emit()

    def _later(self) -> None:
        self.hide()
        self.snooze_asked.emit()

    def _reason(self) -> None:
        self.hide()
        self.reason_asked.emit()
