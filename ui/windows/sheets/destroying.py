"""Asks before evidence is destroyed: the number typed out, the authority, the reason, and what will go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.theme import Theme
from ui.widgets.controls import button
from ui.widgets.labels import PlainLabel, visible
from ui.widgets.sheet import Sheet
from ui.windows.sheets.holding import blocking_words
from workbench.casefile.exhibit_numbers import exhibit_label, exhibit_number
from workbench.casefile.exhibits import Exhibit
from workbench.casefile.retention import Hold, Tombstone

SHOWN_CHILDREN = 8


@dataclass(frozen=True, slots=True)
class Sanction:
    """On what authority something is destroyed, and why."""

    authority: str
    reason: str


class DestroySheet(Sheet):
    """Destroys nothing itself; while a hold stands it says which, and can only be left."""

    filled = Signal(object)
    holds_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        item: Exhibit,
        children: Sequence[Exhibit],
        holds: Sequence[Hold],
        parent: QWidget | None = None,
    ) -> None:
        words = (
            "Its bytes are overwritten and removed for good. The number, the digest, this authority and this reason "
            "stay in the ledger, and the chain stays whole. Copies outside this case are not reached."
        )
        super().__init__(theme, f"Destroy {item.label}", words, f"Destroy {item.label}", parent)
        self._item, self._blocked = item, bool(holds)
        self.goes = PlainLabel("", "secondary")
        self.goes.setWordWrap(True)
        self.goes.setText("\n".join(goes_words(item, children)))
        self.ask("What will go", self.goes)
        self.number, self.authority, self.reason = QLineEdit(), QLineEdit(), QLineEdit()
        self.ask("Authority", self.authority, "Order, agreement or retention rule, with its number")
        self.ask("Reason", self.reason, "Why it must go")
        self.ask("Type its number", self.number, item.label)
        for line in (self.number, self.authority, self.reason):
            line.textChanged.connect(self.look_again)
            line.setEnabled(not holds)
        if holds:
            self.says_no(blocking_words(holds), "Lift the hold first.")
            self.put(button("Holds…", self._to_holds, "link"))

    def ready(self) -> bool:
        """Tells whether the number is typed out, authority and reason are named, and nothing forbids it."""
        try:
            typed = exhibit_number(self.number.text())
        except ValueError:
            return False
        said = self.authority.text().strip() and self.reason.text().strip()
        return bool(said) and typed == self._item.number and not self._blocked

    def fill(self) -> None:
        """Hands authority and reason on."""
        self.accept()
        self.filled.emit(Sanction(self.authority.text().strip(), self.reason.text().strip()))

    def _to_holds(self) -> None:
        self.reject()
        self.holds_asked.emit()


class DestroyedSheet(Sheet):
    """Says what was destroyed, and offers the certificate."""

    certificate_asked = Signal()

    def __init__(self, theme: Theme, stone: Tombstone, parent: QWidget | None = None) -> None:
        label = exhibit_label(stone.exhibit)
        gone = ", ".join(visible(name) for name in stone.derivatives) or "nothing that was made from it"
        words = f"{stone.size:,} bytes are gone, and with them: {gone}. The certificate says so to others."
        super().__init__(theme, f"{label} is destroyed", words, "Save the certificate…", parent)
        self.leave.setText("Not now")

    def fill(self) -> None:
        """Asks for the certificate."""
        self.accept()
        self.certificate_asked.emit()


def goes_words(item: Exhibit, children: Sequence[Exhibit]) -> list[str]:
    """Lists what is destroyed with an exhibit, by name."""
    lines = [f"{item.size:,} bytes of {visible(item.name)}", "Its veiled previews and the words read from it"]
    named = [f"{child.label} {visible(child.name)}" for child in children[:SHOWN_CHILDREN]]
    if children:
        more = len(children) - len(named)
        lines.append(f"What was unpacked from it, {len(children):,}:")
        lines += [*named, *([f"and {more:,} more"] if more else [])]
    return lines
