"""Says how graphic an exhibit is and what kinds of harm it shows, by keys alone if one likes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QRadioButton, QWidget

from ui.panels.details.panel import LEVELS
from ui.theme import Theme
from ui.widgets.controls import column
from ui.widgets.labels import KeyCap, PlainLabel
from ui.widgets.sheet import Sheet
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.harms import Harm

LETTERS = "asdfghjklqwer"


class RatingSheet(Sheet):
    """Digits choose the level, letters the harms, Enter keeps both."""

    filled = Signal(object, object)

    def __init__(
        self,
        theme: Theme,
        label: str,
        level: Sensitivity,
        harms: Sequence[Harm],
        group: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        words = "What you ask for yourself and what the case asks go by this. It can be changed at any time."
        super().__init__(theme, f"Rate {label}", words, "Keep", parent)
        self.levels = {each: QRadioButton(said) for each, said in LEVELS.items()}
        self.levels[level].setChecked(True)
        self.harms = {each: QCheckBox(each.words) for each in Harm}
        for shown in harms:
            self.harms[shown].setChecked(True)
        others = "The 1 exhibit" if group == 1 else f"The {group:,} exhibits"
        self.others = PlainLabel(f"{others} nearly the same with it will be rated no lower.", "secondary")
        self.others.setVisible(group > 0)
        grades, kinds = QGridLayout(), QGridLayout()
        for place, radio in enumerate(self.levels.values()):
            grades.addWidget(KeyCap(str(place + 1), theme), place, 0)
            grades.addWidget(radio, place, 1)
        half = (len(self.harms) + 1) // 2
        for place, tick in enumerate(self.harms.values()):
            side = 2 * (place // half)
            kinds.addWidget(KeyCap(LETTERS[place].upper(), theme), place % half, side)
            kinds.addWidget(tick, place % half, side + 1)
        grades.setColumnStretch(1, 1)
        for at in (1, 3):
            kinds.setColumnStretch(at, 1)
        for grid in (grades, kinds):
            grid.setHorizontalSpacing(10)
            grid.setVerticalSpacing(2)
        held = QWidget()
        graphic, showing = PlainLabel("How graphic it is", "group"), PlainLabel("What it shows", "group")
        column(held, graphic, grades, showing, kinds, self.others, gap=8)
        self.put(held)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses a level, a letter a harm."""
        typed = event.text().lower()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and typed in tuple("12345"):
            list(self.levels.values())[int(typed) - 1].setChecked(True)
        elif plain and typed and typed in LETTERS:
            list(self.harms.values())[LETTERS.index(typed)].toggle()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.fill()
        else:
            super().keyPressEvent(event)

    @property
    def level(self) -> Sensitivity:
        """The level that is chosen."""
        return next(each for each, radio in self.levels.items() if radio.isChecked())

    @property
    def chosen(self) -> tuple[Harm, ...]:
        """The harms that are chosen."""
        return tuple(each for each, tick in self.harms.items() if tick.isChecked())

    def fill(self) -> None:
        """Hands level and harms on."""
        self.accept()
        self.filled.emit(self.level, self.chosen)
