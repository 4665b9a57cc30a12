"""The colours, type and icons of the window, dark and light, following the system or a person's choice."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, QRect, QRectF, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPainter
from PySide6.QtWidgets import QApplication


class Scheme(StrEnum):
    """Which appearance a person chose."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


class Palette:
    """Hex colours by role: ground pane raised hover line line_strong text text2 text3 accent on_accent accent_ground
    violating violating_ground borderline borderline_ground clear clear_ground escalate escalate_ground
    cited cited_ground canvas."""


class Theme(QObject):
    """Hands out colours, fonts, icons and the style sheet; made once by the application and passed in."""

    changed = Signal()

    def __init__(self, scheme: Scheme = Scheme.SYSTEM, scale: float = 1.0, parent: QObject | None = None) -> None: ...
    @property
    def palette(self) -> Palette: ...
    @property
    def dark(self) -> bool: ...
    def choose(self, scheme: Scheme) -> None: ...
    def colour(self, role: str) -> QColor: ...
    def text(self, size: int = 13, weight: int = 400) -> QFont: ...
    def mono(self, size: int = 12, weight: int = 400) -> QFont: ...
    def stylesheet(self) -> str: ...
    def icon(self, name: str, role: str = "text2", size: int = 16) -> QIcon: ...
    def paint_icon(self, painter: QPainter, rect: QRect | QRectF, name: str, role: str = "text2") -> None: ...
    def apply(self, app: QApplication) -> None: ...
