"""Small makers of the plain controls that every pane uses, so that each looks and is named the same way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.theme import Theme

Box = TypeVar("Box", bound=QBoxLayout)


def surface(kind: str = "pane", parent: QWidget | None = None) -> QWidget:
    """Makes a plain area that paints its ground: pane, ground, raised, card, bar, foot or canvas."""
    widget = QWidget(parent)
    widget.setProperty("surface", kind)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
    return widget


def column(
    parent: QWidget | None,
    *parts: QWidget | QLayout | int,
    gap: int = 8,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> QVBoxLayout:
    """Stacks parts; a number is a stretch of that weight."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    return _fill(layout, parts, gap, margins)


def row(
    parent: QWidget | None,
    *parts: QWidget | QLayout | int,
    gap: int = 8,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> QHBoxLayout:
    """Sets parts side by side; a number is a stretch of that weight."""
    layout = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    return _fill(layout, parts, gap, margins)


def button(words: str, clicked: Callable[[], object], role: str = "", name: str = "") -> QPushButton:
    """Makes a button; role primary is the one thing to do, link a quiet one."""
    made = QPushButton(words)
    if role:
        made.setProperty("role", role)
    made.setAutoDefault(False)
    made.setObjectName(name)
    made.clicked.connect(lambda _checked=False: clicked())
    return made


class IconButton(QToolButton):
    """A button that is an icon on the screen and words to everyone who cannot see it."""

    def __init__(self, theme: Theme, icon: str, words: str, parent: QWidget | None = None, side: int = 16) -> None:
        super().__init__(parent)
        self._theme, self._icon, self._side = theme, icon, side
        self.setIconSize(QSize(side, side))
        self.setFixedSize(28, 28)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self._paint_icon)
        self._paint_icon()

    def set_icon(self, icon: str) -> None:
        """Shows another icon."""
        self._icon = icon
        self._paint_icon()

    def _paint_icon(self) -> None:
        self.setIcon(self._theme.icon(self._icon, "text2", self._side))


def line(upright: bool = False) -> QFrame:
    """Makes a quiet line between two parts."""
    made = QFrame()
    made.setProperty("role", "upright" if upright else "line")
    return made


def _fill(layout: Box, parts: tuple[QWidget | QLayout | int, ...], gap: int, margins: tuple[int, int, int, int]) -> Box:
    """Puts parts into a layout."""
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return layout
