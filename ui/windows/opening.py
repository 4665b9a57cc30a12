"""Opening and making cases, behind whatever window is in front."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ui.desk import Desk
from ui.windows.new_case import NewCase, free_folder, neutral_folder
from workbench.actions.cases import OpenCase, new_case, open_case
from workbench.actions.demonstration import Demonstration, demonstrate
from workbench.actions.encryption import keep_in_keyring
from workbench.casefile.identity import Actor
from workbench.errors import CaseLocked, WorkbenchError
from workbench.settings import cases_folder, load, profile_folder

DEMONSTRATION = "demonstration"


class Opening(QObject):
    """Puts cases on the desk; the work runs in the lanes, so that a window answers at once."""

    begun = Signal(str)
    ended = Signal()
    locked = Signal(object, object)
    key_made = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk

    @property
    def is_open(self) -> bool:
        """Tells whether a case is on the desk."""
        return self._desk.case is not None

    def open(self, folder: Path, secret: str | None = None, keep: bool = False) -> None:
        """Opens a case folder; the one that is open already stays as it is.

        An encrypted case that does not open is told by ``locked``, with the reason; with ``keep`` a secret that opens
        it is left to this machine's keyring.
        """
        case, actor = self._desk.case, self._desk.actor
        if case is not None and case.folder.absolute() == folder.absolute():
            self.ended.emit()
            return
        self.begun.emit("Opening the case")

        def work() -> tuple[OpenCase, WorkbenchError | None]:
            trouble = _kept(folder, actor, secret) if keep else None
            return open_case(folder, actor, secret=secret), trouble

        self._desk.lanes.run(work, self._opened, None, lambda error: self._fail(error, folder), lane="write")

    def make(self, wanted: NewCase) -> None:
        """Makes a case in a folder of its own and opens it."""
        actor = self._desk.actor
        self.begun.emit("Making the case")

        def work() -> OpenCase:
            parent = cases_folder(load())
            folder = (
                neutral_folder(parent) if wanted.passphrase else free_folder(parent, wanted.reference, wanted.title)
            )
            folder.parent.mkdir(parents=True, exist_ok=True)
            return new_case(
                folder,
                wanted.title,
                wanted.kind,
                actor,
                wanted.reference,
                wanted.due,
                wanted.question,
                wanted.passphrase or None,
                wanted.keyring,
            )

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

    def _opened(self, found: tuple[OpenCase, WorkbenchError | None]) -> None:
        """Puts an opened case on the desk, and says what could not be done beside it."""
        case, trouble = found
        self._put(case)
        if trouble is not None:
            self._desk.fail(trouble)

    def _put(self, case: OpenCase) -> None:
        """Puts an opened case on the desk; a recovery key that was made with it is shown this once."""
        key, case.recovery_key = case.recovery_key, ""
        self._desk.put(case)
        self.ended.emit()
        if key:
            self.key_made.emit(key)

    def _fail(self, error: Exception, folder: Path | None = None) -> None:
        """Says what went wrong; the case that was open stays."""
        self.ended.emit()
        if isinstance(error, CaseLocked) and folder is not None:
            self.locked.emit(folder, error)
        else:
            self._desk.fail(error)


def _kept(folder: Path, actor: Actor, secret: str | None) -> WorkbenchError | None:
    """Leaves a key in this machine's keyring; a secret that does not open the case is raised, other trouble told."""
    try:
        keep_in_keyring(folder, actor, secret)
    except CaseLocked:
        raise
    except WorkbenchError as trouble:
        return trouble
    return None


def demonstration_case(parent: Path) -> Path | None:
    """Finds a demonstration case that was made to its end."""
    found = sorted(parent.glob(f"{DEMONSTRATION}*/case/case.sqlite3"))
    whole = [path.parent for path in found if (path.parent.parent / "memo.md").is_file()]
    return whole[0] if whole else None
