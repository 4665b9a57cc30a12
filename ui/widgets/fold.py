"""A heading that opens and closes what stands under it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from ui.theme import Theme
from ui.widgets.controls import column


class Fold(QWidget):
    """Closed until somebody asks; says so by a chevron and to a screen reader."""

    def __init__(self, theme: Theme, words: str, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._inner = theme, inner
        self.head = QToolButton()
        self.head.setCheckable(True)
        self.head.setText(words)
        self.head.setProperty("role", "fold")
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.head.setCursor(Qt.CursorShape.PointingHandCursor)
        self.head.toggled.connect(self._turn)
        theme.changed.connect(lambda: self._turn(self.is_open))
        column(self, self.head, inner, gap=4)
        self._turn(False)

    @property
    def is_open(self) -> bool:
        """Tells whether what stands under the heading is shown."""
        return self.head.isChecked()

    def open(self, opened: bool = True) -> None:
        """Opens or closes it."""
        self.head.setChecked(opened)

    def _turn(self, opened: bool) -> None:
        """Shows or hides the inner part."""
        self._inner.setVisible(opened)
        self.head.setIcon(self._theme.icon("chevron-down" if opened else "chevron-right"))
        self.head.setAccessibleName(f"{self.head.text()}, {'open' if opened else 'closed'}")
