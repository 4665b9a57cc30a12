"""The line that takes an occurrence: when, in which zone, and what happened."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.theme import Theme
from ui.widgets.controls import IconButton, button, row
from ui.widgets.labels import PlainLabel


class OccurrenceLine(QWidget):
    """Hidden until it asks; Enter in any field adds, Esc leaves."""

    answered = Signal(str, str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.when, self.zone, self.what = QLineEdit(), QLineEdit(), QLineEdit()
        for field, hint, name in (
            (self.when, "2026-10-03 14:29", "When it happened"),
            (self.zone, "UTC", "Time zone"),
            (self.what, "What happened, in one line", "What happened"),
        ):
            field.setPlaceholderText(hint)
            field.setAccessibleName(name)
            field.returnPressed.connect(self._answer)
        self.when.setFixedWidth(170)
        self.zone.setFixedWidth(130)
        leave = IconButton(theme, "x", "Leave it")
        leave.clicked.connect(self.hide)
        row(
            self,
            PlainLabel("Happened", "strong"),
            self.when,
            self.zone,
            self.what,
            button("Add", self._answer, "primary"),
            leave,
            gap=8,
            margins=(16, 6, 12, 6),
        )
        self.hide()

    def ask(self) -> None:
        """Opens the line."""
        self.show()
        self.when.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Empties the line, the zone aside, and closes it."""
        self.when.clear()
        self.what.clear()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _answer(self) -> None:
        """Hands the occurrence on, or goes to the field that is still empty."""
        when, what = self.when.text().strip(), self.what.text().strip()
        if when and what:
            self.answered.emit(when, self.zone.text().strip() or "UTC", what)
        else:
            (self.what if when else self.when).setFocus()
