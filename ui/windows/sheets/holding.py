"""Places and lifts legal holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Signal
from PySide6.QtWidgets import QLineEdit, QRadioButton, QWidget

from ui.models.values import VALUE_ROLE, ValuesModel
from ui.theme import Theme
from ui.widgets.controls import button, row
from ui.widgets.labels import PlainLabel, visible
from ui.widgets.list_rows import Row, RowList
from ui.widgets.sheet import Sheet
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.retention import Hold

SHOWN_LABELS = 4


@dataclass(frozen=True, slots=True)
class HoldChoice:
    """What is to be held, on what authority, and why; no exhibits mean the whole case."""

    authority: str
    reason: str
    exhibits: tuple[int, ...] = ()


class PlaceHoldSheet(Sheet):
    """Asks on what authority, why, and how much."""

    filled = Signal(object)

    def __init__(
        self, theme: Theme, label: str, numbers: Sequence[int], whole: bool, parent: QWidget | None = None
    ) -> None:
        words = "What is on hold cannot be destroyed until the hold is lifted. Reviewing goes on as before."
        super().__init__(theme, "Place on hold", words, "Place the hold", parent)
        self._numbers = tuple(numbers)
        self.authority, self.reason = QLineEdit(), QLineEdit()
        self.ask("Authority", self.authority, "Order, preservation request or counsel, with its number")
        self.ask("Reason", self.reason, "Why it must be kept")
        below = len(self._numbers) - 1
        more = f" and the {below:,} unpacked from it" if below > 1 else " and the one unpacked from it" if below else ""
        self.these, self.all = QRadioButton(f"{label}{more}"), QRadioButton("The whole case")
        self.these.setVisible(bool(self._numbers))
        self.all.setChecked(whole or not self._numbers)
        self.these.setChecked(not self.all.isChecked())
        self.put(self.these)
        self.put(self.all)
        for line in (self.authority, self.reason):
            line.textChanged.connect(self.look_again)

    def ready(self) -> bool:
        """Tells whether authority and reason are named."""
        return bool(self.authority.text().strip() and self.reason.text().strip())

    def fill(self) -> None:
        """Hands on what is to be held."""
        numbers = () if self.all.isChecked() else self._numbers
        choice = HoldChoice(self.authority.text().strip(), self.reason.text().strip(), numbers)
        self.accept()
        self.filled.emit(choice)


class HoldsModel(ValuesModel[Hold]):
    """Holds, those that stand first."""

    def text(self, value: Hold) -> str:
        """Says a hold in one line."""
        return f"{scope_words(value)}: {value.authority}. {value.reason}. {placed_words(value)}"


class HoldsSheet(Sheet):
    """Lists the holds of the case, and lifts the one that is chosen."""

    lifted = Signal(str, str)

    def __init__(self, theme: Theme, found: Sequence[Hold], writable: bool, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Holds", "", "Lift the hold", parent)
        self.model = HoldsModel(self)
        self.list = RowList(theme, self._row, "Holds")
        self.list.setModel(self.model)
        self.list.setMinimumHeight(theme.px(220))
        self.reason = QLineEdit()
        self._writable = writable
        self.put(self.list)
        self.ask("Reason for lifting", self.reason, "Why it need not be held any longer")
        self.reason.textChanged.connect(self.look_again)
        self.list.selectionModel().currentChanged.connect(lambda *_: self.look_again())
        self.leave.setText("Close")
        self.show_holds(found)

    def show_holds(self, found: Sequence[Hold]) -> None:
        """Shows the holds as they are now."""
        self.model.show(sorted(found, key=lambda hold: (not hold.active, hold.placed)))
        standing = sum(hold.active for hold in found)
        self.words.setText(
            "No hold stands." if not standing else f"{standing} stand" + ("s." if standing == 1 else ".")
        )
        self.words.show()
        self.reason.clear()
        if self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0))
        self.look_again()

    def ready(self) -> bool:
        """Tells whether a standing hold is chosen and a reason is said."""
        hold = self.list.currentIndex().data(VALUE_ROLE)
        return self._writable and isinstance(hold, Hold) and hold.active and bool(self.reason.text().strip())

    def fill(self) -> None:
        """Asks for the chosen hold to be lifted; the page stays."""
        hold = self.list.currentIndex().data(VALUE_ROLE)
        if isinstance(hold, Hold):
            self.wait("Lifting…")
            self.lifted.emit(hold.id, self.reason.text().strip())

    def _row(self, index: QModelIndex | QPersistentModelIndex) -> Row | None:
        """Says what a hold's row shows."""
        hold = index.data(VALUE_ROLE)
        if not isinstance(hold, Hold):
            return None
        lifted = f"Lifted {hold.lifted:%Y-%m-%d}: {visible(hold.lifted_reason)}" if hold.lifted else ""
        return Row(
            f"{visible(hold.authority)}: {visible(hold.reason)}",
            scope_words(hold),
            "stands" if hold.active else "lifted",
            "text2" if hold.active else "text3",
            note=lifted or placed_words(hold),
            bar="accent" if hold.active else "",
            card=True,
            quiet=not hold.active,
        )


def scope_words(hold: Hold) -> str:
    """Says what a hold covers."""
    if not hold.exhibits:
        return "The whole case"
    named = ", ".join(exhibit_label(number) for number in hold.exhibits[:SHOWN_LABELS])
    more = len(hold.exhibits) - SHOWN_LABELS
    return f"{named} and {more:,} more" if more > 0 else named


def placed_words(hold: Hold) -> str:
    """Says who placed a hold, and when."""
    return f"placed by {visible(hold.actor.name)}, {hold.placed:%Y-%m-%d %H:%M} UTC"


def blocking_words(holds: Sequence[Hold]) -> str:
    """Says in a sentence which holds forbid a destruction."""
    named = "; ".join(f"{visible(hold.authority)} ({scope_words(hold)}, {placed_words(hold)})" for hold in holds)
    return f"On hold: {named}."


def hold_button(words: str, asked: object) -> QWidget:
    """Makes a quiet way to the list of holds."""
    held = QWidget()
    row(held, PlainLabel(words, "secondary"), button("Holds…", asked, "link"), 1)  # type: ignore[arg-type]
    return held
