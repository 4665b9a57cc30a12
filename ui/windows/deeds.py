"""What the case window does when a command is run: one short method for each that needs more than a call."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from ui.commands import command
from ui.windows.aid_deeds import AidDeeds
from ui.windows.case_frame import CaseFrame
from ui.windows.custody_deeds import CustodyDeeds
from ui.windows.evidence_deeds import EvidenceDeeds
from ui.windows.exposure_deeds import ExposureDeeds
from ui.windows.files import ask_files, ask_folder, ask_target
from ui.windows.group_deeds import GroupDeeds
from ui.windows.key_deeds import KeyDeeds
from ui.windows.list_deeds import ListDeeds
from ui.windows.new_case import NewCaseDialog
from ui.windows.retention_deeds import RetentionDeeds
from ui.windows.window_deeds import WindowDeeds
from workbench.actions.memos import export_memo
from workbench.actions.policies import PolicyReport, import_policies
from workbench.actions.undo import undo
from workbench.casefile.custody import Entry
from workbench.casefile.decisions import Judgement
from workbench.casefile.searching import Hit, HitKind

MEMO_ENDING = ".pdf"
DATED = {HitKind.NOTE: "mark", HitKind.OCCURRENCE: "occurrence"}


class Deeds(QObject):
    """Runs commands by their id; every command of the window stands in its table."""

    def __init__(self, window: CaseFrame) -> None:
        super().__init__(window)
        self._window = window
        self.custody = CustodyDeeds(window)
        self.list_deeds = ListDeeds(window)
        itself, exposure = WindowDeeds(window, self.run), ExposureDeeds(window)
        itself.kept.connect(exposure.apply_access)
        self.table: dict[str, Callable[[], object]] = {
            **self._of_case(),
            **self._of_exhibits(),
            **self._of_looks(),
            **itself.table,
            **EvidenceDeeds(window).table,
            **exposure.table,
            **GroupDeeds(window).table,
            **AidDeeds(window).table,
            **self.list_deeds.table,
            **KeyDeeds(window).table,
            **RetentionDeeds(window).table,
            **self.custody.table,
        }

    def run(self, name: str) -> None:
        """Runs a command; one that needs a case says so where none is open."""
        wanted, window = command(name), self._window
        if window.desk.case is None and not wanted.caseless:
            window.foot.say("Open a case first.")
            return
        self.table[name]()

    def run_entry(self, name: str) -> None:
        """Does what was chosen in the palette: a command, or an exhibit brought into view."""
        kind, _, key = name.partition(":")
        if kind == "exhibit":
            self._window.desk.select(int(key))
            self._window.evidence.grid.setFocus()
        else:
            self.run(name)

    def search(self) -> None:
        """Opens the search; words that were not read yet are read meanwhile, and found when they are there."""
        self._window.search.open_over()
        self._window.evidence.intake.read_words_once()

    def follow(self, hit: Hit) -> None:
        """Goes where a search has found something."""
        window = self._window
        if hit.exhibit is not None:
            if hit.exhibit not in window.model.numbers:
                window.evidence.show_all()
            window.desk.select(hit.exhibit)
            window.evidence.grid.setFocus()
        if hit.kind is HitKind.CITATION:
            window.arrangement.show_side(0)
            window.policy.go_to(hit.id)
        elif hit.kind is HitKind.MEMO:
            window.arrangement.show_side(1)
        elif hit.kind in DATED:
            window.timeline.go_to(f"{DATED[hit.kind]}:{hit.id}")

    # The tables ------------------------------------------------------------------------------------------------

    def _of_case(self) -> dict[str, Callable[[], object]]:
        """What concerns the case as a whole."""
        window = self._window
        return {
            "case.new": self.new_case,
            "case.open": self.open_case,
            "case.demonstration": window.opening.open_demonstration,
            "case.search": self.search,
            "case.undo": self.undo,
            "memo.export": lambda: self.export(MEMO_ENDING),
            "policy.import": self.import_policies,
            "policy.cite": window.policy.cite,
            "policy.versions": self.choose_version,
            "evidence.search": window.evidence.start_search,
        }

    def _of_exhibits(self) -> dict[str, Callable[[], object]]:
        """What concerns the exhibit in view and its time."""
        window, timeline = self._window, self._window.timeline
        table: dict[str, Callable[[], object]] = {
            "exhibit.next": lambda: window.evidence.step(1),
            "exhibit.previous": lambda: window.evidence.step(-1),
            "exhibit.open": lambda: window.viewer.in_view.setFocus(),
            "exhibit.mark-region": window.viewer.mark_region,
            "clip.mark": timeline.mark,
            "clip.in": timeline.mark_in,
            "clip.out": timeline.mark_out,
            "clip.back": lambda: timeline.step(-1),
            "clip.forward": lambda: timeline.step(1),
            "timeline.occurrence": timeline.ask_occurrence,
            "timeline.fit": timeline.axis.fit,
        }
        for judgement in Judgement:
            name = judgement.name.lower()
            table[f"decide.{name}"] = partial(window.viewer.decide, judgement)
            table[f"decide.{name}.stay"] = partial(window.viewer.decide, judgement, stay=True)
        return table

    def _of_looks(self) -> dict[str, Callable[[], object]]:
        """What concerns looking."""
        viewer = self._window.viewer
        return {
            "look.hold": lambda: self._window.foot.say("Hold Space to look; let go to cover."),
            "look.lens": viewer.surface.toggle_lens,
            "look.region": viewer.surface.begin_region,
            "look.stop": viewer.stop,
            "look.seal": viewer.seal,
            "look.down": viewer.surface.step_down,
            "look.up": viewer.surface.step_up,
            "look.panic": self.panic,
        }

    # The case --------------------------------------------------------------------------------------------------

    def new_case(self) -> None:
        """Asks what a new case is about and makes it."""
        dialog = NewCaseDialog(self._window.theme, self._window)
        dialog.filled.connect(self._window.opening.make)
        dialog.finished.connect(lambda _: dialog.deleteLater())
        dialog.open()

    def open_case(self) -> None:
        """Asks for a case folder and opens it."""
        ask_folder(self._window, "Open a case folder", self._window.opening.open)

    def undo(self) -> None:
        """Takes the last act back and names it."""
        window = self._window
        window.desk.do(undo, then=lambda entry: self._undone(entry))

    def _undone(self, entry: Entry) -> None:
        """Says what was taken back."""
        self._window.foot.say(f"Taken back: {entry.label}.")

    def export(self, ending: str) -> None:
        """Asks where the memo is to be written, and writes it."""
        window, case = self._window, self._window.desk.case
        if case is None:
            return
        window.memo.keep()
        actor = window.desk.actor

        def write(to: Path) -> None:
            window.desk.begin(
                "Writing the memo",
                lambda: export_memo(case, actor, to),
                lambda path: window.foot.say(f"The memo lies in {path}."),
            )

        ask_target(window, "Export the memo", f"{case.case.reference or 'case'} memo", ending, write)

    def import_policies(self) -> None:
        """Asks for policy documents and reads them."""
        window = self._window

        def read(paths: list[Path]) -> None:
            window.desk.begin("Reading policies", lambda: import_policies(paths), self._imported)

        ask_files(window, "Read policies", read, "Policies in Markdown or text (*.md *.markdown *.txt)")

    def _imported(self, report: PolicyReport) -> None:
        """Says what was read."""
        window = self._window
        words = [f"{len(report.imported)} read"]
        if report.known:
            words.append(f"{len(report.known)} known already")
        if report.refused:
            first = report.refused[0]
            window.problems.show_words(f"{Path(first.source).name}: {first.reason}", first.remedy)
            words.append(f"{len(report.refused)} refused")
        window.foot.say(", ".join(words))
        window.policy.refresh_library()

    def choose_version(self) -> None:
        """Shows the policy and lists its versions."""
        self._window.arrangement.show_side(0)
        self._window.policy.choose_version()

    def panic(self) -> None:
        """Seals everything of every window at once."""
        window = self._window
        window.viewer.seal()
        window.calm.panic()
