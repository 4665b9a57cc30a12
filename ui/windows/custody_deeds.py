"""What the case window does about the ledger when a command is run: check, repair, stamp, prove."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from ui.windows.case_frame import CaseFrame
from ui.windows.files import ask_files, ask_folder, ask_target
from ui.windows.sheets.checking import CheckPage, ChecksNow, RepairSheet
from workbench.actions.cases import OpenCase
from workbench.actions.custody import (
    export_heads,
    head,
    heads,
    inclusion,
    time_stamp,
    time_stamps,
    verification_words,
    verify,
)
from workbench.actions.repair import repair, repair_folder
from workbench.casefile.custody import RepairReport, Verification
from workbench.casefile.exhibit_numbers import exhibit_number
from workbench.casefile.proofs import InclusionProof
from workbench.casefile.timestamps import TimeStamp
from workbench.settings import load

KEY_FILE = "key.json"
_LABEL = re.compile(r"EX-\d{4,}(?:\.\d+){0,2}")


class CustodyDeeds(QObject):
    """Runs the commands about the ledger; the page of checks is there only while somebody wants it."""

    def __init__(self, window: CaseFrame) -> None:
        super().__init__(window)
        self._window = window
        self.page: CheckPage | None = None
        self.found: Verification | None = None
        self._pending: RepairReport | None = None
        self.table: dict[str, Callable[[], object]] = {
            "case.verify": self.verify,
            "case.verify-since": lambda: self.verify(since=True),
            "case.checks": self.open_page,
            "case.repair": self.repair,
            "case.repair-folder": self.repair_folder,
            "case.stamp": self.stamp,
            "case.heads": self.save_heads,
            "history.proof": self.copy_proof,
        }
        window.history.proof_asked.connect(self.copy_proof)
        window.desk.opened.connect(self._forget)

    # Checking --------------------------------------------------------------------------------------------------

    def verify(self, since: bool = False) -> None:
        """Checks the case against its ledger, and against the heads that were taken in from outside."""
        window, case = self._window, self._window.desk.case
        if case is None:
            return
        seen = tuple(self.page.heads) if self.page is not None else ()
        if self.page is not None:
            self.page.working("Checking…")
        window.desk.begin("Verifying", lambda: verify(case, seen, since), self._verified, self._failed)

    def _verified(self, found: Verification) -> None:
        """Says what the check found; faults are listed on their page."""
        window, self.found = self._window, found
        window.foot.say_verified(found)
        if self.page is not None:
            self.page.show_found(found, verification_words(found))
            self._show_now()
        elif found.clean:
            window.foot.say(verification_words(found))
        else:
            self.open_page()

    def _failed(self, error: Exception) -> None:
        """Gives the page back, and says why nothing was found out."""
        if self.page is not None:
            self.page.working("")
            self.page.summary.setText("The check did not come to its end.")
        self._window.desk.fail(error)

    def open_page(self) -> None:
        """Opens the page of checks, or brings it to the front."""
        window = self._window
        if self.page is None:
            page = self.page = CheckPage(window.theme, window.desk.writable, window)
            page.verify_asked.connect(self.verify)
            page.repair_asked.connect(self.repair)
            page.stamp_asked.connect(self.stamp)
            page.heads_asked.connect(self.save_heads)
            page.heads_file_asked.connect(self._take_heads)
            page.subject_chosen.connect(self.go_to)
            page.finished.connect(lambda _: self._close_page())
        if self.found is not None:
            self.page.show_found(self.found, verification_words(self.found))
        self._show_now()
        self.page.show()
        self.page.raise_()
        self.page.activateWindow()

    def _close_page(self) -> None:
        """Lets the page go."""
        if self.page is not None:
            self.page.deleteLater()
            self.page = None

    def _forget(self) -> None:
        """Forgets what was found in another case."""
        self.found = None
        if self.page is not None:
            self.page.close()
        report, self._pending = self._pending, None
        if report is not None and self._window.desk.case is not None:
            self._window.desk.later(lambda: self._show_repaired(report))
        else:
            self._pending = report

    def _show_repaired(self, report: RepairReport) -> None:
        """Shows on the page what a repair came to."""
        self.open_page()
        if self.page is not None:
            self.page.show_repaired(report.mended, report.remaining)

    def _show_now(self) -> None:
        """Shows head and stamps as they are now."""
        page = self.page
        if page is not None:
            self._window.desk.ask(checks_now, then=lambda now: page.show_now(now) if page is self.page else None)

    def _take_heads(self) -> None:
        """Asks for a file of heads."""
        page = self.page
        if page is None:
            return

        def take(paths: list[Path]) -> None:
            for path in paths:
                page.take_heads_file(path)

        ask_files(page, "Heads kept outside the case", take)

    def go_to(self, subject: str) -> None:
        """Goes to the exhibit that a finding is about; an entry is shown in the history."""
        window, label = self._window, _LABEL.search(subject)
        if label is not None:
            window.desk.select(exhibit_number(label.group()))
        elif subject.startswith("entry"):
            window.arrangement.show_side(3)

    # Mending ---------------------------------------------------------------------------------------------------

    def repair(self) -> None:
        """Asks for copies, and repairs."""
        window = self._window
        if not window.desk.writable:
            window.foot.say("This case is open for reading only.")
            return
        sheet = RepairSheet(window.theme, parent=self.page or window)
        sheet.filled.connect(lambda copies, _secret: self._repair(copies))
        sheet.over()

    def repair_folder(self) -> None:
        """Asks for the folder of a case that may not open any more, and for copies, and repairs it."""
        ask_folder(
            self._window, "The folder of the case", lambda folder: self._window.desk.later(lambda: self._ask(folder))
        )

    def _ask(self, folder: Path) -> None:
        """Asks for copies, and for the secret of an encrypted case."""
        window, case = self._window, self._window.desk.case
        if case is not None and case.folder.absolute() == folder.absolute():
            self.repair()
            return
        sheet = RepairSheet(window.theme, locked=(folder / KEY_FILE).is_file(), parent=window)
        sheet.filled.connect(lambda copies, secret: self._repair_folder(folder, copies, secret or None))
        sheet.over()

    def _repair_folder(self, folder: Path, copies: tuple[Path, ...], secret: str | None) -> None:
        """Repairs a case that is closed, and opens it."""
        window, actor = self._window, self._window.desk.actor

        def done(report: RepairReport) -> None:
            self._pending = report
            window.opening.open(folder, secret)

        window.desk.begin("Repairing", lambda: repair_folder(folder, actor, copies, secret), done, lane="write")

    def _repair(self, copies: tuple[Path, ...]) -> None:
        """Repairs the case while nothing else is written."""
        window, case = self._window, self._window.desk.case
        if case is not None:
            actor = window.desk.actor
            window.desk.begin(
                "Repairing", lambda: repair(case, actor, copies), self._repaired, self._failed, lane="write"
            )

    def _repaired(self, report: RepairReport) -> None:
        """Shows what was put right and what was not, and reads the case anew."""
        window, number = self._window, self._window.desk.number
        if report.mended:
            page, self.page = self.page, None
            window.desk.opened.emit()
            self.page = page
            window.desk.selected.emit(number)
        self._show_repaired(report)

    # Proving ---------------------------------------------------------------------------------------------------

    def stamp(self) -> None:
        """Asks the authority of the preferences to stamp the present head."""
        window = self._window
        window.foot.say("Asking the time-stamp authority…")
        window.desk.do(time_stamp, then=self._stamped)

    def _stamped(self, stamp: TimeStamp) -> None:
        """Says who stamped, and when."""
        self._window.foot.say(f"Head {stamp.size} is stamped, {stamp.at:%Y-%m-%d %H:%M:%S} UTC.")
        self._show_now()

    def save_heads(self) -> None:
        """Asks where all signed heads are to be written, to be kept on another medium."""
        window = self._window

        def write(to: Path) -> None:
            def done(text: str) -> None:
                window.desk.run(
                    lambda: to.write_text(text, "ascii"), lambda _: window.foot.say(f"The heads lie in {to}.")
                )

            window.desk.ask(export_heads, then=done)

        ask_target(self.page or window, "Save all heads", "heads", ".txt", write, ("Heads (*.txt)",))

    def copy_proof(self) -> None:
        """Copies the proof that the chosen entry, or else the newest, stands in the ledger."""
        window = self._window
        chosen = window.history.chosen()
        if chosen is not None:
            window.desk.ask(inclusion, chosen, then=self._copy)

    def _copy(self, proof: InclusionProof) -> None:
        """Puts a proof on the clipboard, as others' tools and the command line write it."""
        QGuiApplication.clipboard().setText(json.dumps({"proof": asdict(proof)}, indent=2))
        self._window.foot.say(f"The proof of entry {proof.number} under {proof.size}:{proof.root[:8]}… is copied.")


def checks_now(case: OpenCase) -> ChecksNow:
    """Reads the present head, how many were signed, the stamps, and the authority of the preferences."""
    return ChecksNow(head(case), len(heads(case)), time_stamps(case), load().timestamp_authority)
