"""What the case window does about holds and destruction when a command is run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from ui.windows.case_frame import CaseFrame
from ui.windows.files import ask_target
from ui.windows.sheets.destroying import DestroyedSheet, DestroySheet, Sanction
from ui.windows.sheets.holding import HoldChoice, HoldsSheet, PlaceHoldSheet
from workbench.actions.cases import OpenCase
from workbench.actions.exhibits import exhibit
from workbench.actions.retention import destroy, export_certificate, holds, lift_hold, place_hold
from workbench.actions.unpacking import children
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit, Holding
from workbench.casefile.retention import Hold, Tombstone

CERTIFICATES = ("Web page (*.html)", "Markdown (*.md)", "JSON (*.json)")


@dataclass(frozen=True, slots=True)
class Doomed:
    """An exhibit that is to go, what goes with it, and the holds that forbid it."""

    exhibit: Exhibit
    children: tuple[Exhibit, ...]
    holds: tuple[Hold, ...]


class RetentionDeeds(QObject):
    """Runs the commands about what must be kept and what must go."""

    def __init__(self, window: CaseFrame) -> None:
        super().__init__(window)
        self._window = window
        self.sheet: HoldsSheet | None = None
        self.table: dict[str, Callable[[], object]] = {
            "case.hold": self.hold_case,
            "case.holds": self.list_holds,
            "exhibit.hold": self.hold_exhibit,
            "exhibit.destroy": self.destroy,
            "exhibit.certificate": self.save_certificate,
        }
        window.evidence.destroy_asked.connect(self.destroy_one)

    # Holds -----------------------------------------------------------------------------------------------------

    def hold_case(self) -> None:
        """Asks on what authority the whole case is held."""
        self._ask_hold("", (), whole=True)

    def hold_exhibit(self) -> None:
        """Asks on what authority the exhibit in view, and what was unpacked from it, is held."""
        number = self._window.desk.number
        if number is not None:
            below = self._below(number)
            self._ask_hold(exhibit_label(number), (number, *below), whole=False)

    def _below(self, number: int) -> list[int]:
        """Lists everything that was unpacked from an exhibit, and from that."""
        found: list[int] = []
        for child in self._window.model.unpacked_from(number):
            found += [child, *self._below(child)]
        return found

    def _ask_hold(self, label: str, numbers: Sequence[int], whole: bool) -> None:
        window = self._window
        if self._may_write():
            sheet = PlaceHoldSheet(window.theme, label, numbers, whole, window)
            sheet.filled.connect(self._hold)
            sheet.over()

    def _hold(self, choice: HoldChoice) -> None:
        """Places a hold."""
        said = self._window.foot.say
        self._window.desk.do(
            place_hold,
            choice.authority,
            choice.reason,
            choice.exhibits,
            then=lambda hold: said("The hold stands; what it covers cannot be destroyed."),
        )

    def list_holds(self) -> None:
        """Lists the holds of the case."""
        self._window.desk.ask(holds, then=self._show_holds)

    def _show_holds(self, found: Sequence[Hold]) -> None:
        """Shows the holds, on the page that is open or on a new one."""
        window = self._window
        if self.sheet is not None:
            self.sheet.wait("")
            self.sheet.show_holds(found)
            return
        sheet = self.sheet = HoldsSheet(window.theme, found, window.desk.writable, window)
        sheet.lifted.connect(self._lift)
        sheet.over(lambda _: setattr(self, "sheet", None))

    def _lift(self, hold_id: str, reason: str) -> None:
        """Lifts a hold and shows the list as it is then."""
        self._window.desk.do(lift_hold, hold_id, reason, then=lambda _: self.list_holds())

    # Destruction -----------------------------------------------------------------------------------------------

    def destroy(self) -> None:
        """Gathers what would go, and asks."""
        number = self._window.desk.number
        if number is not None and self._may_write():
            self._window.desk.ask(doomed, number, then=self._ask_destroy)

    def destroy_one(self, number: int) -> None:
        """Brings an exhibit into view, and asks on what authority its bytes are to go."""
        self._window.desk.select(number)
        self.destroy()

    def _ask_destroy(self, found: Doomed) -> None:
        """Asks for number, authority and reason, or says which hold forbids it."""
        window = self._window
        if found.exhibit.holding is not Holding.HELD:
            window.foot.say(f"The case does not have the bytes of {found.exhibit.label}.")
            return
        sheet = DestroySheet(window.theme, found.exhibit, found.children, found.holds, window)
        sheet.filled.connect(lambda sanction: self._destroy(found.exhibit.number, sanction))
        sheet.holds_asked.connect(self.list_holds)
        sheet.over()

    def _destroy(self, number: int, sanction: Sanction) -> None:
        """Destroys an exhibit; what is shown of it is covered first."""
        window, case = self._window, self._window.desk.case
        if case is None:
            return
        actor = window.desk.actor
        window.viewer.seal()
        window.desk.begin(
            f"Destroying {exhibit_label(number)}",
            lambda: destroy(case, actor, number, sanction.authority, sanction.reason),
            self._destroyed,
            lane="write",
        )

    def _destroyed(self, stone: Tombstone) -> None:
        """Says what is gone, and offers the certificate."""
        sheet = DestroyedSheet(self._window.theme, stone, self._window)
        sheet.certificate_asked.connect(lambda: self._certify(stone.exhibit))
        sheet.over()

    def save_certificate(self) -> None:
        """Saves the certificate of the exhibit in view, where it was destroyed."""
        number = self._window.desk.number
        shown = self._window.model.shown(number) if number is not None else None
        if shown is None or shown.exhibit.holding is not Holding.DESTROYED:
            self._window.foot.say("A certificate is made of what was destroyed.")
            return
        self._certify(shown.exhibit.number)

    def _certify(self, number: int) -> None:
        """Asks where the certificate is to be written, and writes it."""
        window = self._window

        def write(to: Path) -> None:
            window.desk.do(
                export_certificate, number, to, then=lambda path: window.foot.say(f"The certificate lies in {path}.")
            )

        name = f"{exhibit_label(number)} certificate of destruction"
        ask_target(window, "Save the certificate", name, ".html", write, CERTIFICATES)

    def _may_write(self) -> bool:
        """Tells whether the case may be changed; where it may not, says so."""
        if not self._window.desk.writable:
            self._window.foot.say("This case is open for reading only.")
        return self._window.desk.writable


def doomed(case: OpenCase, number: int) -> Doomed:
    """Gathers what would be destroyed with an exhibit, and the holds that cover any of it."""
    item = exhibit(case, number)
    below = _unpacked(case, number)
    covering = (*holds(case, number), *(hold for child in below for hold in holds(case, child.number)))
    return Doomed(item, below, tuple({hold.id: hold for hold in covering}.values()))


def _unpacked(case: OpenCase, number: int) -> tuple[Exhibit, ...]:
    """Lists everything that was unpacked from an exhibit, and from that."""
    found: list[Exhibit] = []
    for child in children(case, number):
        found += [child, *_unpacked(case, child.number)]
    return tuple(found)
