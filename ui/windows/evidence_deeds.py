"""What the case window does with evidence when a command is run: bring it in, state its source, walk its kin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from ui.windows.case_frame import CaseFrame
from ui.windows.files import ask_files, ask_folder
from ui.windows.sheets.describing import DescribeSheet
from ui.windows.sheets.source import AcquireSheet, Reference, ReferenceSheet, SourceChoice, StateSourceSheet
from workbench.actions.exhibits import describe_exhibit, exhibit, withdraw
from workbench.actions.provenance import state_source
from workbench.actions.unpacking import can_unpack
from workbench.casefile.exhibit_numbers import exhibit_label
from workbench.casefile.exhibits import Exhibit, Provenance


class EvidenceDeeds(QObject):
    """Runs the commands about evidence."""

    def __init__(self, window: CaseFrame) -> None:
        super().__init__(window)
        self._window = window
        self.table: dict[str, Callable[[], object]] = {
            "evidence.acquire": self.acquire_files,
            "evidence.folder": self.acquire_folder,
            "evidence.paste": self.paste,
            "evidence.reference": self.add_reference,
            "evidence.previews": window.evidence.intake.make_previews,
            "evidence.words": window.evidence.intake.read_words,
            "evidence.unpack": self.unpack_all,
            "exhibit.unpack": self.unpack,
            "exhibit.describe": self.describe,
            "exhibit.withdraw": self.withdraw,
            "exhibit.source": self.state_source,
            "exhibit.parent": self.go_up,
            "exhibit.child": self.go_down,
        }
        window.evidence.source_asked.connect(self.state_source_of)

    # Coming in -------------------------------------------------------------------------------------------------

    def acquire_files(self) -> None:
        """Asks for files, then for their source, and acquires them."""
        if self._may_write():
            ask_files(self._window, "Acquire files", lambda paths: self._ask_source(paths, "files"))

    def acquire_folder(self) -> None:
        """Asks for a folder, then for its source, and acquires what is in it."""
        if self._may_write():
            ask_folder(self._window, "Acquire a folder", lambda path: self._ask_source([path], "folder"))

    def _ask_source(self, paths: list[Path], method: str) -> None:
        """Asks whence the chosen files come, once the page that chose them is gone; Enter says nothing and goes on."""
        window = self._window

        def ask() -> None:
            sheet = AcquireSheet(window.theme, paths, window.model.last_source(), method, window)
            sheet.filled.connect(lambda choice: self._acquire(paths, choice))
            sheet.over()

        window.desk.later(ask)

    def _acquire(self, paths: list[Path], choice: SourceChoice) -> None:
        """Acquires files with what was said of them."""
        self._window.evidence.intake.acquire(
            paths, choice.method, choice.provenance, choice.reference_only, choice.open_containers
        )

    def add_reference(self) -> None:
        """Asks for what is known of bytes that must not be held, and records it."""
        window = self._window
        if self._may_write():
            sheet = ReferenceSheet(window.theme, window.model.last_source(), window)
            sheet.filled.connect(self._refer)
            sheet.over()

    def _refer(self, said: Reference) -> None:
        """Records a reference."""
        self._window.evidence.intake.refer(
            said.digest, said.size, said.name, said.location, said.description, said.media_type, said.provenance
        )

    def paste(self) -> None:
        """Acquires what the clipboard holds."""
        if self._may_write():
            self._window.evidence.intake.paste(QGuiApplication.clipboard().mimeData())

    # Their source ----------------------------------------------------------------------------------------------

    def state_source(self) -> None:
        """Asks for the source of the exhibit in view."""
        number = self._window.desk.number
        if number is not None:
            self.state_source_of([number])

    def state_source_of(self, numbers: list[int]) -> None:
        """Asks for the source of some exhibits, beginning with what is known of the first."""
        if numbers and self._may_write():
            self._window.desk.ask(exhibit, numbers[0], then=lambda item: self._ask_state(numbers, item))

    def _ask_state(self, numbers: list[int], first: Exhibit) -> None:
        """Asks for a source; where none was stated, with the platform and authority of the last one."""
        window = self._window
        which = first.label if len(numbers) == 1 else f"{len(numbers):,} exhibits"
        before = first.acquisition.provenance
        if before == Provenance():
            last = window.model.last_source()
            before = Provenance(platform=last.platform, authority=last.authority)
        sheet = StateSourceSheet(window.theme, which, before, window)
        sheet.filled.connect(lambda said: self._state(numbers, which, said))
        sheet.over()

    def _state(self, numbers: list[int], which: str, said: Provenance) -> None:
        """Keeps a source."""
        window = self._window
        window.desk.do(state_source, numbers, said, then=lambda _: window.foot.say(f"The source of {which} is stated."))

    # What is done with it --------------------------------------------------------------------------------------

    def unpack(self) -> None:
        """Opens the container in view."""
        window, number = self._window, self._window.desk.number
        shown = window.model.shown(number) if number is not None else None
        if shown is None or not self._may_write():
            return
        if can_unpack(shown.exhibit):
            window.evidence.intake.unpack([shown.exhibit.number])
        else:
            window.foot.say(f"{shown.exhibit.label} is no container that can be opened.")

    def unpack_all(self) -> None:
        """Opens every container of the case; what came out before stays as it is."""
        window = self._window
        shown = (window.model.shown(number) for number in window.model.every_number)
        found = [each.exhibit.number for each in shown if each is not None and can_unpack(each.exhibit)]
        if found and self._may_write():
            window.evidence.intake.unpack(found)
        elif not found:
            window.foot.say("The case holds no container that can be opened.")

    def describe(self) -> None:
        """Asks for neutral words on the exhibit in view."""
        window, number = self._window, self._window.desk.number
        shown = window.model.shown(number) if number is not None else None
        if shown is not None and self._may_write():
            item = shown.exhibit
            sheet = DescribeSheet(window.theme, item.label, item.title, item.description, window)
            sheet.filled.connect(
                lambda title, description: window.desk.do(describe_exhibit, item.number, title, description)
            )
            sheet.over()

    # In view ---------------------------------------------------------------------------------------------------

    def withdraw(self) -> None:
        """Takes the exhibit in view out of view; undo brings it back."""
        window, number = self._window, self._window.desk.number
        if number is not None and self._may_write():
            window.desk.do(withdraw, number, "withdrawn by the reviewer")
            window.evidence.step(1)
            window.foot.say(f"{exhibit_label(number)} is withdrawn. Ctrl Z brings it back.")

    def go_up(self) -> None:
        """Goes to what the exhibit in view was unpacked from."""
        window, number = self._window, self._window.desk.number
        shown = window.model.shown(number) if number is not None else None
        if shown is not None and shown.exhibit.parent is not None:
            window.desk.select(shown.exhibit.parent)
        else:
            window.foot.say("It was not unpacked from anything.")

    def go_down(self) -> None:
        """Goes to the first thing that was unpacked from the exhibit in view."""
        window, number = self._window, self._window.desk.number
        below = window.model.unpacked_from(number) if number is not None else []
        if below:
            window.desk.select(below[0])
        else:
            window.foot.say("Nothing was unpacked from it.")

    def _may_write(self) -> bool:
        """Tells whether the case may be changed; where it may not, says so."""
        if not self._window.desk.writable:
            self._window.foot.say("This case is open for reading only.")
        return self._window.desk.writable
