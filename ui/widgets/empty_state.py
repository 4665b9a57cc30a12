"""What a pane says while it has nothing to show: what it is for, and the one thing to do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.theme import Theme


class EmptyState(QWidget):
    """An icon, a title, words and at most one button."""

    acted = Signal()

    def __init__(self, theme: Theme, icon: str, title: str, words: str, action: str = "", parent: QWidget | None = None) -> None: ...
    def set_words(self, title: str, words: str, action: str = "") -> None: ...
