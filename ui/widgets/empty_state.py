"""What a pane says while it has nothing to show: what it is for, and the one thing to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.labels import PlainLabel
from ui.widgets.painting import box

WIDEST = 300


class _Emblem(QWidget):
    """An icon in a quiet square."""

    def __init__(self, theme: Theme, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme, self.icon = theme, icon
        self.setFixedSize(QSize(48, 48))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints it."""
        painter = QPainter(self)
        box(painter, QRectF(self.rect()), 12, self.theme.colour("raised"), self.theme.colour("line"))
        self.theme.paint_icon(painter, QRectF(12, 12, 24, 24), self.icon, "text3")


class EmptyState(QWidget):
    """An icon, a title, words and at most one button."""

    acted = Signal()

    def __init__(
        self, theme: Theme, icon: str, title: str, words: str, action: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._emblem = _Emblem(theme, icon, self)
        self._title = PlainLabel("", "pane", parent=self)
        self._words = PlainLabel("", "secondary", parent=self)
        self._words.setWordWrap(True)
        self._button = QPushButton(self)
        self._button.setProperty("role", "primary")
        self._button.setAutoDefault(False)
        self._button.clicked.connect(lambda _checked=False: self.acted.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 20)
        layout.setSpacing(8)
        layout.addStretch(2)
        for part in (self._emblem, self._title, self._words, self._button):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.insertSpacing(4, 6)
        layout.addStretch(3)
        for label in (self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.set_words(title, words, action)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the words in a narrow column, as many lines as they need."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = min(WIDEST, max(80, self.width() - 40))
        self._words.setFixedWidth(width)
        self._words.setFixedHeight(self._words.heightForWidth(width))

    def set_words(self, title: str, words: str, action: str = "") -> None:
        """Says something else."""
        self._title.setText(title)
        self._words.setText(words)
        self._fit()
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
