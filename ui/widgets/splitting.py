"""A splitter whose handle is one quiet line with a wide grip."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from ui.theme import Theme


class QuietSplitter(QSplitter):
    """Panes side by side; panes do not collapse by a slip of the hand."""

    def __init__(self, theme: Theme, orientation: Qt.Orientation, parent: QWidget | None = None) -> None: ...
