"""What a person asks for themselves, by kind of harm; never less than what the lead or the case asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QWidget

from ui.theme import Theme
from ui.widgets.controls import button, column, line, row
from ui.widgets.labels import PlainLabel, plain_tip
from workbench.casefile.exposure import Rung
from workbench.casefile.exposure_rules import Layer, Tightening
from workbench.casefile.harms import Harm

RESTS = ((None, "As the rules say"), (Rung.VEIL, "Veil"), (Rung.SEALED, "Sealed"))
TIMES = ((None, "As the rules say"), (5.0, "5 s"), (3.0, "3 s"))
HEADS = ("", "Rests at", "No colour", "A look lasts", "Two steps")
WORDS = (
    "Ask for more cover than the rules give. It binds the looks that you take, in every case, and nobody is told. What "
    "the lead's file or the case asks stands above it and cannot be made less; it is greyed and says who asks."
)


@dataclass(frozen=True, slots=True)
class Fixed:
    """What a higher authority asks already for one kind of harm, and who does."""

    line: Tightening
    by: str


class _Row:
    """The four choices for one kind of harm, None for every exhibit."""

    def __init__(self, harm: Harm | None) -> None:
        self.harm = harm
        name = "Everything" if harm is None else harm.words
        self.rest, self.seconds = QComboBox(), QComboBox()
        for combo, choices, what in ((self.rest, RESTS, "rests at"), (self.seconds, TIMES, "a look lasts")):
            for value, words in choices:
                combo.addItem(words, value)
            combo.setAccessibleName(f"{name} {what}")
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.grey, self.steps = QCheckBox(), QCheckBox()
        self.grey.setAccessibleName(f"{name}: no colour")
        self.steps.setAccessibleName(f"{name}: two steps")
        self.parts: tuple[QComboBox | QCheckBox, ...] = (self.rest, self.grey, self.seconds, self.steps)

    def take(self, own: Tightening | None, fixed: Fixed | None) -> None:
        """Shows what the person asks, and what is fixed from above."""
        mine, above = own or Tightening(harm=self.harm), fixed.line if fixed else Tightening()
        by = fixed.by if fixed else ""
        _choose(self.rest, mine.rest)
        _choose(self.seconds, mine.seconds)
        self.grey.setChecked(mine.ceiling is not None and mine.ceiling < Rung.COLOUR)
        self.steps.setChecked(mine.two_steps)
        _fix(self.rest, above.rest is Rung.SEALED, by, above.rest)
        _fix(self.seconds, above.seconds is not None and above.seconds <= 3, by, 3.0)
        _fix(self.grey, above.ceiling is not None and above.ceiling < Rung.COLOUR, by)
        _fix(self.steps, above.two_steps, by)

    def tightening(self) -> Tightening | None:
        """What the person asks here beyond what is fixed, None for nothing."""
        rest = self.rest.currentData() if self.rest.isEnabled() else None
        asked = Tightening(
            harm=self.harm,
            rest=None if rest is None else Rung(rest),
            ceiling=Rung.GREY if self.grey.isChecked() and self.grey.isEnabled() else None,
            seconds=self.seconds.currentData() if self.seconds.isEnabled() else None,
            two_steps=self.steps.isChecked() and self.steps.isEnabled(),
        )
        return None if asked == Tightening(harm=self.harm) else asked


class ChoicesPage(QWidget):
    """A row of choices for everything and for each kind of harm; ``changed`` carries the layer as it stands now."""

    changed = Signal(object)
    noted = Signal()

    def __init__(self, theme: Theme, words: str = WORDS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._name = theme, ""
        self._kept: tuple[Tightening, ...] = ()
        self.rows = [_Row(None), *(_Row(harm) for harm in Harm)]
        said = PlainLabel("", "secondary")
        said.setWordWrap(True)
        said.setText(words)
        said.setVisible(bool(words))
        self.notice = PlainLabel("", "trouble")
        self.notice.setWordWrap(True)
        self.notice.hide()
        self.note = button("Take note of it", self.noted.emit, name="take-note")
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for place, head in enumerate(HEADS):
            grid.addWidget(PlainLabel(head, "group"), 0, place)
        for place, each in enumerate(self.rows, 1):
            self._place(grid, each, place)
        column(self, said, self.notice, row(None, self.note, 1), table, 1, gap=14)

    def _place(self, grid: QGridLayout, each: _Row, place: int) -> None:
        """Sets one row; a line parts the first from the others."""
        at = place + (1 if each.harm is not None else 0)
        if each.harm is not None and place == 2:
            grid.addWidget(line(), 2, 0, 1, len(HEADS))
        grid.addWidget(PlainLabel("Everything" if each.harm is None else each.harm.words, "row"), at, 0)
        for column_, part in enumerate(each.parts, 1):
            middle = Qt.AlignmentFlag.AlignHCenter if isinstance(part, QCheckBox) else Qt.AlignmentFlag(0)
            grid.addWidget(part, at, column_, middle)
            if isinstance(part, QComboBox):
                part.activated.connect(lambda _: self._tell())
            else:
                part.clicked.connect(lambda _checked=False: self._tell())

    def show_layers(self, own: Layer, above: Sequence[Layer], notice: str = "", waits: bool = False) -> None:
        """Shows what the person asks for themselves under what is asked from above."""
        self._name = own.name
        self._kept = tuple(asked for asked in own.lines if not _is_plain(asked))
        for each in self.rows:
            mine = next((asked for asked in own.lines if _is_plain(asked) and asked.harm is each.harm), None)
            each.take(mine, fixed_for(each.harm, above))
        self.notice.setText(notice)
        self.notice.setVisible(bool(notice))
        self.note.setVisible(waits)

    def layer(self) -> Layer:
        """What stands in the rows now, with what this page has no row for."""
        asked = (each.tightening() for each in self.rows)
        return Layer(self._name, (*self._kept, *(item for item in asked if item is not None)))

    def _tell(self) -> None:
        self.changed.emit(self.layer())


def fixed_for(harm: Harm | None, above: Iterable[Layer]) -> Fixed | None:
    """Finds what is asked from above of every exhibit that shows a harm, and who asks it."""
    rest: Rung | None = None
    ceiling: Rung | None = None
    seconds: float | None = None
    steps, by = False, []
    for layer in above:
        for asked in layer.lines:
            if asked.sensitivity is not None or asked.harm not in (None, harm):
                continue
            rest = min((rung for rung in (rest, asked.rest) if rung is not None), default=None)
            ceiling = min((rung for rung in (ceiling, asked.ceiling) if rung is not None), default=None)
            seconds = min((time for time in (seconds, asked.seconds) if time is not None), default=None)
            steps = steps or asked.two_steps
            by.append(layer.name)
    if not by:
        return None
    line_ = Tightening(harm=harm, rest=rest, ceiling=ceiling, seconds=seconds, two_steps=steps)
    return Fixed(line_, " and ".join(dict.fromkeys(by)))


def _is_plain(asked: Tightening) -> bool:
    """Tells whether a line is one that a row of the page can show whole."""
    shown = Tightening(
        harm=asked.harm, rest=asked.rest, ceiling=asked.ceiling, seconds=asked.seconds, two_steps=asked.two_steps
    )
    ceilings, times = (None, Rung.GREY), tuple(value for value, _ in TIMES)
    return asked == shown and asked.ceiling in ceilings and asked.seconds in times


def _choose(combo: QComboBox, value: object) -> None:
    """Shows a value, the first where there is no such choice."""
    combo.setCurrentIndex(max(0, combo.findData(value)))


def _fix(part: QComboBox | QCheckBox, fixed: bool, by: str, value: object = None) -> None:
    """Greys a choice that is made above, shows it as made, and says by whom."""
    part.setEnabled(not fixed)
    part.setToolTip(plain_tip(f"Asked by {by}" if fixed else ""))
    part.setAccessibleDescription(f"Asked by {by}" if fixed else "")
    if not fixed:
        return
    if isinstance(part, QComboBox):
        _choose(part, value)
    else:
        part.setChecked(True)
