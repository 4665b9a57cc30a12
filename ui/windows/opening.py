"""Opening and making cases, behind whatever window is in front."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ui.desk import Desk
from ui.windows.new_case import NewCase, free_folder
from workbench.actions.cases import OpenCase, new_case, open_case
from workbench.actions.demonstration import Demonstration, demonstrate
from workbench.settings import cases_folder, load, profile_folder

DEMONSTRATION = "demonstration"


class Opening(QObject):
    """Puts cases on the desk; the work runs in the lanes, so that a window answers at once."""

    begun = Signal(str)
    ended = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk

    def open(self, folder: Path) -> None:
        """Opens a case folder; the one that is open already stays as it is."""
        case, actor = self._desk.case, self._desk.actor
        if case is not None and case.folder.absolute() == folder.absolute():
            self.ended.emit()
            return
        self.begun.emit("Opening the case")
        self._desk.lanes.run(lambda: open_case(folder, actor), self._put, None, self._fail, lane="write")

    def make(self, wanted: NewCase) -> None:
        """Makes a case in a folder of its own and opens it."""
        actor = self._desk.actor
        self.begun.emit("Making the case")

        def work() -> OpenCase:
            folder = free_folder(cases_folder(load()), wanted.reference, wanted.title)
            folder.parent.mkdir(parents=True, exist_ok=True)
            return new_case(folder, wanted.title, wanted.kind, actor, wanted.reference, wanted.due, wanted.question)

        self._desk.lanes.run(work, self._put, None, self._fail, lane="write")

    def open_demonstration(self) -> None:
        """Opens the demonstration case; makes it first where it is missing."""
        parent, actor, decoder = profile_folder(), self._desk.actor, self._desk.decoder
        there = demonstration_case(parent)
        if there is not None:
            self.open(there)
            return
        self.begun.emit("Making the demonstration case")
        folder = free_folder(parent, DEMONSTRATION, "")
        self._desk.begin(
            "Making the demonstration case",
            lambda: demonstrate(folder, None, actor, decoder),
            self._demonstrated,
            self._fail,
        )  # type: ignore[arg-type]

    def _demonstrated(self, made: Demonstration) -> None:
        """Opens the demonstration case once it is made."""
        self.open(made.case)

    def _put(self, case: OpenCase) -> None:
        """Puts an opened case on the desk."""
        self._desk.put(case)
        self.ended.emit()

    def _fail(self, error: Exception) -> None:
        """Says what went wrong; the case that was open stays."""
        self.ended.emit()
        self._desk.fail(error)


def demonstration_case(parent: Path) -> Path | None:
    """Finds a demonstration case that was made to its end."""
    found = sorted(parent.glob(f"{DEMONSTRATION}*/case/case.sqlite3"))
    whole = [path.parent for path in found if (path.parent.parent / "memo.md").is_file()]
    return whole[0] if whole else None
