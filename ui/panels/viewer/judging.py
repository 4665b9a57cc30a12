"""The foot of the viewer: the judgement by one key, why in a line, and how sure one is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ui.desk import Desk
from ui.models.exhibits import ExhibitsModel
from ui.theme import Theme
from ui.widgets.controls import column, row
from ui.widgets.judgement_bar import JudgementBar
from workbench.actions.decisions import decide
from workbench.casefile.decisions import Confidence, Determination, Judgement


class Judging(QWidget):
    """Takes the judgement on the exhibit in view, and shows the one that stands."""

    decided = Signal(object)  # an exhibit's number is wider than a C int

    def __init__(self, desk: Desk, theme: Theme, model: ExhibitsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._model = desk, model
        self.standing: Determination | None = None
        self.setProperty("surface", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.judgements = JudgementBar(theme)
        self.why = QLineEdit()
        self.why.setPlaceholderText("Why, in a line (kept with the judgement)")
        self.why.setAccessibleName("Why")
        self.confidence = QComboBox()
        self.confidence.setAccessibleName("Confidence in the judgement")
        self.confidence.addItem("Confidence: not said", None)
        for level in Confidence:
            self.confidence.addItem(f"Confidence: {level.value}", level)
        grounds = row(None, self.why, self.confidence, gap=8, margins=(14, 0, 14, 0))
        column(self, self.judgements, grounds, gap=2, margins=(2, 6, 2, 12))
        self.judgements.chosen.connect(lambda judgement: self.decide(judgement))
        self.why.editingFinished.connect(self._reword)
        self.confidence.activated.connect(lambda _: self._reword())

    def clear(self) -> None:
        """Forgets what was said about another exhibit."""
        self.standing = None
        self.why.clear()
        self.confidence.setCurrentIndex(0)

    def set_standing(self, held: Determination | None) -> None:
        """Shows the judgement that stands with its grounds, but not over words that are being written."""
        self.take(held)
        if not self.why.hasFocus():
            self.why.setText(held.rationale if held else self.why.text())
            self.why.setCursorPosition(0)
        level = held.confidence if held else None
        self.confidence.setCurrentIndex(max(0, self.confidence.findData(level)) if level else 0)

    def take(self, held: Determination | None) -> None:
        """Takes a newer judgement in; what is being written about it stays."""
        self.standing = held
        self.judgements.set_judgement(held.judgement if held else None)

    @property
    def level(self) -> Confidence | None:
        """How sure the person says to be; Qt hands a word back where it was given one of an enumeration."""
        said = self.confidence.currentData()
        return Confidence(said) if said else None

    def decide(self, judgement: Judgement, stay: bool = False) -> None:
        """Judges the exhibit in view and, unless asked to stay, goes on to the next that waits."""
        number = self._desk.number
        if number is None or not self._desk.writable:
            return
        words = self.why.text().strip()
        self.judgements.set_judgement(judgement)
        self._desk.do(decide, number, judgement, words or None, self.level)
        self.decided.emit(number)
        if not stay:
            following = self._model.next_to_review(number)
            if following is not None:
                self._desk.select(following)

    def _reword(self) -> None:
        """Keeps new words or another confidence with the judgement that stands."""
        held, number = self.standing, self._desk.number
        if held is None or number != held.exhibit or not self._desk.writable:
            return
        words, level = self.why.text().strip(), self.level
        if (words, level) != (held.rationale, held.confidence):
            self._desk.do(decide, held.exhibit, held.judgement, words, level)
