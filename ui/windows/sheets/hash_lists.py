"""Asks what a hash list is before it is brought in, and lists the ones there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from ui.theme import Theme
from ui.widgets.controls import button, row
from ui.widgets.labels import visible
from ui.widgets.sheet import Sheet
from workbench.casefile.exhibits import Sensitivity
from workbench.casefile.harms import Harm
from workbench.casefile.hash_lists import HashKind, HashList, ListEffect

EFFECTS = {
    ListEffect.MARK: "Mark: rate what matches, and name the list",
    ListEffect.WITHHOLD: "Withhold: let no byte of what matches into a case",
    ListEffect.ALLOW: "Tell: others found it harmless; nothing is rated by it",
}
TOLD = ((None, "By their length"), (HashKind.SHA256, "SHA-256"), (HashKind.PDQ, "PDQ"))


@dataclass(frozen=True, slots=True)
class ListChoice:
    """What was said of a list."""

    name: str
    effect: ListEffect
    sensitivity: Sensitivity
    harms: tuple[Harm, ...]
    source: str
    told: HashKind | None = None


class ImportListSheet(Sheet):
    """Asks for name, source, effect, level and harms of a list; the file has been chosen already."""

    filled = Signal(object)

    def __init__(self, theme: Theme, path: Path, parent: QWidget | None = None) -> None:
        words = (
            f"{visible(path.name)}. Hashes alone are kept, in your own profile, for every case you open. A match is "
            "another's word, named as such; nothing is uncovered by it."
        )
        super().__init__(theme, "Import a hash list", words, "Import", parent)
        self.name, self.source = QLineEdit(path.stem), QLineEdit()
        self.effect, self.level, self.told = QComboBox(), QComboBox(), QComboBox()
        for effect, said in EFFECTS.items():
            self.effect.addItem(said, effect)
        for level in (Sensitivity.SENSITIVE, Sensitivity.SEVERE, Sensitivity.EXTREME):
            self.level.addItem(level.value.capitalize(), level)
        for kind, said in TOLD:
            self.told.addItem(said, kind)
        self.harms = {harm: QCheckBox(harm.words) for harm in Harm}
        kinds, half = QGridLayout(), (len(self.harms) + 1) // 2
        for place, tick in enumerate(self.harms.values()):
            kinds.addWidget(tick, place % half, place // half)
        kinds.setVerticalSpacing(0)
        self.ask("Name", self.name, "As matches are to name it")
        self.ask("Source", self.source, "Who made it, and when")
        self.ask("A match", self.effect)
        self.ask("Rated as", self.level)
        self.ask("It shows", kinds)
        self.ask("64 digits are", self.told)
        self.name.textChanged.connect(self.look_again)
        self.effect.activated.connect(lambda _: self._fit())

    def _fit(self) -> None:
        """Asks for no rating where nothing is rated."""
        rates = ListEffect(self.effect.currentData()) is not ListEffect.ALLOW
        self.level.setEnabled(rates)
        for tick in self.harms.values():
            tick.setEnabled(rates)

    def ready(self) -> bool:
        """Tells whether the list has a name."""
        return bool(self.name.text().strip())

    def fill(self) -> None:
        """Hands on what was said."""
        # Qt hands a word back where it was given one of an enumeration.
        effect, told = ListEffect(self.effect.currentData()), self.told.currentData()
        rates = effect is not ListEffect.ALLOW
        said = ListChoice(
            self.name.text().strip(),
            effect,
            Sensitivity(self.level.currentData()) if rates else Sensitivity.UNCLASSIFIED,
            tuple(harm for harm, tick in self.harms.items() if rates and tick.isChecked()),
            self.source.text().strip(),
            HashKind(told) if told else None,
        )
        self.accept()
        self.filled.emit(said)


class HashListsSheet(Sheet):
    """Lists the hash lists of the profile; one can be removed, others imported."""

    removed = Signal(str)
    import_asked = Signal()

    def __init__(self, theme: Theme, lists: Sequence[HashList], parent: QWidget | None = None) -> None:
        words = "Kept in your own profile. What a list said of an exhibit stays in its case when the list is removed."
        super().__init__(theme, "Hash lists", words if lists else "There is none yet.", "Done", parent)
        self.list = QListWidget()
        self.list.setAccessibleName("Hash lists")
        self.list.setMinimumHeight(theme.px(140))
        for one in lists:
            item = QListWidgetItem(list_words(one))
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            self.list.addItem(item)
        self.list.setVisible(bool(lists))
        self.remove = button("Remove", self._remove, name="remove-list")
        self.remove.setEnabled(False)
        self.remove.setVisible(bool(lists))
        self.list.currentItemChanged.connect(lambda *_: self.remove.setEnabled(True))
        more = button("Import another…" if lists else "Import a hash list…", self._more, name="import-list")
        self.put(self.list)
        self.put(row(None, self.remove, more, 1))
        self.leave.hide()

    def _remove(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.removed.emit(item.data(Qt.ItemDataRole.UserRole))
            self.list.takeItem(self.list.row(item))

    def _more(self) -> None:
        self.accept()
        self.import_asked.emit()


def list_words(one: HashList) -> str:
    """Says a list on two lines: name and what a match does, then how many hashes and whence."""
    counts = ", ".join(f"{count:,} {kind.value.upper()}" for kind, count in one.counts.items() if count)
    level = "" if one.effect is ListEffect.ALLOW else f", {one.sensitivity.value}"
    harms = f": {', '.join(harm.value for harm in one.harms)}" if one.harms else ""
    source = f", from {one.source}" if one.source else ""
    what = {ListEffect.MARK: "marks", ListEffect.WITHHOLD: "withholds", ListEffect.ALLOW: "tells"}[one.effect]
    return visible(f"{one.name}, {what}{level}{harms}") + "\n" + visible(f"{counts}{source}")


def imported_words(made: HashList) -> str:
    """Says what came of an import."""
    words = [f"{made.entries:,} hashes of {made.name} are in"]
    if made.wrong:
        words.append(f"{made.wrong:,} lines were passed over")
    if made.photodna:
        words.append(f"{made.photodna:,} PhotoDNA values only its owner can compare")
    if made.plain:
        words.append(f"{made.plain:,} PDQ of too little detail to match by")
    return visible(", ".join(words))
