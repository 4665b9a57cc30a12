"""A small page over its window that asks for a few things, and stays until they are right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.controls import button, row
from ui.widgets.labels import PlainLabel

WIDE = 540


class Sheet(QDialog):
    """Title, words, fields in two columns, a line for what is not right yet, and one thing to do.

    Subclasses put their parts in with :meth:`ask` and :meth:`put`, and answer :meth:`fill`.
    """

    def __init__(self, theme: Theme, title: str, words: str, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(WIDE)
        self.setMaximumWidth(theme.px(WIDE) + 120)
        self.heading = PlainLabel(title, "title")
        self.words = PlainLabel("", "secondary")
        self.words.setWordWrap(True)
        self.words.setText(words)
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(10)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.trouble = PlainLabel("", "trouble")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.act = button(verb, self._fill, "primary", "act")
        self.act.setDefault(True)
        self.leave = button("Leave it", self.reject, name="leave")
        self._waiting = False
        self._verb = verb
        self.body = QVBoxLayout(self)
        self.body.setSpacing(14)
        self.body.setContentsMargins(24, 20, 24, 20)
        for part in (self.heading, self.words):
            self.body.addWidget(part)
        self.body.addLayout(self.form)
        self.body.addWidget(self.trouble)
        self.body.addLayout(row(None, 1, self.leave, self.act))
        self.words.setVisible(bool(words))

    def ask(self, words: str, field: QWidget | QLayout, hint: str = "") -> None:
        """Adds a field under its name; ``hint`` stands in it while it is empty."""
        if isinstance(field, QWidget):
            field.setAccessibleName(words)
            if hint and hasattr(field, "setPlaceholderText"):
                field.setPlaceholderText(hint)
        self.form.addRow(PlainLabel(words, "secondary"), field)

    def put(self, part: QWidget | QLayout) -> None:
        """Adds a part across the whole width."""
        self.form.addRow(part)

    def says_no(self, message: str, remedy: str = "") -> None:
        """Says what is not right, and gives the page back."""
        self.wait("")
        self.trouble.setText(f"{message} {remedy}".strip())
        self.trouble.setVisible(bool(message))

    def wait(self, words: str) -> None:
        """Shows that the thing is being done; no words give the page back."""
        self._waiting = bool(words)
        self.act.setText(words or self._verb)
        self.act.setEnabled(not words and self.ready())
        if words:
            self.trouble.hide()

    def ready(self) -> bool:
        """Tells whether all that is needed stands in the fields."""
        return True

    def look_again(self) -> None:
        """Lets the thing be done once all that is needed is there."""
        self.act.setEnabled(self.ready() and not self._waiting)

    def fill(self) -> None:
        """Does what the page is for with what stands in its fields."""
        self.accept()

    def over(self, done: Callable[[int], None] | None = None) -> None:
        """Opens the page over its window; it removes itself when it is closed."""
        self.finished.connect(lambda _: self.deleteLater())
        if done is not None:
            self.finished.connect(done)
        self.look_again()
        self.open()
        first = next((part for part in self.findChildren(QWidget) if _takes_words(part)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        if self.ready() and not self._waiting:
            self.fill()


def _takes_words(part: QWidget) -> bool:
    """Tells whether a part is a line or a text that can be written in."""
    return isinstance(part, (QLineEdit, QPlainTextEdit)) and part.isEnabled() and not part.isReadOnly()
