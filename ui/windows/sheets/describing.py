"""Says neutrally what an exhibit is, so that the next person need not look."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from ui.theme import Theme
from ui.widgets.sheet import Sheet


class DescribeSheet(Sheet):
    """Asks for a short title and a description in neutral words."""

    filled = Signal(str, str)

    def __init__(self, theme: Theme, label: str, title: str, description: str, parent: QWidget | None = None) -> None:
        words = "Neutral words: what it is, not how it feels. They stand on tiles, in searches and in the memo."
        super().__init__(theme, f"Describe {label}", words, "Keep", parent)
        self.title, self.description = QLineEdit(title), QPlainTextEdit(description)
        self.description.setTabChangesFocus(True)
        self.description.setFixedHeight(theme.px(110))
        self.ask("Title", self.title, "A few words")
        self.ask("Description", self.description, "What is to be seen or read, for somebody who should not have to")

    def fill(self) -> None:
        """Hands the words on."""
        self.accept()
        self.filled.emit(self.title.text().strip(), self.description.toPlainText().strip())
