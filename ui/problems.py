"""Shows what went wrong: what happened and what can be done, in a calm bar that stops nobody."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.theme import Theme


class ProblemBar(QWidget):
    """A bar over the status line; hidden while all is well."""

    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None: ...
    def show_error(self, error: BaseException) -> None: ...
    def show_words(self, message: str, remedy: str = "", role: str = "text2") -> None: ...


def install_hooks(show: Callable[[BaseException], None]) -> None:
    """Leads every uncaught exception of any thread to ``show``, on the screen's thread."""
