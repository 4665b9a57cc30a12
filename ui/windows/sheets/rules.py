"""Asks what a case asks of everybody who works on it, by kind of harm."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.panels.exposure.choices import ChoicesPage
from ui.theme import Theme
from ui.widgets.sheet import Sheet
from workbench.casefile.exposure_rules import Layer

WORDS = (
    "For everybody who works on this case, by one entry of its ledger that can be undone. It can only ask for more "
    "cover than the rules and the lead's file do."
)


class CaseRulesSheet(Sheet):
    """The same rows as in a person's own choices, kept with the case."""

    filled = Signal(object)

    def __init__(self, theme: Theme, before: Layer, parent: QWidget | None = None) -> None:
        super().__init__(theme, "What this case asks", WORDS, "Keep", parent)
        self.setMaximumWidth(theme.px(760))
        self.resize(theme.px(720), theme.px(620))
        self.choices = ChoicesPage(theme, "")
        self.choices.show_layers(before, ())
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setMinimumHeight(theme.px(380))
        area.setWidget(self.choices)
        self.put(area)

    def fill(self) -> None:
        """Hands the layer on."""
        self.accept()
        self.filled.emit(self.choices.layer())
