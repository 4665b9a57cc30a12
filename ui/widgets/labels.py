"""Small words on the screen: plain labels, key caps, pills, filter chips and judgement badges."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from ui.theme import Theme
from workbench.casefile.decisions import Judgement


def visible(text: str) -> str:
    """Writes invisible and direction-changing characters out, ``\\u{202E}``, so that a name cannot lie."""


class PlainLabel(QLabel):
    """A label that never reads rich text. ``role``: title, pane, strong, secondary, meta, mono, mono-meta, prose."""

    def __init__(self, text: str = "", role: str = "", elide: Qt.TextElideMode = Qt.TextElideMode.ElideNone,
                 parent: QWidget | None = None) -> None: ...


class KeyCap(QWidget):
    """A key as it is printed on a cap."""

    def __init__(self, keys: str, theme: Theme, parent: QWidget | None = None) -> None: ...


class Pill(QWidget):
    """A short fact in a coloured pill; role: neutral, accent, violating, borderline, clear, escalate."""

    def __init__(self, text: str, theme: Theme, role: str = "neutral", icon: str = "", parent: QWidget | None = None) -> None: ...
    def set_text(self, text: str, role: str | None = None) -> None: ...


class Chip(QAbstractButton):
    """A filter chip with a count; checkable."""

    def __init__(self, text: str, theme: Theme, count: int | None = None, parent: QWidget | None = None) -> None: ...
    def set_count(self, count: int | None) -> None: ...


class JudgementBadge(QWidget):
    """A judgement as colour, digit and word; None says "To review"."""

    def __init__(self, theme: Theme, judgement: Judgement | None = None, parent: QWidget | None = None) -> None: ...
    def set_judgement(self, judgement: Judgement | None) -> None: ...
