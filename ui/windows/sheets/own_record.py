"""Asks before a person's own record is deleted, and why somebody looks on beyond the day's budget."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from ui.theme import Theme
from ui.widgets.sheet import Sheet
from workbench.actions.own_record import STAYS


class DeleteRecordSheet(Sheet):
    """Says what goes and what stays; nothing goes before that is ticked."""

    filled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        words = f"Every look and note of your own record is deleted for good; there is no undo. {STAYS}"
        super().__init__(theme, "Delete your own record", words, "Delete the record", parent)
        self.sure = QCheckBox("Delete my record of looks")
        self.sure.toggled.connect(self.look_again)
        self.put(self.sure)

    def ready(self) -> bool:
        """Tells whether it was ticked."""
        return self.sure.isChecked()

    def fill(self) -> None:
        """Goes on."""
        self.accept()
        self.filled.emit()


class GoOnSheet(Sheet):
    """Asks for a reason in writing; it stays in the person's own record."""

    filled = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        words = (
            "Your day holds as much as you meant it to. A reason in your own words lets you look on for 30 minutes; it "
            "stays in your own record, where nobody else reads it. Outlines and veils need none."
        )
        super().__init__(theme, "Look on beyond today's budget", words, "Look on", parent)
        self.reason = QLineEdit()
        self.reason.setMaxLength(500)
        self.reason.textChanged.connect(self.look_again)
        self.ask("Why", self.reason, "Such as: on call, child at risk, deadline of a court")

    def ready(self) -> bool:
        """Tells whether a reason is there."""
        return bool(self.reason.text().strip())

    def fill(self) -> None:
        """Hands the reason on."""
        self.accept()
        self.filled.emit(self.reason.text().strip())
