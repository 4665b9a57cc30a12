"""Words of a record that can be selected and copied: plain letters, broken wherever the line ends."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets.controls import IconButton, row
from ui.widgets.labels import visible


class ValueText(QPlainTextEdit):
    """A quiet text as tall as its words; it wraps a digest or an address anywhere."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        text: str,
        mono: bool = False,
        parent: QWidget | None = None,
        margin: int = 1,
    ) -> None:
        super().__init__(parent)
        self._theme, self._mono, self._margin = theme, mono, margin
        self.setProperty("role", "value")
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.document().setDocumentMargin(margin)
        self.setPlainText(text)
        theme.changed.connect(self._fit)
        self._fit()

    def setPlainText(self, text: str) -> None:
        """Shows other words, hidden characters written out."""
        super().setPlainText("\n".join(visible(line) for line in text.split("\n")))
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """May be narrow: the words wrap."""
        return QSize(60, self._theme.px(18))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grows as tall as the words are at another width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setFont(self._theme.mono(11) if self._mono else self._theme.text(12))
        lines = max(1, round(self.document().size().height()))
        height = lines * self.fontMetrics().lineSpacing() + 4 + 2 * self._margin
        if self.height() != height:
            self.setFixedHeight(height)


class CopyLine(QWidget):
    """A value with a button that copies it letter by letter, as it stands in the record."""

    def __init__(self, theme: Theme, name: str, text: str, mono: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._text = text
        self.value = ValueText(theme, name, text, mono)
        self.copy = IconButton(theme, "copy", f"Copy: {name}")
        self.copy.clicked.connect(self._copy)
        across = row(self, self.value, self.copy, gap=2)
        across.setStretch(0, 1)
        across.setAlignment(self.copy, Qt.AlignmentFlag.AlignTop)

    def show_text(self, text: str) -> None:
        """Shows another value."""
        self._text = text
        self.value.setPlainText(text)
        self.copy.setEnabled(bool(text))

    def _copy(self) -> None:
        """Copies the value, and shows for a moment that it did."""
        QGuiApplication.clipboard().setText(self._text)
        self.copy.set_icon("check")
        self.copy.setToolTip("Copied")
