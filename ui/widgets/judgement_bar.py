"""Four large buttons that say a judgement, each with its digit, word and colour."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from workbench.casefile.decisions import Judgement


class JudgementBar(QWidget):
    """The four judgements; the present one is filled and checked."""

    chosen = Signal(object)  # Judgement

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None: ...
    def set_judgement(self, judgement: Judgement | None) -> None: ...
