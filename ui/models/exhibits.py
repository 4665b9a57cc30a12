"""The evidence as a table of tiles: as many columns as fit, numbered row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, QTimer, Signal

from ui.models.one_of_each import OneOfEach
from ui.models.shown import ShownExhibit, Sieve, kind_words, spoken_of, tile_of
from ui.models.values import VALUE_ROLE, Index
from ui.widgets.preview_tile import TILE_ROLE
from workbench.casefile.decisions import Determination
from workbench.casefile.exhibit_numbers import reading_order
from workbench.casefile.exhibits import Exhibit, Provenance
from workbench.casefile.exposure import Preview, Rules
from workbench.casefile.exposure_rules import Layer, rules_for
from workbench.casefile.likeness import Group

__all__ = ["NUMBER_ROLE", "ExhibitsModel", "ShownExhibit", "Sieve", "kind_words", "tile_of"]
NUMBER_ROLE = VALUE_ROLE + 1


@dataclass(slots=True)
class _Shelf:
    """What the model knows of the case, by exhibit number; ``order`` is the reading order of them all."""

    exhibits: dict[int, Exhibit] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    determinations: dict[int, Determination] = field(default_factory=dict)
    previews: dict[int, Preview | None] = field(default_factory=dict)
    inner: Counter[int] = field(default_factory=Counter)

    def arrange(self) -> None:
        """Finds the reading order, and how many were unpacked from each."""
        self.order = sorted(self.exhibits, key=reading_order)
        self.inner = Counter(item.parent for item in self.exhibits.values() if item.parent is not None)


class ExhibitsModel(QAbstractTableModel):
    """Shows the exhibits that pass a sieve and a search, and asks for previews only where somebody looks."""

    previews_wanted = Signal(object)  # numbers of exhibits are wider than a C int
    counted = Signal()
    ruled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shelf = _Shelf()
        self._order: list[int] = []
        self._place: dict[int, int] = {}
        self._columns = 2
        self._layers: tuple[Layer, ...] | None = None
        self._rules: dict[object, Rules] = {}
        self._sieve = Sieve.ALL
        self._search = ""
        self._one = OneOfEach()
        self._asked: set[int] = set()
        self._wanted: list[int] = []
        self._ask_soon = QTimer(self, singleShot=True, interval=0)
        self._ask_soon.timeout.connect(self._ask)

    # What is known ---------------------------------------------------------------------------------------------

    def show(self, exhibits: Iterable[Exhibit], determinations: Mapping[int, Determination]) -> None:
        """Takes the whole case in."""
        self.beginResetModel()
        known = {item.number: item for item in exhibits}
        self._shelf = _Shelf(known, determinations=dict(determinations))
        self._shelf.arrange()
        self._asked.clear()
        self._arrange()
        self.endResetModel()
        self.counted.emit()

    def take(self, exhibits: Iterable[Exhibit], determinations: Mapping[int, Determination | None]) -> None:
        """Takes newer forms of some exhibits and judgements in; the rest stays as it is."""
        touched, known = set(determinations), set(self._shelf.exhibits)
        for item in exhibits:
            touched.add(item.number)
            if item.withdrawn:
                self._shelf.exhibits.pop(item.number, None)
            else:
                self._shelf.exhibits[item.number] = item
        if known != self._shelf.exhibits.keys():
            self._shelf.arrange()
        for number, determination in determinations.items():
            if determination is None:
                self._shelf.determinations.pop(number, None)
            else:
                self._shelf.determinations[number] = determination
        self._rearrange(touched)
        self.counted.emit()

    def take_previews(self, previews: Mapping[int, Preview | None]) -> None:
        """Takes fetched previews in; None says that an exhibit has none yet."""
        self._shelf.previews.update(previews)
        self._asked.difference_update(previews)
        self._touch(previews)

    def forget_previews(self, numbers: Iterable[int]) -> None:
        """Forgets previews that were made anew, so that they are fetched again when somebody looks."""
        gone = list(numbers)
        for number in gone:
            self._shelf.previews.pop(number, None)
        self._asked.difference_update(gone)
        self._touch(gone)

    def shown(self, number: int) -> ShownExhibit | None:
        """Finds what is known of one exhibit, in view or not."""
        exhibit = self._shelf.exhibits.get(number)
        if exhibit is None:
            return None
        found = self._shelf
        return ShownExhibit(
            exhibit,
            found.determinations.get(number),
            found.previews.get(number),
            number in found.previews,
            found.inner.get(number, 0),
            self._one.alike(number),
        )

    @property
    def every_number(self) -> Sequence[int]:
        """All exhibits that are not withdrawn, in reading order, whether they pass or not."""
        return self._shelf.order

    def unpacked_from(self, number: int) -> list[int]:
        """Finds what was unpacked from an exhibit, in reading order."""
        return [item for item in self._shelf.order if self._shelf.exhibits[item].parent == number]

    def last_source(self) -> Provenance:
        """Finds the source that was stated last in the case, for the next acquisition to begin with."""
        stated = (item.acquisition for item in self._shelf.exhibits.values() if item.acquisition.provenance.authority)
        last = max(stated, key=lambda came: came.at, default=None)
        return last.provenance if last is not None else Provenance()

    def people(self) -> list[str]:
        """Names who acquired or judged something, each once."""
        acquired = (item.acquisition.actor.name for item in self._shelf.exhibits.values())
        judged = (item.actor.name for item in self._shelf.determinations.values())
        return list(dict.fromkeys((*acquired, *judged)))

    # What may be shown -----------------------------------------------------------------------------------------

    def set_layers(self, layers: Sequence[Layer] | None) -> None:
        """Takes in what tightens the rules of looking; None says that it is not known, and then nothing is shown."""
        self._layers, self._rules = None if layers is None else tuple(layers), {}
        if self._order:
            last = len(self._order) - 1
            self.dataChanged.emit(self.index(0, 0), self.index(last // self._columns, self._columns - 1))
        self.ruled.emit()

    def rules_of(self, exhibit: Exhibit) -> Rules | None:
        """The rules in force for an exhibit; None while they are not known."""
        if self._layers is None:
            return None
        key = (exhibit.sensitivity, exhibit.harms)
        if key not in self._rules:
            self._rules[key] = rules_for(exhibit.sensitivity, exhibit.harms, self._layers)
        return self._rules[key]

    # What passes -----------------------------------------------------------------------------------------------

    @property
    def sieve(self) -> Sieve:
        """The sieve in force."""
        return self._sieve

    def sift(self, sieve: Sieve, search: str = "") -> None:
        """Shows only what passes a sieve and holds every word of a search."""
        search = " ".join(search.casefold().split())
        if (sieve, search) == (self._sieve, self._search):
            return
        self.beginResetModel()
        self._sieve, self._search = sieve, search
        self._arrange()
        self.endResetModel()

    def take_groups(self, groups: Iterable[Group]) -> None:
        """Takes in which exhibits look alike."""
        self.beginResetModel()
        self._one.take(groups)
        self._arrange()
        self.endResetModel()

    def fold(self, on: bool) -> None:
        """Shows one exhibit of each group, or all of them."""
        self.beginResetModel()
        self._one.on = on
        self._arrange()
        self.endResetModel()

    @property
    def folded(self) -> bool:
        """Tells whether one exhibit of each group stands for the others."""
        return self._one.on

    @property
    def left_out(self) -> int:
        """Counts the exhibits that pass and are left out because another stands for them."""
        return sum(self._passes(item) for item in self._shelf.exhibits.values()) - len(self._order)

    def counts(self) -> dict[Sieve, int]:
        """Counts what each sieve would let through, the search aside."""
        judged = [
            item.judgement for number, item in self._shelf.determinations.items() if number in self._shelf.exhibits
        ]
        found = {sieve: judged.count(sieve.judgement) for sieve in Sieve if sieve.judgement is not None}
        found[Sieve.ALL] = len(self._shelf.exhibits)
        found[Sieve.TO_REVIEW] = len(self._shelf.exhibits) - len(judged)
        return found

    @property
    def numbers(self) -> Sequence[int]:
        """The exhibits in view, in order."""
        return self._order

    def undecided(self) -> list[int]:
        """The exhibits of the case that nobody judged yet, in order of number."""
        return [number for number in self._shelf.order if number not in self._shelf.determinations]

    def neighbour(self, number: int, step: int) -> int | None:
        """Finds the exhibit some steps on in view; the nearest there is, where ``number`` is not in view."""
        if not self._order:
            return None
        place = self._place.get(number)
        if place is None:
            here = reading_order(number)
            later = [item for item in self._order if reading_order(item) > here]
            return (later[0] if later else self._order[-1]) if step > 0 else self._order[0]
        return self._order[min(max(place + step, 0), len(self._order) - 1)]

    def next_to_review(self, after: int) -> int | None:
        """Finds the next exhibit that nobody judged, ``after`` itself aside; from the start again at the end."""
        waiting, here = [number for number in self.undecided() if number != after], reading_order(after)
        return next((item for item in waiting if reading_order(item) > here), waiting[0] if waiting else None)

    # Where it stands -------------------------------------------------------------------------------------------

    def set_columns(self, columns: int) -> None:
        """Lays the same exhibits out in another number of columns."""
        if columns != self._columns and columns > 0:
            self.beginResetModel()
            self._columns = columns
            self.endResetModel()

    def index_of(self, number: int) -> QModelIndex:
        """Finds an exhibit's place; an invalid index where it is not in view."""
        place = self._place.get(number)
        return QModelIndex() if place is None else self.index(place // self._columns, place % self._columns)

    def number_at(self, index: Index) -> int | None:
        """Finds the exhibit at a place; None for an empty place in the last row."""
        place = index.row() * self._columns + index.column()
        return self._order[place] if index.isValid() and place < len(self._order) else None

    # What Qt asks ----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Counts the rows of tiles."""
        return 0 if parent.isValid() else -(-len(self._order) // self._columns)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Counts the columns of tiles."""
        return 0 if parent.isValid() else self._columns

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Lets exhibits be selected, and empty places not."""
        if self.number_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Gives an exhibit's number, what its tile shows, or what a screen reader says."""
        number = self.number_at(index)
        if number is None:
            return None
        if role == NUMBER_ROLE:
            return number
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shelf.exhibits[number].label
        if role == TILE_ROLE:
            self._want(number)
            return tile_of(self.shown(number), self.rules_of(self._shelf.exhibits[number]))
        if role == VALUE_ROLE:
            return self.shown(number)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            shown = self.shown(number)
            return spoken_of(shown, self._place.get(number, 0) + 1, len(self._order)) if shown is not None else None
        return None

    # Within ----------------------------------------------------------------------------------------------------

    def _passes(self, exhibit: Exhibit) -> bool:
        """Tells whether an exhibit passes sieve and search."""
        determination = self._shelf.determinations.get(exhibit.number)
        if self._sieve is Sieve.TO_REVIEW and determination is not None:
            return False
        if self._sieve.judgement and (determination is None or determination.judgement is not self._sieve.judgement):
            return False
        if not self._search:
            return True
        hay = f"{exhibit.label} {exhibit.name} {exhibit.title} {exhibit.neutral_name} {exhibit.digest}".casefold()
        hay += f" {determination.judgement.words}".casefold() if determination else " to review"
        return all(word in hay for word in self._search.split())

    def _arrange(self) -> None:
        """Orders what passes as one reads it: a parent, then its children."""
        self._place_all(self._passing())

    def _passing(self) -> list[int]:
        """Lists what passes, in reading order, one of each where that is asked."""
        passing = [number for number in self._shelf.order if self._passes(self._shelf.exhibits[number])]
        return self._one.left(passing)

    def _place_all(self, order: list[int]) -> None:
        """Gives what passes its places."""
        self._order = order
        self._place = {number: place for place, number in enumerate(order)}

    def _rearrange(self, touched: set[int]) -> None:
        """Repaints the touched tiles where the order stays, and lays all out anew where it does not."""
        if self._one.on:
            self._rearrange_folded(touched)
            return
        passing = {
            number
            for number in touched
            if number in self._shelf.exhibits and self._passes(self._shelf.exhibits[number])
        }
        if passing == {number for number in touched if number in self._place}:
            self._touch(touched)
            return
        before, rows = self._order, self.rowCount()
        order = self._passing()
        if not before or order[: len(before)] != before:
            self.beginResetModel()
            self._place_all(order)
            self.endResetModel()
            return
        # What only comes in behind leaves the grid where somebody has scrolled it.
        more = -(-len(order) // self._columns) - rows
        if more:
            self.beginInsertRows(QModelIndex(), rows, rows + more - 1)
        self._place_all(order)
        if more:
            self.endInsertRows()
        self._touch([*before[-self._columns :], *touched])

    def _rearrange_folded(self, touched: set[int]) -> None:
        """Repaints, or lays out anew where one that stood for others came or went."""
        order = self._passing()
        if order == self._order:
            self._touch(touched)
            return
        self.beginResetModel()
        self._place_all(order)
        self.endResetModel()

    def _touch(self, numbers: Iterable[int]) -> None:
        """Repaints the tiles of some exhibits."""
        for number in numbers:
            index = self.index_of(number)
            if index.isValid():
                self.dataChanged.emit(index, index)

    def _want(self, number: int) -> None:
        """Asks for a preview once."""
        if number not in self._shelf.previews and number not in self._asked:
            self._asked.add(number)
            self._wanted.append(number)
            if not self._ask_soon.isActive():
                self._ask_soon.start()

    def _ask(self) -> None:
        """Asks for all previews that were missed since the last turn of the event loop, in one piece."""
        wanted, self._wanted = self._wanted, []
        if wanted:
            self.previews_wanted.emit(wanted)
