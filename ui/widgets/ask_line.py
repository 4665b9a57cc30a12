"""One line that asks for a few words in place, instead of a dialog in the way."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.theme import Theme
from ui.widgets.controls import IconButton, button, row
from ui.widgets.labels import PlainLabel


class AskLine(QWidget):
    """Hidden until it asks; Enter answers, Esc leaves it."""

    answered = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self._label = PlainLabel("", "strong")
        self.field = QLineEdit()
        self.field.setAccessibleName("A few words")
        self.field.returnPressed.connect(self._answer)
        self._done = button("Keep", self._answer, "primary")
        leave = IconButton(theme, "x", "Leave it")
        leave.clicked.connect(self.leave)
        row(self, self._label, self.field, self._done, leave, gap=8, margins=(16, 6, 12, 6))
        self.hide()

    def ask(self, words: str, hint: str = "", text: str = "", verb: str = "Keep", takes_keys: bool = True) -> None:
        """Asks; ``hint`` stands in the empty field. Without ``takes_keys`` the keys stay where they are."""
        self._label.setText(words)
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(words)
        self.field.setText(text)
        self._done.setText(verb)
        self.show()
        if takes_keys:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Stops asking."""
        if not self.isHidden():
            self.hide()
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _answer(self) -> None:
        """Hands the words on, if there are any."""
        words = self.field.text().strip()
        if words:
            self.hide()
            self.answered.emit(words)
