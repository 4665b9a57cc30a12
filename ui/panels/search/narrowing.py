"""The chips that narrow a search: where, what kind, how graphic, decided or not, when, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ui.theme import Theme
from ui.widgets.controls import button
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Chip, visible
from workbench.casefile.decisions import Judgement
from workbench.casefile.exhibits import Family, Sensitivity
from workbench.casefile.searching import Filters, HitKind, State

LONGEST_NAME = 24


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a chip can be set to: its words, and the fields of the filters that say so."""

    words: str
    sets: tuple[tuple[str, Any], ...]


def _choices(name: str, values: Iterable[tuple[str, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(words, ((name, (value,)),)) for words, value in values)


WHERE = _choices(
    "places",
    (
        ("Exhibits and names", HitKind.EXHIBIT),
        ("Words in exhibits", HitKind.TEXT),
        ("Notes", HitKind.NOTE),
        ("Timeline", HitKind.OCCURRENCE),
        ("Citations", HitKind.CITATION),
        ("Judgements", HitKind.DETERMINATION),
        ("Memo", HitKind.MEMO),
        ("Machines' suggestions", HitKind.SUGGESTION),
    ),
)
KIND = _choices("families", ((family.words, family) for family in Family))
GRAPHIC = _choices("sensitivities", ((level.value.capitalize(), level) for level in Sensitivity))
DECIDED = (
    Choice("To review", (("judgements", ()), ("undecided", True))),
    *(Choice(item.words, (("judgements", (item,)), ("undecided", False))) for item in Judgement),
)
STATE = (
    Choice("Withdrawn", (("state", State.WITHDRAWN),)),
    Choice("Destroyed", (("state", State.DESTROYED),)),
    Choice("Reference only", (("state", State.REFERENCE),)),
    Choice("All, whatever became of them", (("state", State.ANY),)),
)
CHIPS = ("Where", "Kind", "How graphic", "Decided", "When", "By", "State")
_NONE = {option.name: getattr(Filters(), option.name) for option in fields(Filters)}
_FIELDS = {
    "Where": ("places",),
    "Kind": ("families",),
    "How graphic": ("sensitivities",),
    "Decided": ("judgements", "undecided"),
    "When": ("after", "before"),
    "By": ("person",),
    "State": ("state",),
}


def days_choices(moment: datetime) -> tuple[Choice, ...]:
    """The spans of time that are asked for most, as they are now."""
    today = moment.astimezone().replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    spans = (("Today", 0), ("The last 7 days", 6), ("The last 30 days", 29), ("The last 365 days", 364))
    return tuple(Choice(words, (("after", today - timedelta(days=days)), ("before", None))) for words, days in spans)


class Narrowing(QWidget):
    """A strip of chips; each opens a list, and says what it is set to. ``changed`` tells of another choice."""

    changed = Signal()

    def __init__(self, theme: Theme, people: Callable[[], Sequence[str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filters = Filters()
        self._people = people
        self._said: dict[str, str] = {}
        flow = FlowLayout(self)
        self.chips = {name: self._chip(name, theme) for name in CHIPS}
        for chip in self.chips.values():
            flow.addWidget(chip)
        self.reset = button("Clear", self.clear, "link", "clear-filters")
        flow.addWidget(self.reset)
        self.reset.hide()

    def clear(self) -> None:
        """Narrows nothing any more."""
        self._said.clear()
        self.filters = Filters()
        self._say()
        self.changed.emit()

    def choose(self, name: str, choice: Choice | None) -> None:
        """Sets a chip to a choice, or to none."""
        values = {key: _NONE[key] for key in _FIELDS[name]} | (dict(choice.sets) if choice is not None else {})
        self.filters = replace(self.filters, **values)
        self._said.pop(name, None)
        if choice is not None:
            self._said[name] = choice.words
        self._say()
        self.changed.emit()

    def choices(self, name: str) -> tuple[Choice, ...]:
        """Lists what a chip can be set to now."""
        if name == "When":
            return days_choices(datetime.now(UTC))
        if name == "By":
            return tuple(Choice(visible(person)[:LONGEST_NAME], (("person", person),)) for person in self._people())
        return {"Where": WHERE, "Kind": KIND, "How graphic": GRAPHIC, "Decided": DECIDED, "State": STATE}[name]

    def _chip(self, name: str, theme: Theme) -> Chip:
        """Makes one chip."""
        chip = Chip(name, theme)
        chip.clicked.connect(lambda _checked=False: self.open_list(name))
        return chip

    def open_list(self, name: str) -> QMenu:
        """Opens a chip's list under it."""
        self._say()
        menu = QMenu(self)
        menu.setAccessibleName(f"Narrow: {name}")
        for choice in self.choices(name):
            action = QAction(choice.words.replace("&", "&&"), menu, checkable=True)
            action.setChecked(self._said.get(name) == choice.words)
            action.triggered.connect(lambda _checked=False, chosen=choice: self.choose(name, chosen))
            menu.addAction(action)
        menu.addSeparator()
        every = QAction("Any", menu)
        every.triggered.connect(lambda _checked=False: self.choose(name, None))
        menu.addAction(every)
        menu.aboutToHide.connect(menu.deleteLater)
        chip = self.chips[name]
        menu.popup(chip.mapToGlobal(chip.rect().bottomLeft()))
        return menu

    def _say(self) -> None:
        """Writes on each chip what it is set to."""
        for name, chip in self.chips.items():
            said = self._said.get(name, "")
            chip.setText(said or name)
            chip.setChecked(bool(said))
            chip.setAccessibleName(f"{name}: {said or 'any'}")
            chip.updateGeometry()
        self.reset.setVisible(bool(self._said))
        layout = self.layout()
        if layout is not None:
            layout.invalidate()
