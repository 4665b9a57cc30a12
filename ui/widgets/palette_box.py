"""The command palette: a few letters find a command or an item, Enter does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from ui.theme import Theme


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One line of the palette."""

    id: str
    title: str
    shortcut: str = ""
    icon: str = ""
    group: str = ""


class PaletteBox(QFrame):
    """A box over its parent window; hidden until ``open_over``."""

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None: ...
    def open_over(self, entries: Sequence[PaletteEntry], text: str = "") -> None: ...
